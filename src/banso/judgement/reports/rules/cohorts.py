"""What is left of those who came in one month, by age. Pure: rows of a waterfall grouped by cohort in, shares out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

LEAST: Final = 5
"""A cohort of fewer says nothing about others: its numbers are shown, but no mean is made of it."""


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a period of one cohort: MRR (minor units) and how many have any."""

    last: date
    mrr: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who came in the period ``key``: how many, with what MRR, and by age (0: at the end of that period) what is left.

    ``money`` and ``logos`` are shares of the start, none where there is no such age yet.
    """

    key: str
    count: int
    mrr: Fraction
    money: tuple[float, ...]
    logos: tuple[float, ...]


def cohorts(rows: Mapping[str, Sequence[Point]]) -> list[Cohort]:
    """Cohorts in order of their keys. ``rows`` has each cohort's periods in order; periods before it came are 0."""
    found = []
    for key in sorted(rows):
        lived = list(rows[key])
        while lived and lived[0].mrr <= 0:
            lived = lived[1:]
        if not lived or lived[0].count <= 0:
            continue
        first = lived[0]
        found.append(
            Cohort(
                key,
                first.count,
                first.mrr,
                tuple(float(one.mrr / first.mrr) for one in lived),
                tuple(one.count / first.count for one in lived),
            )
        )
    return found


def mean_curve(found: Sequence[Cohort], *, of: str) -> list[float | None]:
    """By age, what is left of all cohorts that are that old together; ``of``: ``money`` or ``logos``.

    None from the age on at which fewer than :data:`LEAST` accounts are looked at.
    """
    longest = max((len(one.money) for one in found), default=0)
    curve: list[float | None] = []
    for age in range(longest):
        old = [one for one in found if len(one.money) > age]
        if sum(one.count for one in old) < LEAST:
            curve.append(None)
        elif of == "money":
            curve.append(sum(one.money[age] * float(one.mrr) for one in old) / sum(float(one.mrr) for one in old))
        else:
            curve.append(sum(one.logos[age] * one.count for one in old) / sum(one.count for one in old))
    return curve
