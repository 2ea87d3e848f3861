"""Account-days with what followed: the rows that models learn from and that scores are judged by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import ibis
import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.rules import ELIGIBLE_SLUG, HORIZON_DAYS
from banso.judgement.metrics.api import Frame, frame
from banso.platform.kit.columns import Array
from banso.platform.kit.days import EPOCH_DAY
from banso.platform.lake.api import session
from banso.record.customers.api import active_account_ids
from banso.record.usage.api import day_number, rollups

_ROWS_AT_ONCE = 400_000  # accounts x days held in memory together
_SHIFT = 1 << 16  # account and day in one number: days fit 16 bits until the year 2149
_PRIME = 1_000_003
_SUMS = ("events", "by_day", "by_account", "by_user")
NEVER = int(np.iinfo(np.int64).max)
"""The day by which something that did not happen was known."""


def row_days(given: Frame) -> Array:
    """The day number of each row of a frame."""
    days: Array = given.days.astype("datetime64[D]").astype(np.int64)
    return days


def eligible(given: Frame) -> Frame:
    """The rows of accounts with an event in the last 90 days."""
    return given.take(given.values[ELIGIBLE_SLUG] > 0)


def eligible_frames(days: Sequence[date], slugs: Sequence[str]) -> Iterator[Frame]:
    """Frames of `days`, some at a time, with the rows of accounts that had an event in 90 days.

    Values are known then, as of each day. `slugs` are the metrics to compute.
    """
    wanted = list(dict.fromkeys([*slugs, ELIGIBLE_SLUG]))
    size = max(1, _ROWS_AT_ONCE // max(1, len(active_account_ids())))
    for start in range(0, len(days), size):
        yield eligible(frame(list(days[start : start + size]), slugs=wanted))


def use_known_after(accounts: Array, days: Array) -> Array:
    """For each row (account, day number): the day by which use in the next 180 days was known.

    NEVER where no event followed. The caller answers for the 180 days after each day being over.
    """
    asked_days = np.unique(days)
    if len(asked_days) == 0:
        return np.zeros(0, dtype=np.int64)
    with session() as engine:
        use = rollups(engine).user_day
        use = use.filter(use.day.between(int(asked_days[0]) + 1, int(asked_days[-1]) + HORIZON_DAYS))
        known = ibis.greatest(use.day, use.known_day)
        use = use.group_by("account", "day").agg(known=known.min())
        asked = engine.memtable("asked_days", {"asked": asked_days})
        after = use.join(asked, [use.day > asked.asked, use.day <= asked.asked + HORIZON_DAYS])
        found = engine.fetch(after.group_by("account", "asked").agg(known=after.known.min()))
    keys = found["account"] * _SHIFT + found["asked"]
    order = np.argsort(keys)
    keys, known_days = np.append(keys[order], NEVER), np.append(found["known"][order], NEVER)
    rows = accounts * _SHIFT + days
    place = np.searchsorted(keys, rows)
    answer: Array = np.where(keys[place] == rows, known_days[place], NEVER)
    return answer


def was_used_after(accounts: Array, days: Array) -> NDArray[np.bool_]:
    """For each row (account, day number): whether an event followed within 180 days, as known now."""
    used: NDArray[np.bool_] = use_known_after(accounts, days) < NEVER
    return used


@dataclass(frozen=True, slots=True)
class KnownUse:
    """What was known of use by the end of a day: first and newest event day, and a fingerprint.

    Two fingerprints are equal when the same use was known; None and "" where none was.
    """

    first_event: date | None
    newest_event: date | None
    fingerprint: str


NOTHING_KNOWN = KnownUse(None, None, "")


def known_uses(days: Sequence[date]) -> dict[date, KnownUse]:
    """What was known by the end of each day, in one pass."""
    numbers = np.array(sorted({day_number(day) for day in days}), dtype=np.int64)
    if len(numbers) == 0:
        return {}
    with session() as engine:
        use = rollups(engine).user_day
        use = use.mutate(known=ibis.greatest(use.day, use.known_day))
        use = use.filter(use.known <= int(numbers[-1]))
        # By day first, so that the join with the days asked for is small. A row that was moved, added
        # or removed changes one of the sums, in whatever part of the lake it is.
        daily = use.group_by("known").agg(
            first=use.day.min(),
            last=use.day.max(),
            events=use.n.sum(),
            by_day=(use.n * use.day).sum(),
            by_account=(use.n * (use.account % _PRIME)).sum(),
            by_user=(use.n * (use.end_user % _PRIME)).sum(),
        )
        asked = engine.memtable("asked_days", {"asked": numbers})
        known = daily.join(asked, daily.known <= asked.asked)
        sums = {name: known[name].sum() for name in _SUMS}
        found = engine.fetch(known.group_by("asked").agg(first=known["first"].min(), last=known["last"].max(), **sums))
    answer = {EPOCH_DAY + timedelta(days=int(number)): NOTHING_KNOWN for number in numbers}
    for at, number in enumerate(found["asked"]):
        first, last = (EPOCH_DAY + timedelta(days=int(found[name][at])) for name in ("first", "last"))
        fingerprint = sha256(" ".join(str(int(found[name][at])) for name in _SUMS).encode()).hexdigest()
        answer[EPOCH_DAY + timedelta(days=int(number))] = KnownUse(first, last, fingerprint)
    return answer


def known_use(day: date) -> KnownUse:
    """What was known by the end of one day."""
    return known_uses([day])[day]
