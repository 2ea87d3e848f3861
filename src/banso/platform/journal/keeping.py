"""Writing rows that keep their place: each write with its row of the journal, and how the journal takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from banso.platform.journal.models import Batch, Change
from banso.platform.journal.record import EXISTS, Entry, record
from banso.platform.journal.undo import Revert, UndoConflict

_ENCODER = DjangoJSONEncoder()


def moment(now: datetime) -> datetime:
    """``now`` as exact as the journal keeps it, so that an undo restores what was there."""
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def entry_of_new(
    subject: str, row: models.Model, fields: Sequence[str], now: datetime, *, batch: Batch | None = None, **more: Any
) -> Entry:
    """The journal's row of something that came to be; ``more`` are values that are no columns of it."""
    values = {name: getattr(row, _column(row, name)) for name in fields} | more
    said = {name: (None, value) for name, value in values.items() if value not in (None, [], "")}
    return Entry(subject=subject, subject_id=row.pk, changes={EXISTS: (False, True), **said}, now=now, batch=batch)


def change_row(
    subject: str, row: models.Model, values: Mapping[str, Any], now: datetime, *, reason: str = ""
) -> Change | None:
    """Set fields of ``row`` and journal those that changed; call it in a transaction. None: nothing changed."""
    changes: dict[str, tuple[Any, Any]] = {}
    for name, value in values.items():
        column = _column(row, name)
        old = getattr(row, column)
        if old != value:
            changes[name] = (old, value)
            setattr(row, column, value)
    if not changes:
        return None
    row.save()
    return record(subject=subject, subject_id=row.pk, changes=changes, now=now, reason=reason)


@dataclass(frozen=True)
class Kept:
    """How rows of one table go back: which values are no columns, and what follows from the others.

    What came to be is marked as deleted, or goes by ``unmake``; with ``whole`` only while it is as it was made.
    """

    subject: str
    model: type[models.Model]
    read: Mapping[str, Callable[[Any], Any]] | None = None
    write: Mapping[str, Callable[[Any, Any], None]] | None = None
    derive: Callable[[Any], None] | None = None
    unmake: Callable[[Any, datetime], None] | None = None
    whole: bool = False

    def __call__(self, reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
        """The journal's reverter: a row goes back whole or not at all, for its fields belong together."""
        rows = self.model._default_manager.in_bulk([revert.subject_id for revert in reverts])
        conflicts: list[UndoConflict] = []
        for revert in reverts:
            row = rows.get(revert.subject_id)
            found = {name: self._found(row, name) for name in revert.changes}
            # Of what came to be, mostly only that it is there matters: what was changed since goes with it.
            asked = [EXISTS] if EXISTS in revert.changes and not self.whole else list(revert.changes)
            if row is None or any(found[name] != revert.changes[name][0] for name in asked):
                conflicts += [
                    UndoConflict(self.subject, revert.subject_id, name, made, found[name])
                    for name, (made, _before) in revert.changes.items()
                ]
            else:
                self._revert(row, revert, now)
        return conflicts

    def _revert(self, row: Any, revert: Revert, now: datetime) -> None:
        if EXISTS in revert.changes:
            if revert.changes[EXISTS][1]:
                row.deleted_at = None
                row.save()
            elif self.unmake:
                self.unmake(row, now)
            else:
                row.deleted_at = moment(now)
                row.save()
            return
        for name, (_made, before) in revert.changes.items():
            if self.write and name in self.write:
                self.write[name](row, before)
            else:
                field = row._meta.get_field(name)
                setattr(row, _column(row, name), _python(field, before))
        if self.derive:
            self.derive(row)
        row.save()

    def _found(self, row: Any, name: str) -> Any:
        """A value as the journal writes it."""
        if name == EXISTS:
            return row is not None and getattr(row, "deleted_at", None) is None
        if row is None:
            return None
        value = self.read[name](row) if self.read and name in self.read else getattr(row, _column(row, name))
        return _ENCODER.default(value) if isinstance(value, date) else value


def _column(row: models.Model, name: str) -> str:
    field = row._meta.get_field(name)
    return str(getattr(field, "attname", name))


def _python(field: Any, value: Any) -> Any:
    if value is None or field.is_relation:
        return value
    return field.to_python(value)


def delete_row(row: Any, now: datetime) -> None:
    """Unmake a row that nothing else hangs on."""
    row.delete()
