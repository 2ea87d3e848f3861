"""Silence: no use for longer than is usual for this very account.

With g the gaps in days between the account's active days so far, it begins on the day on which the
days since the last use exceed the ``quantile`` of g (linear between neighbours) and reach
``min_days``; at least ``min_gaps`` gaps are needed to know what is usual. It ends when use returns,
or as "gone" ``gone_days`` after the last use.
"""

from dataclasses import dataclass

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes, gather
from banso.judgement.signals.rules.history import History
from banso.judgement.signals.rules.segments import expand, largest, quantile
from banso.platform.kit.columns import Array

_YEAR = 364
"""52 whole weeks."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Parameters of the rule."""

    quantile: float = 0.95
    min_gaps: int = 8
    min_days: int = 14
    gone_days: int = 180

    def episodes(self, history: History, first: int) -> Episodes:
        """Episodes known at ``history.until`` that hold on some day from ``first`` on.

        Evidence: last_active (day), gaps (how many before), usual_days (their quantile),
        longest_days (their largest), active_weeks (of the 52 before the silence).
        """
        day, until = history.row_day, history.until
        begin = history.starts[history.row_at]
        rows = np.arange(len(day))
        is_last = rows + 1 == history.starts[history.row_at + 1]
        returned = np.full(len(day), OPEN)
        returned[:-1] = np.where(is_last[:-1], OPEN, day[1:])
        end = np.minimum(returned, day + self.gone_days)
        longest_possible = np.minimum(end, until + 1) - day
        candidate = (rows - begin >= self.min_gaps) & (longest_possible > self.min_days) & (end > first)
        rows, begin, end = rows[candidate], begin[candidate], end[candidate]
        gaps = np.diff(day, append=until)  # the value at an account's last row is not read as a gap
        usual = quantile(gaps, begin, rows, self.quantile)
        began = day[rows] + np.maximum(self.min_days, np.floor(usual).astype(np.int64) + 1)
        holds = (began < end) & (began <= until)
        rows, begin, end, usual = rows[holds], begin[holds], end[holds], usual[holds]
        over = end <= until
        return gather(
            history.accounts[history.row_at[rows]],
            began[holds],
            np.where(over, end, OPEN),
            np.where(over, np.where(returned[rows] == end, "returned", "gone"), ""),
            {
                "last_active": day[rows],
                "gaps": rows - begin,
                "usual_days": usual,
                "longest_days": largest(gaps, begin, rows),
                "active_weeks": _active_weeks(day, begin, rows),
            },
        )


def _active_weeks(day: Array, begin: Array, rows: Array) -> Array:
    """Weeks with use among the 52 that end with the day of each of ``rows``."""
    positions, slice_of = expand(np.maximum(begin, rows - _YEAR + 1), rows + 1)
    back = (day[rows][slice_of] - day[positions]) // 7
    fresh = np.ones(len(back), dtype=bool)
    fresh[1:] = (np.diff(back) != 0) | (np.diff(slice_of) != 0)
    counted = fresh & (back < _YEAR // 7)
    return np.bincount(slice_of[counted], minlength=len(rows))
