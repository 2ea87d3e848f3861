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
    inside = (facts.row_day <= day) & (facts.row_known <= day)
    ids, days, counts = facts.row_account[inside], facts.row_day[inside], facts.row_n[inside]
    by = np.lexsort((days, ids))
    ids, days, counts = ids[by], days[by], counts[by]
    fresh = np.ones(len(ids), dtype=bool)
    fresh[1:] = (np.diff(ids) != 0) | (np.diff(days) != 0)
    first = np.flatnonzero(fresh)
    totals = np.add.reduceat(counts, first) if len(first) else counts
    return history_of(facts.accounts, facts.known, ids[first], days[first], totals, until=day)


def history_of(
    accounts: Array, known: Array, row_account: Array, row_day: Array, row_n: Array, *, until: int
) -> History:
    """The history of the accounts known by ``until``, from their use known by then.

    Rows are sorted by account and day, one for each account-day; those of other accounts are left out.
    """
    order = np.argsort(accounts)
    present = order[known[order] <= until]
    accounts = accounts[present]
    at = np.searchsorted(accounts, row_account).astype(np.int32)
    listed = at < len(accounts)
    listed[listed] = accounts[at[listed]] == row_account[listed]
    if not listed.all():
        at, row_day, row_n = at[listed], row_day[listed], row_n[listed]
    return History(
        until=until,
        accounts=accounts,
        known=known[present].astype(np.int64),
        row_at=at,
        row_day=row_day.astype(np.int64, copy=False),
        row_n=row_n.astype(np.int64, copy=False),
        starts=np.searchsorted(at, np.arange(len(accounts) + 1)),
    )
