"""Months, and the quarters and years of a fiscal year that begins in any month. A month is its first day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

WINDOWS: Final = ("last_12", "this_year", "last_year", "this_quarter", "last_quarter")
"""Stretches of months that have names."""


def month_of(day: date) -> date:
    """The month that ``day`` is in."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def plus(month: date, count: int) -> date:
    """The month that is ``count`` months later (or earlier)."""
    at = month.year * 12 + month.month - 1 + count
    return date(at // 12, at % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months there are from ``first`` to ``last``, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def year_start(month: date, fiscal_start: int) -> date:
    """The first month of the fiscal year that ``month`` is in."""
    return date(month.year - (month.month < fiscal_start), fiscal_start, 1)


def quarter_start(month: date, fiscal_start: int) -> date:
    """The first month of the fiscal quarter that ``month`` is in."""
    begun = year_start(month, fiscal_start)
    return plus(begun, (months_between(begun, month) - 1) // 3 * 3)


def quarter_number(month: date, fiscal_start: int) -> int:
    """1 to 4."""
    return (months_between(year_start(month, fiscal_start), month) - 1) // 3 + 1


def window(name: str, closed: date, fiscal_start: int) -> tuple[date, date]:
    """The months of a named stretch; ``closed`` is the last month that has ended.

    This year and this quarter are those of the month after ``closed``, as far as they go.
    """
    running = plus(closed, 1)
    if name == "this_year":
        return year_start(running, fiscal_start), plus(year_start(running, fiscal_start), 11)
    if name == "last_year":
        begun = plus(year_start(running, fiscal_start), -12)
        return begun, plus(begun, 11)
    if name == "this_quarter":
        return quarter_start(running, fiscal_start), plus(quarter_start(running, fiscal_start), 2)
    if name == "last_quarter":
        begun = plus(quarter_start(running, fiscal_start), -3)
        return begun, plus(begun, 2)
    return plus(closed, -11), closed
