"""When a task comes again: rules of RFC 5545 without a start.

The start is the day on which the task is due. A rule that means "each month on this day" says so by
``BYMONTHDAY`` where the day is not in every month, so that the 31st comes back after a February.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from dateutil.rrule import rrule, rrulestr

EVERY_DAY: Final = "FREQ=DAILY"
EVERY_WEEKDAY: Final = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
EVERY_WEEK: Final = "FREQ=WEEKLY"
EVERY_2_WEEKS: Final = "FREQ=WEEKLY;INTERVAL=2"
EVERY_MONTH: Final = "FREQ=MONTHLY"
EVERY_QUARTER: Final = "FREQ=MONTHLY;INTERVAL=3"
EVERY_YEAR: Final = "FREQ=YEARLY"
USUAL: Final = (EVERY_DAY, EVERY_WEEKDAY, EVERY_WEEK, EVERY_2_WEEKS, EVERY_MONTH, EVERY_QUARTER, EVERY_YEAR)
"""What the form offers, the most frequent first."""

LONGEST: Final = 200
_AHEAD: Final = timedelta(days=366 * 12)
"""Nothing that comes later than that comes at all: it bounds the search."""
_LEAST_DAYS: Final = 28
_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PARTS: Final = {
    "FREQ": re.compile(r"DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile(r"[1-9]\d?"),
    "BYDAY": re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,6}"),
    "BYMONTHDAY": re.compile(r"-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01])){0,30}"),
    "BYMONTH": re.compile(r"([1-9]|1[0-2])(,([1-9]|1[0-2])){0,11}"),
    "BYSETPOS": re.compile(r"-?1"),
    "UNTIL": re.compile(r"\d{8}"),
    "WKST": re.compile(r"MO|TU|WE|TH|FR|SA|SU"),
}


class BadRule(ValueError):
    """A text that is no rule of days; the argument is the part that is not understood."""


def normal_rule(text: str, due: date | None = None) -> str:
    """``text`` in capitals without ``RRULE:``, tied to the day of ``due`` where months differ.

    Raises :class:`BadRule`. An empty text stays empty: the task does not come again.
    """
    rule = "".join(text.split()).upper().removeprefix("RRULE:").strip(";")
    if not rule:
        return ""
    parts = _parts(rule)
    if "FREQ" not in parts or _never(parts):
        raise BadRule(text)
    if due is not None and not any(name.startswith("BY") for name in parts):
        parts |= _tied(parts["FREQ"], due)
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    if len(rule) > LONGEST:
        raise BadRule(rule)
    try:
        _rule(rule, due or date(2026, 1, 1))
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRule(rule) from error
    return rule


def usual(rule: str) -> str:
    """The choice of the form that a rule is, whatever day of the month it is tied to; ``rule`` itself for others."""
    if rule in USUAL:
        return rule
    try:
        parts = _parts(rule)
    except BadRule:
        return rule
    if parts.get("BYSETPOS") == "-1" and "BYMONTHDAY" in parts and "BYDAY" not in parts:
        loose = ";".join(f"{name}={parts[name]}" for name in ("FREQ", "INTERVAL") if name in parts)
        if loose in USUAL:
            return loose
    return rule


def next_due(rule: str, due: date | None, done: date) -> date | None:
    """The day on which a task done on ``done`` comes again: after its own day and after ``done``; None: never.

    What was missed meanwhile is not made up for. Raises :class:`BadRule`.
    """
    start = due or done
    after = max(start, done)
    try:
        found = _rule(rule, start, until=after + _AHEAD).after(datetime.combine(after, time.min))
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRule(rule) from error
    return found.date() if found else None


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.split(";"):
        name, _equals, value = part.partition("=")
        if name not in _PARTS or name in parts or not _PARTS[name].fullmatch(value):
            raise BadRule(part)
        parts[name] = value
    return parts


def _never(parts: dict[str, str]) -> bool:
    """Whether no day can fit, so that looking for one would take long."""
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", "").split(",") if day]
    if days and re.search(r"\d", parts.get("BYDAY", "")):
        return True
    months = [int(month) for month in parts.get("BYMONTH", "").split(",") if month] or [1]
    return bool(days) and min(days) > max(_LONGEST_MONTHS[month - 1] for month in months)


def _tied(frequency: str, due: date) -> dict[str, str]:
    """The last of the days up to this one that the month has: the 30th in April for the 31st."""
    if due.day <= _LEAST_DAYS or frequency not in {"MONTHLY", "YEARLY"}:
        return {}
    days = {"BYMONTHDAY": ",".join(str(day) for day in range(_LEAST_DAYS, due.day + 1)), "BYSETPOS": "-1"}
    return {"BYMONTH": str(due.month), **days} if frequency == "YEARLY" else days


def _rule(rule: str, start: date, until: date | None = None) -> rrule:
    found = rrulestr(rule, dtstart=datetime.combine(start, time.min))
    if not isinstance(found, rrule):
        raise BadRule(rule)
    own: datetime | None = found._until  # noqa: SLF001 - it has no other name
    if until is not None and (own is None or own.date() > until):
        found = found.replace(until=datetime.combine(until, time.min))
    return found
