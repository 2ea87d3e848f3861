"""Lists: which rows match, in which order, and their values. Everything is scoped in the SQL itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from banso.platform.attributes.attribute import Attribute, Membership, Subject
from banso.platform.attributes.compiler import (
    DIALECTS,
    Locate,
    Place,
    Sql,
    nowhere,
    order,
    quoted,
    where,
)
from banso.platform.attributes.filters import Context, Node, attributes_in, parse, parse_sort
from banso.platform.attributes.mirror import mirror_of
from banso.platform.attributes.models import VALUE_TABLES
from banso.platform.attributes.registry import subject_named
from banso.platform.attributes.slots import Schema, schema
from banso.platform.attributes.stored import typed
from banso.platform.tenancy.api import current_workspace

CHUNK = 500
Sort = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """One page of a list: ids in order, and how many rows match in all."""

    total: int
    ids: list[int]


def select(
    subject: str,
    tree: Any = None,
    *,
    sort: Sort = (),
    limit: int | None = None,
    offset: int = 0,
    today: date | None = None,
) -> Page:
    """The ids of the rows that match the filter ``tree``, sorted; see docs/filters.md.

    The mirror in memory answers where there is one, else one scan: both the page and the total. ``today`` is the day
    that relative days count from.
    Raises :class:`~banso.platform.attributes.filters.FilterError`.
    """
    found = schema(subject)
    node = parse(tree, found.attributes, _context(today))
    by = parse_sort(sort, found.attributes)
    locate = locator(found)
    mirror = mirror_of(found, [*attributes_in(node), *(attribute for attribute, _descending in by)], locate)
    if mirror is not None:
        return Page(*mirror.select(node, by, locate, limit, offset))
    matching = _matching(found, node, by)
    identity = f"s.{quoted(found.subject.id_column)}"
    ordered = order(by, locate, DIALECTS[connection.vendor], identity)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {identity} {matching.text} ORDER BY {ordered.text}", matching.params + ordered.params)
        ids = [row[0] for row in cursor.fetchall()]
    return Page(len(ids), ids[offset:] if limit is None else ids[offset : offset + limit])


def count(subject: str, tree: Any = None, *, today: date | None = None) -> int:
    """How many rows match the filter ``tree``."""
    found = schema(subject)
    node = parse(tree, found.attributes, _context(today))
    mirror = mirror_of(found, attributes_in(node), locator(found))
    if mirror is not None:
        return mirror.count(node, locator(found))
    matching = _matching(found, node)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {matching.text}", matching.params)
        return int(cursor.fetchone()[0])


def rows(subject: str, ids: Sequence[int], keys: Sequence[str]) -> list[dict[str, Any]]:
    """The values of ``keys`` for each of ``ids``, in their order; ids of other workspaces are left out.

    Each row has ``id`` and the keys: number float, money int (minor units), date, bool, otherwise text;
    ``None`` where there is no value. Raises ``KeyError`` for a key that is not declared.
    """
    found = schema(subject)
    attributes = [found.attributes[key] for key in keys]
    locate = locator(found)
    places = [locate(one).value for one in attributes]
    columns = ", ".join([f"s.{quoted(found.subject.id_column)}", *(place.text for place in places)])
    asked = [value for place in places for value in place.params]
    base = _base(found, joined=needs_values(found, attributes))
    by_id: dict[int, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            chunk = [int(one) for one in ids[start : start + CHUNK]]
            marks = ", ".join(["%s"] * len(chunk))
            cursor.execute(
                f"SELECT {columns} {base.text} AND s.{quoted(found.subject.id_column)} IN ({marks})",
                [*asked, *base.params, *chunk],
            )
            for row in cursor.fetchall():
                by_id[row[0]] = {"id": row[0], **typed(attributes, row[1:])}
    return [by_id[int(one)] for one in ids if int(one) in by_id]


def matching(subject: str, tree: Any, *, today: date | None = None) -> list[int]:
    """The ids of all rows that match the filter, those too that no list shows: the archived ones. One scan."""
    found = schema(subject)
    node = parse(tree, found.attributes, _context(today))
    matched = _matching(found, node, hidden=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT s.{quoted(found.subject.id_column)} {matched.text}", matched.params)
        return [row[0] for row in cursor.fetchall()]


def uids_of(subject: str, ids: Sequence[int]) -> dict[int, UUID]:
    """The outward names of rows of ``subject``, by id; ids of other workspaces are left out."""
    found = subject_named(subject)
    known: dict[int, UUID] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            chunk = [int(one) for one in ids[start : start + CHUNK]]
            cursor.execute(
                f'SELECT {quoted(found.id_column)}, "uid" FROM {quoted(found.table)}'
                f" WHERE {quoted(found.workspace_column)} = %s"
                f" AND {quoted(found.id_column)} IN ({', '.join(['%s'] * len(chunk))})",
                [current_workspace().pk, *chunk],
            )
            known.update((row[0], UUID(str(row[1]))) for row in cursor.fetchall())
    return known


def ids_of(subject: str, uids: Sequence[UUID]) -> list[int]:
    """The ids of rows of ``subject`` by their outward names, in their order; unknown ones are left out."""
    found = subject_named(subject)
    known: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(uids), CHUNK):
            chunk = list(uids[start : start + CHUNK])
            cursor.execute(
                f'SELECT "uid", {quoted(found.id_column)} FROM {quoted(found.table)}'
                f' WHERE {quoted(found.workspace_column)} = %s AND "uid" IN ({", ".join(["%s"] * len(chunk))})',
                [current_workspace().pk, *(one.hex if connection.vendor == "sqlite" else str(one) for one in chunk)],
            )
            known.update((UUID(str(row[0])), row[1]) for row in cursor.fetchall())
    return [known[one] for one in uids if one in known]


def columns_of(
    subject: str, tree: Any, keys: Sequence[str], *, sort: Sort = (), today: date | None = None
) -> tuple[list[int], list[dict[str, Any]]]:
    """Every row that matches, with the values of a few ``keys``: what groups and their sums are made of.

    One scan, in the order of ``sort``; the two lists belong together.
    """
    found = schema(subject)
    attributes = [found.attributes[key] for key in keys]
    by = parse_sort(sort, found.attributes)
    locate = locator(found)
    matching = _matching(found, parse(tree, found.attributes, _context(today)), by, shown=attributes)
    identity = f"s.{quoted(found.subject.id_column)}"
    ordered = order(by, locate, DIALECTS[connection.vendor], identity)
    places = [locate(one).value for one in attributes]
    shown = ", ".join([identity, *(place.text for place in places)])
    params = tuple(value for place in places for value in place.params) + matching.params + ordered.params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {shown} {matching.text} ORDER BY {ordered.text}", params)
        raw = cursor.fetchall()
    return [row[0] for row in raw], [typed(attributes, row[1:]) for row in raw]


def locator(found: Schema) -> Locate:
    """Where each attribute's value is: ``s`` is the subject's table, ``v`` its row of slots."""

    def locate(attribute: Attribute) -> Place:
        if attribute.column is not None:
            value = _column("s", attribute.column)
            compared = _column("s", attribute.fold_column) if attribute.fold_column else value
            by = _column("s", attribute.sort_column) if attribute.sort_column else compared
            zone = current_workspace().timezone if attribute.moment else ""
            return Place(value, compared, by, truth=attribute.type == "bool", zone=zone)
        if attribute.within is not None:
            inside = _inside(attribute.within, found.subject)
            return Place(inside, inside, inside, truth=True)
        slot = found.slots.get(attribute.key)
        if slot is None:
            return nowhere(attribute)
        value = _column("v", slot)
        compared = _column("v", slot.replace("text", "fold")) if attribute.folds else value
        return Place(value, compared, compared)

    return locate


def needs_values(found: Schema, attributes: Sequence[Attribute]) -> bool:
    """Whether a statement about ``attributes`` must join the slots."""
    return any(one.column is None and one.key in found.slots for one in attributes)


def _inside(membership: Membership, subject: Subject) -> Sql:
    """Whether a row is a member: a list of ids that the engine makes once for a statement."""
    text = (
        f"(s.{quoted(subject.id_column)} IN (SELECT m.{quoted(membership.member)} FROM {quoted(membership.table)} m"
        f" WHERE m.{quoted(membership.workspace_column)} = %s AND m.{quoted(membership.group)} = %s"
        f" AND m.{quoted(membership.until)} IS NULL))"
    )
    return Sql(text, (current_workspace().pk, membership.key))


def _column(table: str, name: str) -> Sql:
    return Sql(f"{table}.{quoted(name)}")


def _base(found: Schema, *, joined: bool) -> Sql:
    """FROM and the part of WHERE that every list has: the workspace."""
    subject = found.subject
    text = f"FROM ({subject.select}) s" if subject.select else f"FROM {quoted(subject.table)} s"
    if joined:
        values = VALUE_TABLES[subject.name]._meta.db_table
        text += (
            f' LEFT JOIN {quoted(values)} v ON v."subject_id" = s.{quoted(subject.id_column)}'
            f' AND v."workspace_id" = s.{quoted(subject.workspace_column)}'
        )
    return Sql(f"{text} WHERE s.{quoted(subject.workspace_column)} = %s", (current_workspace().pk,))


def _matching(
    found: Schema,
    node: Node | None,
    by: Sequence[tuple[Attribute, bool]] = (),
    shown: Sequence[Attribute] = (),
    *,
    hidden: bool = False,
) -> Sql:
    """FROM and WHERE of the rows that match ``node``, with the slots where it, the sort or ``shown`` needs them.

    ``hidden``: those too that no list shows.
    """
    used = [*attributes_in(node), *(attribute for attribute, _descending in by), *shown]
    base = _base(found, joined=needs_values(found, used))
    seen = () if hidden else found.subject.hidden_by
    texts = [base.text, *(f"s.{quoted(column)} IS NULL" for column in seen)]
    if node is None:
        return Sql(" AND ".join(texts), base.params)
    condition = where(node, locator(found), DIALECTS[connection.vendor])
    return Sql(" AND ".join([*texts, f"({condition.text})"]), base.params + condition.params)


def _context(today: date | None) -> Context:
    return Context(current_workspace().currency, today)
