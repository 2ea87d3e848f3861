"""Writing current values: derived ones of many accounts at once, and custom fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from banso.platform.attributes.attribute import Attribute
from banso.platform.attributes.compiler import quoted
from banso.platform.attributes.models import VALUE_TABLES
from banso.platform.attributes.queries import rows
from banso.platform.attributes.slots import Schema, ensure_slots, family_of, schema
from banso.platform.attributes.stored import checked, column_of
from banso.platform.jobs.api import give_way
from banso.platform.kit.errors import NotFound
from banso.platform.kit.ids import uuid7
from banso.platform.kit.text import fold
from banso.platform.tenancy.api import current_workspace

CHUNKS = {"sqlite": 500, "postgresql": 5_000}
"""Rows in one transaction: on SQLite others wait for the lock, PostgreSQL scans the table for each chunk."""
FEW = 1_000
"""So many ids are looked up by key; more are cheaper to find in one scan."""


def write_values(subject: str, ids: Sequence[int], values: Mapping[str, Any]) -> int:
    """Store derived values of many rows: ``values`` maps keys to columns as long as ``ids``.

    Columns are numpy arrays or lists; NaN, NaT and ``None`` remove the value. Ids that are no rows of
    ``subject`` in this workspace are left out (their facts may outlive them). Answers how many rows were
    written. Each chunk of rows is a transaction, unless the caller has one open. Not journaled: the truth
    of derived values is the book. Raises ``KeyError`` for an unknown key and
    :class:`~banso.platform.attributes.slots.NoRoom` when no slot is free.
    """
    found = ensure_slots(schema(subject), list(values))
    if not len(ids):
        return 0
    known = _known_ids(found, ids)
    keep = [place for place, one in enumerate(ids) if int(one) in known]
    targets = [int(ids[place]) for place in keep]
    columns: dict[str, list[Any]] = {}
    for key, given in values.items():
        attribute = found.attributes[key]
        stored = column_of(attribute, given)
        if len(stored) != len(ids):
            raise ValueError(f"{key}: {len(stored)} values for {len(ids)} rows.")
        stored = stored if len(keep) == len(ids) else [stored[place] for place in keep]
        columns.update(_slot_columns(found, attribute, stored))
    if columns:
        _store(found, targets, columns)
    return len(targets)


def write_custom(subject: str, values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, tuple[Any, Any]]]:
    """Store custom fields: ``{id: {key: value}}``. Answers ``{id: {key: (old, new)}}`` of what changed.

    The caller's use case records the answer in the journal, in the transaction this was called in.
    Raises :class:`~banso.platform.attributes.stored.BadValue`, and :class:`~banso.platform.kit.errors.NotFound`
    for an id of another workspace or a key that is no custom field; then nothing is written.
    """
    found = schema(subject)
    keys = sorted({key for fields in values.values() for key in fields})
    for key in keys:
        if key not in found.attributes or found.attributes[key].source != "custom":
            raise NotFound(_("There is no custom field “%(key)s”.") % {"key": key})
    before = {row["id"]: row for row in rows(subject, list(values), keys)}
    changed: dict[int, dict[str, tuple[Any, Any]]] = {}
    for one, fields in values.items():
        if one not in before:
            raise NotFound(_("There is no %(subject)s %(id)s.") % {"subject": subject, "id": one})
        for key, value in fields.items():
            new, old = checked(found.attributes[key], value), before[one][key]
            if new != old:
                changed.setdefault(one, {})[key] = (old, new)
    with transaction.atomic():
        for shape in {tuple(sorted(fields)) for fields in changed.values()}:
            targets = [one for one, fields in changed.items() if tuple(sorted(fields)) == shape]
            columns: dict[str, list[Any]] = {}
            for key in shape:
                stored = column_of(found.attributes[key], [changed[one][key][1] for one in targets])
                columns.update(_slot_columns(found, found.attributes[key], stored))
            _store(found, targets, columns)
    return changed


def _known_ids(found: Schema, ids: Sequence[int]) -> set[int]:
    """Which of ``ids`` are rows of this workspace: by key for a few, in one scan for many."""
    subject = found.subject
    identity = quoted(subject.id_column)
    statement = f"SELECT {identity} FROM {quoted(subject.table)} WHERE {quoted(subject.workspace_column)} = %s"
    params: list[int] = [current_workspace().pk]
    if len(ids) <= FEW:
        statement += f" AND {identity} IN ({', '.join(['%s'] * len(ids))})"
        params.extend(int(one) for one in ids)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return {row[0] for row in cursor.fetchall()}


def _slot_columns(found: Schema, attribute: Attribute, stored: list[Any]) -> dict[str, list[Any]]:
    """The columns of the wide row that ``stored`` fills: its slot, and the folded text beside it."""
    slot = found.slots[attribute.key]
    if not attribute.folds:
        return {slot: stored}
    folded = {text: fold(text) for text in set(stored) if text is not None}
    return {slot: stored, slot.replace("text", "fold"): [folded.get(text) for text in stored]}


def _store(found: Schema, ids: list[int], columns: Mapping[str, list[Any]]) -> None:
    table = VALUE_TABLES[found.subject.name]._meta.db_table
    write = _update_sqlite if connection.vendor == "sqlite" else _update_postgres
    chunk = CHUNKS[connection.vendor]
    for start in range(0, len(ids), chunk):
        part = slice(start, start + chunk)
        with transaction.atomic(savepoint=False):
            _make_rows(table, ids[part])
            write(table, ids[part], {name: column[part] for name, column in columns.items()})
        give_way()


def _make_rows(table: str, ids: list[int]) -> None:
    """A row of slots for each of ``ids`` that has none yet."""
    workspace = current_workspace().pk
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "subject_id" FROM {quoted(table)} WHERE "workspace_id" = %s AND "subject_id" IN ({marks})',
            [workspace, *ids],
        )
        there = {row[0] for row in cursor.fetchall()}
        new = [one for one in ids if one not in there]
        if new:
            cursor.execute(
                f'INSERT INTO {quoted(table)} ("uid", "workspace_id", "subject_id")'
                f' VALUES {", ".join(["(%s, %s, %s)"] * len(new))} ON CONFLICT ("subject_id") DO NOTHING',
                [value for one in new for value in (uuid7().hex, workspace, one)],
            )


def _update_sqlite(table: str, ids: list[int], columns: Mapping[str, list[Any]]) -> None:
    assignments = ", ".join(f"{quoted(name)} = %s" for name in columns)
    ready = [_days_as_text(name, column) for name, column in columns.items()]
    workspace = current_workspace().pk
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE {quoted(table)} SET {assignments} WHERE "subject_id" = %s AND "workspace_id" = %s',
            list(zip(*ready, ids, [workspace] * len(ids), strict=True)),
        )


def _days_as_text(name: str, column: list[Any]) -> list[Any]:
    if family_of(name) != "day":
        return column
    return [None if day is None else day.isoformat() for day in column]


_ARRAYS = {"num": "float8[]", "day": "date[]", "text": "text[]", "fold": "text[]"}


def _update_postgres(table: str, ids: list[int], columns: Mapping[str, list[Any]]) -> None:
    """One statement a chunk; rows that stay as they are write nothing to the log."""
    names = [quoted(name) for name in columns]
    arrays = ", ".join(["%s::bigint[]", *(f"%s::{_ARRAYS[family_of(name)]}" for name in columns)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quoted(table)} v SET {', '.join(f'{name} = d.{name}' for name in names)}"
            f' FROM unnest({arrays}) AS d("subject_id", {", ".join(names)})'
            ' WHERE v."subject_id" = d."subject_id" AND v."workspace_id" = %s'
            f" AND ROW({', '.join(f'v.{name}' for name in names)})"
            f" IS DISTINCT FROM ROW({', '.join(f'd.{name}' for name in names)})",
            [ids, *columns.values(), current_workspace().pk],
        )
