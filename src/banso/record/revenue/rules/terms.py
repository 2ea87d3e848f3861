"""Terms and months: always counted from the anchor day, never from a day that was cut at a month's end."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def add_months(anchor: date, months: int) -> date:
    """The day ``months`` after ``anchor``, or the last day of that month where it is shorter.

    A second month is counted from the anchor again: 31 January + 1 is 29 February, + 2 is 31 March.
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def first_of_month(day: date) -> date:
    """The first day of the month that ``day`` is in."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """The last day of the month that ``day`` is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return last_of_month(day) + ONE_DAY


def months(first: date, last: date) -> Iterator[date]:
    """First days of the months from that of ``first`` to that of ``last``."""
    month = first_of_month(first)
    while month <= last:
        yield month
        month = next_month(month)


def whole_months(first: date, last: date) -> int:
    """How many whole months there are from ``first`` to ``last``."""
    found = (last.year - first.year) * 12 + last.month - first.month
    return found if add_months(first, found) <= last else found - 1


def notice_by(term_end: date, notice_days: int) -> date:
    """The last day on which a contract can be given up for ``term_end`` (exclusive)."""
    return term_end - timedelta(days=notice_days)
