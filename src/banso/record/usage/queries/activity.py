"""What pages and signals ask of usage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import numpy as np

from banso.platform.kit.columns import Columns
from banso.platform.lake import api as lake
from banso.record.usage.models import UsageChange
from banso.record.usage.queries.rollups import account_ranges, day_number, rollups

ROWS_AT_ONCE = 1_000_000
"""Roll-up rows whose days are fetched at once."""


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


def quiet_users(until: date, first: date, *, least: int, past: int, also: Sequence[int] = ()) -> Columns:
    """Days of use of the end users who may have been silent for ``least`` days on some day from ``first`` to
    ``until``, or are among ``also``: account, user, day (day number), n; known by the end of ``until``.

    Who was seen within the ``least`` days before ``first`` and since has not been silent and is left out, as are
    those whose last use was more than ``past`` days before ``first``.
    """
    last, start = day_number(until), day_number(first)
    with lake.session(memory="256MB") as engine:
        rows = rollups(engine, until=until).user_day
        rows = rows.filter((rows.known_day <= last) & (rows.end_user != 0))
        seen = (rows.day > last - least) & (rows.day <= start)
        users = rows.group_by("account", "end_user").agg(newest=rows.day.max(), seen=seen.sum())
        asked = users.end_user.isin([int(one) for one in also]) if also else ibis.literal(value=False)
        users = users.filter(((users.seen == 0) & (users.newest >= start - past)) | asked)
        some = rows.semi_join(users, ["account", "end_user"])
        days = some.group_by("account", "end_user", "day").agg(n=some.n.sum())
        found = engine.fetch(days.order_by("account", "end_user", "day"))
    return {
        "account": found["account"].astype(np.int64, copy=False),
        "user": found["end_user"].astype(np.int64, copy=False),
        "day": found["day"].astype(np.int64, copy=False),
        "n": found["n"].astype(np.int64, copy=False),
    }
