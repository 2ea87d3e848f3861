"""The use of all accounts as it was known at the end of a day, in columns.

Days are whole numbers (days since 1970-01-01) in the workspace's time zone.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from banso.platform.kit.columns import Array
from banso.platform.kit.days import EPOCH_DAY


def day_number(day: date) -> int:
    """``day`` as days since 1970-01-01."""
    return (day - EPOCH_DAY).days


def day_of_number(number: int) -> date:
    """The day that is ``number`` days after 1970-01-01."""
    return EPOCH_DAY + timedelta(days=int(number))


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was ever recorded, in any order.

    ``accounts`` (int64, distinct) with the day each became known; and rows of use: on ``row_day``
    the account had ``row_n`` events, and the workspace knew of them from ``row_known`` on. An
    account-day may have several rows, known on different days.
    """

    accounts: Array
    known: Array
    row_account: Array
    row_day: Array
    row_n: Array
    row_known: Array

    def late_days(self, first: int, last: int) -> list[int]:
        """Days after ``first`` and up to ``last`` on which something older became known."""
        late = self.row_known[self.row_known > self.row_day]
        return [int(day) for day in np.unique(late) if first < day <= last]


@dataclass(frozen=True, slots=True)
class History:
    """What was known at the end of ``until``: one row per account and day with use.

    ``accounts`` is sorted; ``row_at`` are positions in it; rows are sorted by account and day.
    ``starts`` (one longer than ``accounts``) is where each account's rows begin.
    """

    until: int
    accounts: Array
    known: Array
    row_at: Array
    row_day: Array
    row_n: Array
    starts: Array


def known_by(facts: Facts, day: int) -> History:
    """The history known at the end of ``day``: nothing that happened or was learnt later is in it.

    An account that was not known yet is left out, with its use.
    """
    present = facts.known <= day
    order = np.argsort(facts.accounts[present])
    accounts = facts.accounts[present][order]
    inside = (facts.row_day <= day) & (facts.row_known <= day)
    ids, days, counts = facts.row_account[inside], facts.row_day[inside], facts.row_n[inside]
    at = np.searchsorted(accounts, ids)
    listed = at < len(accounts)
    listed[listed] = accounts[at[listed]] == ids[listed]
    at, days, counts = at[listed], days[listed], counts[listed]
    by = np.lexsort((days, at))
    at, days, counts = at[by], days[by].astype(np.int64), counts[by].astype(np.int64)
    fresh = np.ones(len(at), dtype=bool)
    fresh[1:] = (np.diff(at) != 0) | (np.diff(days) != 0)
    first = np.flatnonzero(fresh)
    totals = np.add.reduceat(counts, first) if len(first) else counts
    return History(
        until=day,
        accounts=accounts,
        known=facts.known[present][order].astype(np.int64),
        row_at=at[first],
        row_day=days[first],
        row_n=totals,
        starts=np.searchsorted(at[first], np.arange(len(accounts) + 1)),
    )
