"""The watch list: what happened at customers, by hand or from a file. Deleting keeps the row and can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, Batch, Change, Revert, UndoConflict, record
from banso.record.customers.actions.checking_people import BadPerson, text_of
from banso.record.customers.declarations import WATCH
from banso.record.customers.models import Account, WatchEvent, WatchKind

FIELDS: Final = ("kind", "day", "title", "detail", "url")
DELETED: Final = "deleted"
_LENGTHS: Final = {"title": 300, "detail": 20_000, "url": 1000}


def add_watch_event(
    account: Account,
    fields: Mapping[str, Any],
    *,
    now: datetime,
    created_by: int | None = None,
    batch: Batch | None = None,
) -> WatchEvent:
    """Note that something happened at an account. Raises :class:`BadPerson` naming the field."""
    values = {"kind": None, "day": None, "title": None} | checked_watch(fields)
    for field in ("kind", "day", "title"):
        if values[field] is None:
            raise BadPerson(field, _("This is needed."))
    with transaction.atomic():
        event = WatchEvent.objects.create(
            account=account, created_at=now, created_by=created_by, batch=batch.pk if batch else None, **values
        )
        said = {name: (None, one) for name in FIELDS if (one := _stored(getattr(event, name))) is not None}
        changes = {EXISTS: (False, True), "account": (None, account.pk), **said}
        record(subject=WATCH, subject_id=event.pk, changes=changes, now=now, batch=batch)
    return event


def change_watch_event(event: WatchEvent, fields: Mapping[str, Any], *, now: datetime) -> Change | None:
    """Change what is noted. Raises :class:`BadPerson` naming the field."""
    values = checked_watch(fields)
    for field in ("kind", "day", "title"):
        if field in values and values[field] is None:
            raise BadPerson(field, _("This is needed."))
    with transaction.atomic():
        event = WatchEvent.objects.select_for_update().get(pk=event.pk)
        changes = {name: (_stored(getattr(event, name)), _stored(value)) for name, value in values.items()}
        for name, value in values.items():
            setattr(event, name, value)
        event.save(update_fields=list(values))
        return record(subject=WATCH, subject_id=event.pk, changes=changes, now=now)


def delete_watch_event(event: WatchEvent, *, now: datetime) -> Change | None:
    """Take it off the list. The row stays, so that this can be undone and the past stays what it was."""
    with transaction.atomic():
        if not WatchEvent.objects.filter(pk=event.pk, deleted_at=None).update(deleted_at=now):
            return None
        return record(subject=WATCH, subject_id=event.pk, changes={DELETED: (False, True)}, now=now)


def checked_watch(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as they are kept. Raises :class:`BadPerson` naming the field."""
    found = {name: text_of(name, value) for name, value in fields.items() if name in FIELDS}
    for name, value in found.items():
        if value is None:
            continue
        if name in _LENGTHS and len(value) > _LENGTHS[name]:
            raise BadPerson(name, _("Give a text of at most %(count)s characters.") % {"count": _LENGTHS[name]})
        if name == "kind" and value not in WatchKind.values:
            hint = _("Choose one of: %(names)s.") % {"names": ", ".join(WatchKind.values)}
            raise BadPerson(
                name, _("“%(value)s” is not a value of this field.") % {"value": str(value)[:80]}, hint=hint
            )
        if name == "url" and not value.startswith(("https://", "http://")):
            raise BadPerson(name, _("This is not a web address."), hint=_("Begin with https://."))
    return found


def revert_watch(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Set back every field that still is what the change made it; an event that came to be is deleted softly."""
    events = WatchEvent.objects.in_bulk([one.subject_id for one in reverts])
    conflicts = []
    for one in reverts:
        event = events[one.subject_id]
        columns: dict[str, Any] = {}
        for name, (made, before) in one.changes.items():
            if name == "account":
                continue
            found = _present(event, name)
            if found != made:
                conflicts.append(UndoConflict(WATCH, event.pk, name, made, found))
            elif name in (DELETED, EXISTS):
                gone = before if name == DELETED else not before
                columns["deleted_at"] = now if gone else None
            elif EXISTS not in one.changes:
                columns[name] = parse_date(before) if name == "day" and before else before
        if columns:
            WatchEvent.objects.filter(pk=event.pk).update(**columns)
    return conflicts


def _present(event: WatchEvent, name: str) -> Any:
    if name == EXISTS:
        return event.deleted_at is None
    return event.deleted_at is not None if name == DELETED else _stored(getattr(event, name))


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value or None
