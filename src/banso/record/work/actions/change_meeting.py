"""Saying whose a meeting is, that it was written down, and taking changes of meetings back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.dateparse import parse_datetime

from banso.platform.journal.api import EXISTS, Revert, UndoConflict, record
from banso.record.work.actions.import_meetings import SUBJECT
from banso.record.work.models import Meeting

if TYPE_CHECKING:
    from banso.record.customers.models import Account

_ENCODER = DjangoJSONEncoder()
_TIMES = frozenset({"starts_at", "ends_at", "cancelled_at"})


def set_account(meeting: Meeting, account: Account | None, *, now: datetime) -> Meeting:
    """A member says which account the meeting is with, or (None) that it is with none; files do not change it again."""
    values = {"account_id": account.pk if account else None, "is_matched_by_hand": True}
    return _set(meeting, values, now)


def hide_meeting(meeting: Meeting, *, now: datetime) -> Meeting:
    """The meeting does not take place, or is nobody's business here."""
    return _set(meeting, {"cancelled_at": now}, now)


def _set(meeting: Meeting, values: dict[str, Any], now: datetime) -> Meeting:
    with transaction.atomic():
        found = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        before = {name: getattr(found, name) for name in values}
        for name, value in values.items():
            setattr(found, name, value)
        found.save(update_fields=list(values))
        changes = {name: (before[name], value) for name, value in values.items()}
        record(subject=SUBJECT, subject_id=found.pk, changes=changes, now=now)
    return found


def revert_meetings(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Set what is still as the change left it to what it was; one that came with a file goes again.

    A meeting that is written down as a touch stays.
    """
    rows = Meeting.objects.in_bulk([revert.subject_id for revert in reverts])
    conflicts: list[UndoConflict] = []
    for revert in reverts:
        row = rows.get(revert.subject_id)
        if row is None:
            conflicts += [
                UndoConflict(SUBJECT, revert.subject_id, name, made, None)
                for name, (made, _b) in revert.changes.items()
            ]
            continue
        if EXISTS in revert.changes:
            if row.touch_id is None:
                row.delete()
            else:
                conflicts.append(UndoConflict(SUBJECT, row.pk, EXISTS, True, True))
            continue
        found = {name: _plain(getattr(row, name)) for name in revert.changes}
        wrong = [
            UndoConflict(SUBJECT, row.pk, name, made, found[name])
            for name, (made, _before) in revert.changes.items()
            if found[name] != made
        ]
        conflicts += wrong
        if not wrong:
            values = {name: _value(name, before) for name, (_made, before) in revert.changes.items()}
            Meeting.objects.filter(pk=row.pk).update(**values)
    return conflicts


def _plain(value: Any) -> Any:
    return _ENCODER.default(value) if isinstance(value, datetime) else value


def _value(name: str, before: Any) -> Any:
    return parse_datetime(before) if name in _TIMES and isinstance(before, str) else before
