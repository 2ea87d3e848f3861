"""Inserting many rows of a model at once, without an instance of it for each.

``bulk_create`` asks every field of every instance for its value, which costs more than the database does where a file
brings a quarter of a million rows. Here a column's values are prepared once for each different one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from banso.platform.kit.ids import uuid7
from banso.platform.tenancy.models import WorkspaceModel
from banso.platform.tenancy.scope import current_workspace


def insert_rows(model: type[WorkspaceModel], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Insert ``rows``, whose values stand in the order of ``names`` (column names such as ``line_id``).

    Call it in a transaction. Returns the ids, in order. Columns that are not named get the field's default.
    Constraints are the database's; nothing is validated here.
    """
    if not rows:
        return []
    if not connection.in_atomic_block:
        raise TransactionManagementError("insert_rows() needs a transaction: ids are reserved in it.")
    named = set(names)
    fields = {str(one.column): one for one in model._meta.concrete_fields}
    defaults = {
        column: one.get_db_prep_save(one.get_default(), connection)
        for column, one in fields.items()
        if column not in named and column not in ("id", "uid", "workspace_id")
    }
    ids = _reserved(model, len(rows))
    columns = ["id", "uid", "workspace_id", *defaults, *names]
    rest = [[value] * len(rows) for value in (current_workspace().pk, *defaults.values())]
    ready = [_prepared(fields[name], column) for name, column in zip(names, zip(*rows, strict=True), strict=True)]
    uids = [uuid7() if connection.features.has_native_uuid_field else uuid7().hex for _pk in ids]
    quoted = connection.ops.quote_name
    # Names of tables and columns are the models' own.
    sql = (
        f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(map(quoted, columns))})"  # noqa: S608
        f" VALUES ({', '.join(['%s'] * len(columns))})"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(ids, uids, *rest, *ready, strict=True)))
    return ids


def _prepared(field: models.Field[Any, Any], column: Sequence[Any]) -> list[Any]:
    """The column's values as the database takes them, each different one asked for once."""
    try:
        ready = {value: field.get_db_prep_save(value, connection) for value in set(column)}
    except TypeError:  # what cannot be a key, such as JSON
        return [field.get_db_prep_save(value, connection) for value in column]
    return [ready[value] for value in column]


def _reserved(model: type[WorkspaceModel], count: int) -> list[int]:
    """Ids that nobody else will get."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        # A writing transaction of SQLite is alone, and the sequence follows ids that are given.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return list(range(first, first + count))
