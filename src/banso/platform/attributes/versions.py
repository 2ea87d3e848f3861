"""Triggers by which SQLite numbers every write of a row that lists are made of."""

from typing import Any

from django.db import connection

from banso.platform.attributes.compiler import quoted
from banso.platform.attributes.models import VALUE_TABLES, RowVersion
from banso.platform.attributes.registry import declared_subjects

_ROWS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def make_triggers(**_given: Any) -> None:
    """Make those that are missing (receiver of ``post_migrate``: a migration that remakes a table drops them).

    In the database and not in code, so that no write can go by: not raw SQL, and nobody's shell either. They delete
    and insert, because inside ``INSERT OR IGNORE`` a trigger's ``OR REPLACE`` would ignore too.
    """
    if connection.vendor != "sqlite":
        return
    versions = quoted(RowVersion._meta.db_table)
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, (table, identity, event) in _wanted().items():
            if table not in there or RowVersion._meta.db_table not in there:
                continue
            row = _ROWS[event]
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {quoted(name)} AFTER {event} ON {quoted(table)} BEGIN"
                f' DELETE FROM {versions} WHERE "subject_id" = {row}.{quoted(identity)};'
                f' INSERT INTO {versions} ("workspace_id", "subject_id")'
                f' VALUES ({row}."workspace_id", {row}.{quoted(identity)}); END'
            )


def are_numbered() -> bool:
    """Whether every write is numbered here: all triggers are there."""
    if connection.vendor != "sqlite":
        return False
    names = list(_wanted())
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(names))
        cursor.execute(f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN ({marks})", names)
        return bool(cursor.fetchone()[0] == len(names))


def _wanted() -> dict[str, tuple[str, str, str]]:
    tables = [
        one
        for subject in declared_subjects()
        if subject.name in VALUE_TABLES
        for one in (
            (subject.table, subject.id_column),
            (VALUE_TABLES[subject.name]._meta.db_table, "subject_id"),
        )
    ]
    return {
        f"row_version_{table}_{event.lower()}": (table, identity, event)
        for table, identity in tables
        for event in _ROWS
    }
