"""The lines of a list: a value at the ends of thirteen weeks, kept in memory for as long as the book stays the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from threading import Lock

import numpy as np

from banso.judgement.metrics.api import day_stamps, stored
from banso.platform.kit.columns import Array
from banso.platform.tenancy.api import current_workspace

WEEKS = 13
FEWEST = 3
"""So many points are needed for a line that says anything."""
MOST_KEPT = 16
"""So many tables of lines a process keeps; at 50,000 accounts each takes some 3 MB."""

Key = tuple[int, str, tuple[tuple[date, datetime], ...]]
_kept: OrderedDict[Key, tuple[Array, Array]] = OrderedDict()
_lock = Lock()


def lines(day: date, ids: Sequence[int], key: str) -> Mapping[int, list[float | None]]:
    """Values of ``key`` at the ends of 13 weeks up to ``day``, where computed; {} with fewer than three days."""
    wanted = [day - timedelta(days=7 * back) for back in range(WEEKS - 1, -1, -1)]
    stamps = day_stamps(wanted) if ids else {}
    if len(stamps) < FEWEST:
        return {}
    accounts, table = _table(key, wanted, stamps)
    places = np.searchsorted(accounts, np.array(ids, dtype=np.int64))
    found: dict[int, list[float | None]] = {}
    for one, place in zip(ids, places.tolist(), strict=True):
        if place < len(accounts) and accounts[place] == one:
            row = table[place].tolist()
            found[one] = [None if value != value else value for value in row]  # noqa: PLR0124 - NaN
    return found


def _table(key: str, wanted: Sequence[date], stamps: Mapping[date, datetime]) -> tuple[Array, Array]:
    """Accounts in order and their values, one column a week; from memory where no day was computed anew."""
    at = (current_workspace().pk, key, tuple(sorted(stamps.items())))
    with _lock:
        if at in _kept:
            _kept.move_to_end(at)
            return _kept[at]
    frame = stored(sorted(stamps), [key])
    accounts = np.unique(frame.accounts)
    table = np.full((len(accounts), len(wanted)), np.nan, dtype=np.float32)
    columns = {day: place for place, day in enumerate(wanted)}
    days = frame.days.astype("datetime64[D]")
    for day in np.unique(days):
        here = days == day
        table[np.searchsorted(accounts, frame.accounts[here]), columns[day.astype(date)]] = frame.values[key][here]
    with _lock:
        _kept[at] = (accounts, table)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return accounts, table
