"""Meetings of a member's calendar file: added, brought up to date, called off; each once however often it comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, Batch, BatchState, Entry, record_many
from banso.platform.kit.days import day_end, day_of, day_start
from banso.platform.tenancy.api import current_workspace
from banso.record.work.models import Meeting
from banso.record.work.queries.calendar_words import refusal_of
from banso.record.work.queries.meetings import match
from banso.record.work.rules.calendar_files import BadCalendar, CalendarFile, Occurrence, Skipped, read_calendar

SUBJECT: Final = "meeting"
BATCH_KIND: Final = "edit_meetings"
BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=90)
FIELDS: Final = (
    "sequence",
    "title",
    "location",
    "starts_at",
    "ends_at",
    "is_all_day",
    "attendees",
    "account_id",
    "cancelled_at",
)
_CHUNK: Final = 500


@dataclass(slots=True)
class ImportedMeetings:
    """What a file brought. ``batch`` (None: nothing was different) takes it back; ``asked`` have several accounts."""

    batch: Batch | None = None
    added: int = 0
    changed: int = 0
    cancelled: int = 0
    unchanged: int = 0
    asked: int = 0
    outside: int = 0
    skipped: Sequence[Skipped] = ()


@dataclass(slots=True)
class _Plan:
    """Rows to be made and changed, with what they were before."""

    new: list[Meeting] = field(default_factory=list)
    changed: list[tuple[Meeting, dict[str, Any]]] = field(default_factory=list)
    cancelled: list[tuple[Meeting, dict[str, Any]]] = field(default_factory=list)
    counted: list[Meeting] = field(default_factory=list)
    """Nothing differs but how often the organiser has changed something: of a series that is one number for all."""
    unchanged: int = 0


def window(now: datetime) -> tuple[date, date]:
    """The days whose meetings are taken: thirty back, ninety ahead."""
    today = day_of(now, current_workspace().timezone)
    return today - BACK, today + AHEAD


def import_calendar(data: bytes, *, member: Member, now: datetime, source: str = "web") -> ImportedMeetings:
    """Take the meetings of an iCalendar file into ``member``'s calendar.

    The same file again changes nothing; an older one than what is there does not either. Raises ``BadCalendar``.
    """
    since, until = window(now)
    found = read_calendar(data, zone=current_workspace().timezone, since=since, until=until)
    with transaction.atomic():
        plan = _plan(found, member, now)
        _match(plan)
        return _write(plan, found, member, now, source)


def take_calendar(
    data: bytes, file_name: str, *, member: Member, now: datetime, source: str = "web"
) -> ImportedMeetings:
    """:func:`import_calendar` of a file of a person: a file that is no calendar is refused in words, with its name."""
    try:
        return import_calendar(data, member=member, now=now, source=source)
    except BadCalendar as error:
        raise refusal_of(error, file_name) from error


def _plan(found: CalendarFile, member: Member, now: datetime) -> _Plan:
    since, until = window(now)
    zone = current_workspace().timezone
    there = _there(member, found, day_start(since, zone), day_end(until, zone))
    plan, seen = _Plan(), set()
    for one in found.meetings:
        key = (one.uid, one.recurrence)
        if key in seen:
            continue
        seen.add(key)
        row = there.get(key)
        if row is None:
            if not one.cancelled:
                plan.new.append(_row(one, member, now))
        elif one.sequence < row.sequence:
            plan.unchanged += 1
        else:
            _change(plan, row, _values(one, row, now))
    for key, row in there.items():
        gone = found.cancelled.get(row.ics_uid, found.whole.get(row.ics_uid))
        moved_away = row.ics_uid in found.outside and row.ics_uid not in found.whole
        is_told = gone is not None and gone >= row.sequence
        if key not in seen and row.cancelled_at is None and row.starts_at >= now and (is_told or moved_away):
            before = _kept(row)
            row.cancelled_at = now
            plan.cancelled.append((row, before))
    return plan


def _there(member: Member, found: CalendarFile, since: datetime, until: datetime) -> dict[tuple[str, str], Meeting]:
    """What is there already: in the window, or of a uid that the file names."""
    uids = sorted({one.uid for one in found.meetings} | set(found.whole) | set(found.cancelled))
    rows: dict[int, Meeting] = {}
    mine = Meeting.objects.select_for_update().filter(member=member)
    for part in [Q(starts_at__gte=since, starts_at__lt=until)] + [
        Q(ics_uid__in=uids[place : place + _CHUNK]) for place in range(0, len(uids), _CHUNK)
    ]:
        rows.update({row.pk: row for row in mine.filter(part)})
    return {(row.ics_uid, row.recurrence): row for row in rows.values()}


def _values(one: Occurrence, row: Meeting | None, now: datetime) -> dict[str, Any]:
    was = row.cancelled_at if row else None
    return {
        "sequence": one.sequence,
        "title": one.title,
        "location": one.location or None,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "is_all_day": one.is_all_day,
        "attendees": [{"mail": person.mail, "name": person.name} for person in one.attendees],
        "cancelled_at": (was or now) if one.cancelled else None,
    }


def _row(one: Occurrence, member: Member, now: datetime) -> Meeting:
    return Meeting(
        member=member, ics_uid=one.uid, recurrence=one.recurrence, imported_at=now, **_values(one, None, now)
    )


def _change(plan: _Plan, row: Meeting, values: dict[str, Any]) -> None:
    before = _kept(row)
    for name, value in values.items():
        setattr(row, name, value)
    after = _kept(row)
    if after | {"sequence": 0} == before | {"sequence": 0}:
        plan.unchanged += 1
        if after != before:
            plan.counted.append(row)
    elif after["cancelled_at"] and not before["cancelled_at"]:
        plan.cancelled.append((row, before))
    else:
        plan.changed.append((row, before))


def _match(plan: _Plan) -> None:
    """Find accounts of new meetings, and of those with other attendees, unless a person has said which it is."""
    open_ones = plan.new + [
        row for row, before in plan.changed if row.attendees != before["attendees"] and not row.is_matched_by_hand
    ]
    if not open_ones:
        return
    for row, found in zip(open_ones, match([_mails(row) for row in open_ones]), strict=True):
        row.account_id = found.account_id


def _mails(row: Meeting) -> list[str]:
    return [person["mail"] for person in row.attendees]


def _write(plan: _Plan, found: CalendarFile, member: Member, now: datetime, source: str) -> ImportedMeetings:
    result = ImportedMeetings(
        added=len(plan.new),
        changed=len(plan.changed),
        cancelled=len(plan.cancelled),
        unchanged=plan.unchanged,
        outside=len(found.outside),
        skipped=found.skipped,
    )
    moved = plan.changed + plan.cancelled
    Meeting.objects.bulk_update(plan.counted, ["sequence"], batch_size=_CHUNK)
    if not plan.new and not moved:
        return result
    result.batch = batch = Batch.objects.create(
        kind=BATCH_KIND,
        source=source,
        state=BatchState.APPLIED,
        rows_total=len(plan.new) + len(moved),
        rows_done=len(plan.new) + len(moved),
        created_by=member.pk,
        created_at=now,
        applied_at=now,
    )
    made = Meeting.objects.bulk_create(plan.new, batch_size=_CHUNK)
    Meeting.objects.bulk_update([row for row, _before in moved], FIELDS, batch_size=_CHUNK)
    empty: dict[str, Any] = dict.fromkeys(FIELDS)
    record_many(_entries([(row, empty) for row in made], now, batch, extra={EXISTS: (False, True)}))
    record_many(_entries(moved, now, batch))
    asked = match([_mails(row) for row in made if row.account_id is None])
    result.asked = sum(bool(one.candidates) for one in asked)
    return result


def _entries(
    rows: Iterable[tuple[Meeting, dict[str, Any]]],
    now: datetime,
    batch: Batch | None,
    extra: dict[str, tuple[Any, Any]] | None = None,
) -> Iterable[Entry]:
    for row, before in rows:
        after = _kept(row)
        changes = {name: (before[name], after[name]) for name in FIELDS}
        yield Entry(subject=SUBJECT, subject_id=row.pk, changes=changes | (extra or {}), now=now, batch=batch)


def _kept(row: Meeting) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}
