"""What pages and signals ask of usage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from banso.platform.kit.columns import Array, Columns, take
from banso.platform.lake import api as lake
from banso.record.usage.models import UsageChange
from banso.record.usage.queries.rollups import account_ranges, day_number, rollups

ROWS_AT_ONCE = 1_000_000
"""Roll-up rows whose days are fetched at once."""
_CLOSE = 1e-9


def active_days(until: date, *, accounts: Sequence[int] | None = None) -> Columns:
    """Days of use of every account, known by the end of ``until``.

    Columns: account, day (day number), n (events), sorted by account and day.
    """
    last = day_number(until)
    parts: list[Columns] = []
    with lake.session(memory="256MB") as engine:
        rows = rollups(engine, until=until).user_day
        rows = rows.filter(rows.known_day <= last)
        if accounts is not None:
            rows = rows.filter(rows.account.isin([int(one) for one in accounts]))
        for first, final in account_ranges(engine, rows, rows=ROWS_AT_ONCE):
            some = rows.filter(rows.account.between(first, final))
            days = some.group_by("account", "day").agg(n=some.n.sum())
            parts.append(engine.fetch(days.order_by("account", "day")))
    nothing = np.zeros(0, dtype=np.int64)
    return {
        name: np.concatenate([nothing, *(part.pop(name).astype(np.int64, copy=False) for part in parts)])
        for name in ("account", "day", "n")
    }


def account_days(account_id: int, until: date) -> Columns:
    """Use of one account by day: day (day number), n, users, oldest first, known by ``until``."""
    last = day_number(until)
    with lake.session() as engine:
        rows = rollups(engine, until=until).user_day
        rows = rows.filter((rows.account == account_id) & (rows.known_day <= last))
        days = rows.group_by("day").agg(n=rows.n.sum(), users=rows.end_user.nunique(where=rows.end_user != 0))
        return engine.fetch(days.order_by("day"))


def weekly_usage(account_id: int, until: date, weeks: int) -> Columns:
    """Weeks that end on ``until``'s weekday, oldest first: week_end (datetime64[D]), n, users.

    Weeks without use are there with 0.
    """
    last = day_number(until)
    with lake.session() as engine:
        rows = rollups(engine, until=until).user_day
        rows = rows.filter((rows.account == account_id) & (rows.known_day <= last) & (rows.day > last - weeks * 7))
        rows = rows.mutate(back=(last - rows.day) // 7)
        found = engine.fetch(
            rows.group_by("back").agg(n=rows.n.sum(), users=rows.end_user.nunique(where=rows.end_user != 0))
        )
    count, users = np.zeros(weeks, dtype=np.int64), np.zeros(weeks, dtype=np.int64)
    place = weeks - 1 - found["back"].astype(np.int64)
    count[place], users[place] = found["n"], found["users"]
    ends = np.datetime64(until, "D") - 7 * np.arange(weeks - 1, -1, -1)
    return {"week_end": ends, "n": count, "users": users}


def top_features(account_id: int, until: date, days: int) -> Columns:
    """Features of one account in the last ``days``: feature, n, last_day; the most used first."""
    last = day_number(until)
    with lake.session() as engine:
        rows = rollups(engine, until=until).feature_day
        rows = rows.filter((rows.account == account_id) & (rows.known_day <= last) & (rows.day > last - days))
        found = rows.group_by("feature").agg(n=rows.n.sum(), last_day=rows.day.max())
        return engine.fetch(found.order_by(found.n.desc(), "feature"))


def last_change() -> int:
    """The number of the last change of usage; 0 where there was none."""
    newest = UsageChange.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def changed_after(change: int) -> date | None:
    """The earliest day from which on events came or went after ``change``; ``None``: nothing did."""
    rows = UsageChange.objects.filter(id__gt=change).order_by("known_from")
    return rows.values_list("known_from", flat=True).first()


def quiet_users(
    until: date, first: date, *, least: int, past: int, share: float, window: int, also: Sequence[int] = ()
) -> Columns:
    """Days of use of the end users who matter and may have been silent on some day from ``first`` to ``until``, or are
    among ``also``: account, user, day (day number), n; known by the end of ``until``.

    Silent: no use for more than ``least`` days after a day of use, which is at most ``past`` days before ``first``.
    They matter where they made at least ``share`` of the account's events of the ``window`` days up to that day. Of
    all others nothing is fetched: they are most of the use.
    """
    parts: list[Columns] = []
    asked = [int(one) for one in also]
    with lake.session(memory="256MB") as engine:
        rows = rollups(engine, until=until).user_day
        rows = rows.filter(rows.known_day <= day_number(until))
        for low, high in account_ranges(engine, rows, rows=ROWS_AT_ONCE // 2):
            some = rows.filter(rows.account.between(low, high))
            days = some.group_by("account", "end_user", "day").agg(n=some.n.sum())
            found = engine.fetch(days.order_by("account", "end_user", "day"))
            found = {name: column.astype(np.int64, copy=False) for name, column in found.items()}
            last = _silent_rows(found, day_number(until), least) & (found["day"] >= day_number(first) - past)
            matters = np.zeros(len(last), dtype=bool)
            matters[last] = _share_so_far(found, np.flatnonzero(last), window) >= share - _CLOSE
            parts.append(take(found, _of_whole_users(found, matters | np.isin(found["end_user"], asked))))
    nothing = np.zeros(0, dtype=np.int64)
    names = {"account": "account", "user": "end_user", "day": "day", "n": "n"}
    return {name: np.concatenate([nothing, *(part.pop(column) for part in parts)]) for name, column in names.items()}


def _is_new_user(days: Columns) -> Array:
    """Where in days sorted by account and end user another one begins."""
    new = np.ones(len(days["day"]), dtype=bool)
    new[1:] = (np.diff(days["account"]) != 0) | (np.diff(days["end_user"]) != 0)
    return new


def _silent_rows(days: Columns, until: int, least: int) -> Array:
    """Days of end users after which they did not come for more than ``least`` days."""
    following = np.full(len(days["day"]), until + 1)
    following[:-1] = np.where(_is_new_user(days)[1:], until + 1, days["day"][1:])
    silent: Array = (following - days["day"] > least) & (days["end_user"] != 0)
    return silent


def _share_so_far(days: Columns, at: Array, window: int) -> Array:
    """Of the account's events in the ``window`` days up to each of the days ``at``, the part of the end user."""
    user = np.cumsum(_is_new_user(days))
    own = _so_far(user, days["day"], days["n"], user[at], days["day"][at], window)
    order = np.lexsort((days["day"], days["account"]))
    account, day, n = (days[name][order] for name in ("account", "day", "n"))
    number = np.cumsum(np.diff(account, prepend=account[:1]) != 0)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = number
    return own / _so_far(number, day, n, place[at], days["day"][at], window)


def _so_far(whose: Array, day: Array, n: Array, asked: Array, until: Array, window: int) -> Array:
    """The sum of ``n`` of ``asked`` in the ``window`` days up to ``until``; rows stand by ``whose`` and ``day``."""
    sums = np.concatenate([[0], np.cumsum(n)])
    span = int(day.max(initial=0)) + window + 1
    keys = whose * span + day
    end = asked * span + until
    # Behind the last day of whoever comes before, and before the first of this one: a window never reaches so far.
    begin = asked * span + np.maximum(until - window, -1)
    found: Array = sums[np.searchsorted(keys, end, side="right")] - sums[np.searchsorted(keys, begin, side="right")]
    return found


def _of_whole_users(days: Columns, some: Array) -> Array:
    """All days of the end users who have one of ``some``."""
    new = _is_new_user(days)
    user = np.cumsum(new) - 1
    wanted = np.zeros(int(new.sum()), dtype=bool)
    wanted[user[some]] = True
    return wanted[user] if len(user) else some
