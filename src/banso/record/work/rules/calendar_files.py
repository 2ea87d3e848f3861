"""Reading iCalendar files (RFC 5545) as other programs write them. Pure: bytes in, meetings out.

Times without a zone, and whole days, are of the reader's zone. What repeats is told day by day, within a window.
Meetings far outside of the window are left out before anything is understood, so that an archive of years is quick.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Event

from banso.platform.kit.limits import limit

MOST_BYTES = limit("meetings.bytes", 10 * 1024 * 1024, "bytes")
MOST_EVENTS = limit("meetings.events", 2000)
"""Meetings (a series counts once) that fall into the window, or may."""
MOST_OCCURRENCES = limit("meetings.occurrences", 2000)
MOST_ATTENDEES = limit("meetings.attendees", 200)
_TEXT: Final = 300
_SLACK: Final = timedelta(days=2)
_BLOCK: Final = re.compile(r"^BEGIN:VEVENT[ \t]*$.*?^END:VEVENT[ \t]*$\n?", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_REPEATS: Final = re.compile(r"^(RRULE|RDATE|RECURRENCE-ID)[;:]", re.MULTILINE | re.IGNORECASE)
_STARTS: Final = re.compile(r"^DTSTART[^:\n]*:(\d{4})(\d{2})(\d{2})", re.MULTILINE | re.IGNORECASE)
_UID: Final = re.compile(r"^UID[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_OFTEN: Final = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_MAIL: Final = re.compile(r"[^\s@<>\"',;:]+@[^\s@<>\"',;:]+\.[^\s@<>\"',;:]+")


class BadCalendar(ValueError):
    """A file that is no calendar. ``code``: empty, large, encoding, none, broken, many; ``detail`` says where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was asked to come: a folded mail address, and the name the file has for it."""

    mail: str
    name: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting at one time. ``recurrence`` names which of a series (empty: it does not repeat)."""

    uid: str
    recurrence: str
    sequence: int
    title: str
    location: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    attendees: Sequence[Attendee]
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A meeting that could not be understood. ``code``: no_uid, no_start, broken, often, many."""

    title: str
    code: str
    detail: str = ""


@dataclass(slots=True)
class CalendarFile:
    """What a file says, by the uids of meetings, each with how often its organiser has changed it.

    ``whole`` are told in full: what is not among ``meetings`` of them is gone. ``cancelled`` are called off
    altogether, ``outside`` take place outside of the window.
    """

    meetings: list[Occurrence] = field(default_factory=list)
    whole: dict[str, int] = field(default_factory=dict)
    cancelled: dict[str, int] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)


def read_calendar(data: bytes, *, zone: str, since: date, until: date) -> CalendarFile:
    """The meetings of a file between ``since`` and ``until``, both included, in the zone ``zone``.

    Raises :class:`BadCalendar` for what is no calendar; a single meeting that is not understood is ``skipped``.
    """
    found = CalendarFile()
    text = _near(_text(data), since, until, found)
    window = (_at(since, zone), _at(until + timedelta(days=1), zone))
    for calendar in _calendars(text):
        _read(calendar, zone, window, found)
    found.meetings.sort(key=lambda one: (one.starts_at, one.uid, one.recurrence))
    return found


def _text(data: bytes) -> str:
    if not data.strip():
        raise BadCalendar("empty")
    if len(data) > MOST_BYTES:
        raise BadCalendar("large")
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "BEGIN:VCALENDAR" not in text[:100_000].upper():
            raise BadCalendar("none", text.lstrip()[:40].split("\n")[0])
        return text.replace("\x00", "")
    raise BadCalendar("encoding")


def _near(text: str, since: date, until: date, found: CalendarFile) -> str:
    """The text without meetings that do not repeat and lie far from the window."""
    kept = 0

    def weigh(match: re.Match[str]) -> str:
        nonlocal kept
        block = match[0]
        start = _STARTS.search(block)
        if start and not _REPEATS.search(block):
            try:
                day = date(int(start[1]), int(start[2]), int(start[3]))
            except ValueError:
                day = since
            # A meeting of many days is found by its beginning alone; nobody prepares for its twentieth day.
            if not since - _SLACK <= day <= until + _SLACK:
                uid = _UID.search(block.replace("\n ", "").replace("\n\t", ""))
                found.outside.add(_short(uid[1]) if uid else "")
                return ""
        kept += 1
        return block

    text = _BLOCK.sub(weigh, text)
    if kept > MOST_EVENTS:
        raise BadCalendar("many", str(kept))
    return text


def _calendars(text: str) -> Sequence[Calendar]:
    try:
        parsed = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, RecursionError) as error:
        raise BadCalendar("broken", str(error)[:200]) from error
    calendars = [one for one in parsed if one.name == "VCALENDAR"]
    if not calendars:
        raise BadCalendar("broken", "END:VCALENDAR")
    return calendars


def _read(calendar: Calendar, zone: str, window: tuple[datetime, datetime], found: CalendarFile) -> None:
    called_off = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    by_uid: dict[str, list[Event]] = {}
    for event in (one for one in calendar.walk("VEVENT") if isinstance(one, Event)):
        if problem := _problem(event):
            found.skipped.append(problem)
        else:
            by_uid.setdefault(_short(event.get("UID")), []).append(event)
    for uid, events in by_uid.items():
        master = next((one for one in events if "RECURRENCE-ID" not in one), None)
        if master is not None and (called_off or _is_cancelled(master)):
            found.cancelled[uid] = _sequence(master)
            continue
        repeats = master is None or len(events) > 1 or any(name in master for name in ("RRULE", "RDATE"))
        if master is not None:
            found.whole[uid] = max(_sequence(one) for one in events)
        try:
            for one in _occurrences(calendar, events, window):
                found.meetings.append(_occurrence(one, zone, repeats=repeats, called_off=called_off))
                if len(found.meetings) > MOST_OCCURRENCES:
                    raise BadCalendar("many", str(MOST_OCCURRENCES))
        except BadCalendar:
            raise
        except Exception as error:  # noqa: BLE001 - the library raises whatever a strange series meets
            found.whole.pop(uid, None)
            found.skipped.append(Skipped(_short(events[0].get("SUMMARY")), "broken", str(error)[:200]))


def _occurrences(calendar: Calendar, events: Sequence[Event], window: tuple[datetime, datetime]) -> Iterator[Event]:
    """One series, day by day; in a calendar of its own, so that a strange one spoils no other."""
    alone = Calendar()
    for timezone in calendar.walk("VTIMEZONE"):
        alone.add_component(timezone)
    for event in events:
        alone.add_component(event)
    query = recurring_ical_events.of(alone, keep_recurrence_attributes=True)
    yield from query.between(*window)


def _problem(event: Event) -> Skipped | None:
    title = _short(event.get("SUMMARY"))
    if not _short(event.get("UID")):
        return Skipped(title, "no_uid")
    faults = {
        name: text for name, text in event.errors if name in {"DTSTART", "DTEND", "RRULE", "RECURRENCE-ID", "DURATION"}
    }
    if faults:
        name, text = next(iter(faults.items()))
        return Skipped(title, "broken", f"{name}: {text}"[:200])
    if "DTSTART" not in event:
        return Skipped(title, "no_start")
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        times = [len(rule.get(name, [])) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
        if _OFTEN & {str(one).upper() for one in rule.get("FREQ", [])} or max(times) > 1:
            return Skipped(title, "often")
    return None


def _occurrence(event: Event, zone: str, *, repeats: bool, called_off: bool) -> Occurrence:
    start, end = event.start, event.end
    starts_at = _at(start, zone)
    recurrence = event.get("RECURRENCE-ID")
    return Occurrence(
        uid=_short(event.get("UID")),
        recurrence=_at(recurrence.dt, zone).strftime("%Y%m%dT%H%M%SZ") if repeats and recurrence else "",
        sequence=_sequence(event),
        title=_short(event.get("SUMMARY")),
        location=_short(event.get("LOCATION")),
        starts_at=starts_at,
        ends_at=max(_at(end, zone), starts_at),
        is_all_day=not isinstance(start, datetime),
        attendees=_attendees(event),
        cancelled=called_off or _is_cancelled(event),
    )


def _at(value: date | datetime, zone: str) -> datetime:
    """The instant; what has no zone is of ``zone``."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(zone))
    return value.astimezone(UTC)


def _attendees(event: Event) -> list[Attendee]:
    """Organiser and attendees, each address once; rooms are left out."""
    people: list[Any] = []
    for name in ("ORGANIZER", "ATTENDEE"):
        value = event.get(name, [])
        people += value if isinstance(value, list) else [value]
    found: dict[str, Attendee] = {}
    for person in people:
        params = getattr(person, "params", {})
        if str(params.get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE"}:
            continue
        mail = _MAIL.search(str(person)) or _MAIL.search(str(params.get("EMAIL", "")))
        if mail:
            address = mail[0].casefold()[:_TEXT]
            found.setdefault(address, Attendee(address, _short(params.get("CN"))))
    return list(found.values())[:MOST_ATTENDEES]


def _is_cancelled(event: Event) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _sequence(event: Event) -> int:
    try:
        return min(max(int(event.get("SEQUENCE", 0)), 0), 2**31 - 1)
    except (TypeError, ValueError):
        return 0


def _short(value: object) -> str:
    text = " ".join(str(value or "").split())
    return "".join(one for one in text if not "\ud800" <= one <= "\udfff")[:_TEXT]
