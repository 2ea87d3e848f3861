"""Rows of renewals and losses: each write with its row of the journal, and how the journal takes it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from banso.platform.journal.api import EXISTS, Change, Revert, UndoConflict, record

_ENCODER = DjangoJSONEncoder()


def moment(now: datetime) -> datetime:
    """``now`` as exact as the journal keeps it, so that an undo restores what was there."""
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Kept:
    """How rows of one table are journaled and go back: one that came to be goes, for nothing else hangs on it."""

    subject: str
    model: type[models.Model]
    fields: tuple[str, ...]

    def made(self, row: Any, now: datetime) -> Change | None:
        """Journal a row that came to be; call it in the transaction that made it."""
        said = {name: (None, value) for name in self.fields if (value := _value(row, name)) not in (None, "")}
        return record(subject=self.subject, subject_id=row.pk, changes={EXISTS: (False, True), **said}, now=now)

    def changed(self, row: Any, values: Mapping[str, Any], now: datetime, *, reason: str = "") -> Change | None:
        """Set fields of ``row`` and journal those that changed; call it in a transaction. None: nothing changed."""
        before = {name: _value(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        changes = {name: (before[name], _value(row, name)) for name in values}
        return record(subject=self.subject, subject_id=row.pk, changes=changes, now=now, reason=reason)

    def __call__(self, reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
        """The journal's reverter: a row goes back whole or not at all, for its fields belong together."""
        rows = self.model._default_manager.in_bulk([one.subject_id for one in reverts])
        conflicts: list[UndoConflict] = []
        for one in reverts:
            row = rows.get(one.subject_id)
            moved = {name: pair for name, pair in one.changes.items() if name != EXISTS}
            found = {name: _said(row, name) if row is not None else None for name in moved}
            if row is None or any(_plain(found[name]) != _plain(pair[0]) for name, pair in moved.items()):
                conflicts += [UndoConflict(self.subject, one.subject_id, name, one.changes[name][0], found.get(name))
                              for name in one.changes]  # fmt: skip
            elif EXISTS in one.changes:
                row.delete()
            else:
                for name, (_made, before) in moved.items():
                    self._set(row, name, before)
                row.save()
        return conflicts

    def _set(self, row: Any, name: str, value: Any) -> None:
        column: Any = self.model._meta.get_field(name)
        empty = "" if value is None and not column.null else value
        kept = empty if column.is_relation or empty is None else column.to_python(empty)
        setattr(row, getattr(column, "attname", name), kept)


def _value(row: Any, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def _said(row: Any, name: str) -> Any:
    value = _value(row, name)
    return _ENCODER.default(value) if isinstance(value, date) else value


def _plain(value: Any) -> Any:
    return None if value == "" else value
