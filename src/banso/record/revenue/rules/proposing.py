"""What is counted of proposals: how they stood on a day, how many are won, how long it takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import quantiles
from typing import Final

OPEN: Final = ("identified", "agreed", "offered")
DECIDED: Final = ("won", "lost")
FEWEST_DECIDED: Final = 20
"""Of fewer that were decided no rate is made: one more or less would change it by five points."""
FEWEST_FOR_CYCLE: Final = 8
"""Of fewer no quartiles are made: each quarter has at least two."""


@dataclass(frozen=True, slots=True)
class Step:
    """From ``day`` on at ``stage``, with ``mrr`` minor units."""

    day: date
    stage: str
    mrr: int


@dataclass(frozen=True, slots=True)
class Stand:
    """How a proposal stands on a day: its stage, since when, and what it is expected to add."""

    stage: str
    since: date
    mrr: int


def stand_on(steps: Sequence[Step], decided: tuple[date, str] | None, day: date) -> Stand | None:
    """How it stood at the end of ``day``, as it is known now; none where it was not yet there.

    ``steps`` are in their order. ``decided`` says when and how it ended: what was said of its end before, and taken
    back, counts as never said.
    """
    if decided is not None and decided[0] <= day:
        return Stand(decided[1], decided[0], steps[-1].mrr)
    open_ = [one for one in steps if one.stage in OPEN and one.day <= day]
    if not open_:
        return None
    last = max(enumerate(open_), key=lambda pair: (pair[1].day, pair[0]))[1]
    return Stand(last.stage, _since(open_, last), last.mrr)


def _since(steps: Sequence[Step], last: Step) -> date:
    """The day from which on it was at this stage without a break."""
    since = last.day
    for one in sorted(steps, key=lambda one: one.day, reverse=True):
        if one.stage != last.stage:
            break
        since = one.day
    return since


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal that was decided: after how many days, and what it was to add, in the currency of the report."""

    won: bool
    days: int
    mrr: Fraction


@dataclass(frozen=True, slots=True)
class WinRate:
    """How many were won of those that were decided, and how much of what they were to add."""

    won: int
    decided: int
    won_mrr: Fraction
    decided_mrr: Fraction

    @property
    def lacking(self) -> int:
        """How many more have to be decided before a rate can be said; 0 where it can."""
        return max(0, FEWEST_DECIDED - self.decided)

    @property
    def by_count(self) -> Fraction | None:
        """Won of decided; none where too few were decided."""
        return None if self.lacking else Fraction(self.won, self.decided)

    @property
    def by_mrr(self) -> Fraction | None:
        """MRR of those won of the MRR of all decided; none where too few were decided."""
        return None if self.lacking or not self.decided_mrr else self.won_mrr / self.decided_mrr


@dataclass(frozen=True, slots=True)
class Cycle:
    """Days from opened to decided: quartiles; none where too few were decided."""

    n: int
    low: float | None = None
    median: float | None = None
    high: float | None = None

    @property
    def lacking(self) -> int:
        """How many more have to be decided before this can be said; 0 where it can."""
        return max(0, FEWEST_FOR_CYCLE - self.n)


def win_rate(decisions: Iterable[Decision]) -> WinRate:
    """The win rate of these."""
    every = list(decisions)
    won = [one for one in every if one.won]
    total, of_won = (sum((one.mrr for one in some), Fraction(0)) for some in (every, won))
    return WinRate(len(won), len(every), of_won, total)


def cycle(decisions: Iterable[Decision]) -> Cycle:
    """How long they took; between two days quartiles are interpolated."""
    days = [one.days for one in decisions]
    if len(days) < FEWEST_FOR_CYCLE:
        return Cycle(len(days))
    low, median, high = quantiles(days, n=4, method="inclusive")
    return Cycle(len(days), low, median, high)
