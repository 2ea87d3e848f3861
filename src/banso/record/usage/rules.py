"""What is worth telling about an account's use, from its days alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from banso.platform.kit.columns import Columns

SILENCE = 28
"""Days without use after which use again is worth telling."""
SEASON = 8
"""Weeks of history before a week can be the best so far."""
BETTER = 1.2
"""How far a week must stand above the last one that was told."""
_MONDAY = 3
"""1970-01-05 was a Monday: so many days are between a day number and its week's, modulo 7."""


@dataclass(frozen=True, slots=True, order=True)
class Milestone:
    """Something that happened for the first time, or more than ever, on ``day`` (days since 1970).

    ``kind``: *first_use*, *feature* (``feature`` was used for the first time), *record* (the week that ends on ``day``
    had ``n`` events), *returned* (after ``n`` days).
    """

    day: int
    kind: str
    feature: str = ""
    n: int = 0


def milestones(days: Columns, features: Columns, until: int) -> list[Milestone]:
    """Milestones, the oldest first.

    ``days``: day and n of each day of use, oldest first. ``features``: feature and day of its first use. A week counts
    once it has ended by ``until``.
    """
    found = [*_firsts(days, features), *_records(days, until), *_returns(days)]
    return sorted(found)


def _firsts(days: Columns, features: Columns) -> Iterator[Milestone]:
    if len(days["day"]):
        yield Milestone(int(days["day"][0]), "first_use")
    for feature, day in zip(features["feature"].tolist(), features["day"].tolist(), strict=True):
        if feature:
            yield Milestone(int(day), "feature", str(feature))


def _records(days: Columns, until: int) -> Iterator[Milestone]:
    weeks: dict[int, int] = {}
    for day, n in zip(days["day"].tolist(), days["n"].tolist(), strict=True):
        sunday = day + 6 - (day + _MONDAY) % 7
        weeks[sunday] = weeks.get(sunday, 0) + int(n)
    first = min(weeks, default=0)
    most = told = 0
    for sunday, n in weeks.items():
        is_told = sunday <= until and sunday - first >= SEASON * 7 and n > most and n >= told * BETTER
        most = max(most, n)
        if is_told:
            told = n
            yield Milestone(sunday, "record", n=n)


def _returns(days: Columns) -> Iterator[Milestone]:
    listed = days["day"].tolist()
    for before, day in pairwise(listed):
        if day - before > SILENCE:
            yield Milestone(int(day), "returned", n=int(day - before))
