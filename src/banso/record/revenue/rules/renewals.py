"""When a renewal asks for what: the day of notice, the checkpoints, what is overdue. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal

from banso.record.revenue.rules.facts import Stretch
from banso.record.revenue.rules.terms import add_months, notice_by

MONTH_DAYS: Final = 30
"""A checkpoint is so many days before the end of a term for each of its months: 6 and 3 are 180 and 90."""
CLOSED: Final = frozenset({"renewed", "changed", "lost"})
STEP_IN_DAYS: Final = 30
"""How long before the last day of notice there is still time for something to take effect."""

Standing = Literal["ahead", "step_in", "noticed", "late_notice", "grace", "overdue", "closed"]


@dataclass(frozen=True, slots=True)
class Window:
    """When somebody can still change how it ends: from the first checkpoint until the last day of notice."""

    opens: date
    closes: date

    def holds(self, day: date) -> bool:
        """Whether ``day`` is in it."""
        return self.opens <= day <= self.closes


def last_notice(term_end: date, notice_days: int | None) -> date:
    """The last day on which notice can be given; without a notice period the day before the term ends."""
    return notice_by(term_end, notice_days or 1)


def window(term_end: date, notice_days: int | None, checkpoints: Sequence[int]) -> Window:
    """When to step in (R29), from the first checkpoint: what is agreed after the last day of notice comes too late."""
    closes = last_notice(term_end, notice_days)
    opens = min(checkpoint_day(term_end, max(checkpoints)), closes - timedelta(days=STEP_IN_DAYS))
    return Window(opens, closes)


def standing(
    term_end: date,
    today: date,
    *,
    notice_days: int | None,
    grace_days: int,
    checkpoints: Sequence[int],
    closed: bool,
    runs_on: bool,
    noticed: bool,
) -> Standing:
    """How a renewal stands today.

    ``runs_on``: its lines are in force beyond the term, so that no days of grace are counted.
    """
    if closed:
        return "closed"
    if term_end <= today:
        within = today < term_end + timedelta(days=grace_days)
        return "grace" if within and not runs_on else "overdue"
    if noticed:
        return "noticed"
    found = window(term_end, notice_days, checkpoints)
    if found.holds(today):
        return "step_in"
    return "late_notice" if today > found.closes else "ahead"


def checkpoint_day(term_end: date, months: int) -> date:
    """The day on which a checkpoint is due."""
    return term_end - timedelta(days=months * MONTH_DAYS)


def term_months(start: date, term_end: date) -> int:
    """How many months a term had; at least one. A day more or less of a month makes no difference."""
    days = (term_end - start).days
    return max(1, round(days * 12 / 365.2425))


def next_term_end(start: date, term_end: date, today: date, grace_days: int) -> date:
    """Where the term of a line that renews itself ends next: terms follow each other by their length.

    The last end stays in sight for as long as the days of grace.
    """
    length, at = term_months(start, term_end), 0
    while (end := add_months(term_end, at * length)) + timedelta(days=grace_days) <= today:
        at += 1
    return end


def by_currency(lines: Iterable[Stretch]) -> dict[str, Fraction]:
    """What lines are worth a month, exact minor units of each of their currencies, in order."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for one in lines:
        sums[one.currency] += one.mrr
    return dict(sorted(sums.items()))
