"""The columns that lists filter and sort by, in memory: one copy for each process and workspace (ADR 0011).

A copy follows the numbers that :mod:`~banso.platform.attributes.versions` puts on every write. Before each answer it
takes over what was written since, so that it answers what a scan would. Where it cannot (it is not made yet, too much
was written at once, the caller's own transaction is open), :func:`mirror_of` says so and the caller scans.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextvars import copy_context
from typing import Any

from django.db import connection

from banso.platform.attributes.attribute import Attribute
from banso.platform.attributes.compiler import MIRROR, Locate, Place, Sql, order, quoted, where
from banso.platform.attributes.filters import Node
from banso.platform.attributes.models import VALUE_TABLES, RowVersion
from banso.platform.attributes.slots import Schema
from banso.platform.attributes.versions import are_numbered
from banso.platform.lake.api import MemoryTable
from banso.platform.tenancy.api import current_workspace

LEAST_ROWS = 10_000
"""Fewer are scanned: it takes no longer."""
MOST_CHANGED = 2_000
"""More changed rows than this make a new copy."""
MOST_KEPT = 4
"""Copies in one process; the one that was asked for longest ago goes first."""
CHUNK = 4_000
REST = 5.0
"""For so many times as long as a copy took to make, no next one is begun: a night's writes come in many chunks."""
_NUMBERS = ("number", "money", "bool")
Key = tuple[str, int, str]


class Mirror:
    """One copy, and the number of the last write that it has taken over."""

    def __init__(self, found: Schema, locate: Locate) -> None:
        self.columns = _columns(found, locate)
        self._found = found
        self._guard = threading.Lock()
        self._table = MemoryTable({"id": "int64", **{_name(text): _kind(kind) for text, kind in self.columns.items()}})
        self._version = 0

    def load(self) -> None:
        """Read every row. What is written meanwhile has a later number than the one remembered."""
        self._version = RowVersion.objects.order_by("-id").values_list("pk", flat=True).first() or 0
        subject = self._found.subject
        last = 0
        while True:
            shown, joined = self._statement()
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT {shown} FROM {quoted(subject.table)} s {joined} WHERE s."workspace_id" = %s'
                    f" AND {self._listed()} AND s.{quoted(subject.id_column)} > %s"
                    f" ORDER BY s.{quoted(subject.id_column)} LIMIT {CHUNK}",
                    [current_workspace().pk, last],
                )
                rows = cursor.fetchall()
            self._table.add(rows)
            if len(rows) < CHUNK:
                return
            last = rows[-1][0]

    def follow(self) -> bool:
        """Take over what was written since; False where that is too much."""
        versions, identity = quoted(RowVersion._meta.db_table), quoted(self._found.subject.id_column)
        shown, joined = self._statement()
        # One statement, one state of the database. The lock lets nobody put an older state over a newer one.
        with self._guard, connection.cursor() as cursor:
            cursor.execute(
                f'SELECT c."id", c."subject_id", {shown} FROM {versions} c'
                f' LEFT JOIN {quoted(self._found.subject.table)} s ON s.{identity} = c."subject_id"'
                f' AND s."workspace_id" = c."workspace_id" AND {self._listed()} {joined}'
                f' WHERE c."workspace_id" = %s AND c."id" > %s ORDER BY c."id" LIMIT {MOST_CHANGED + 1}',
                [current_workspace().pk, self._version],
            )
            changed = cursor.fetchall()
            if len(changed) > MOST_CHANGED:
                return False
            if changed:
                self._table.change([row[1] for row in changed], [row[2:] for row in changed if row[2] is not None])
                self._version = changed[-1][0]
        return True

    def select(
        self, node: Node | None, by: Sequence[tuple[Attribute, bool]], locate: Locate, limit: int | None, offset: int
    ) -> tuple[int, list[int]]:
        """How many rows match, and the ids of one page."""
        here = self._here(locate)
        condition = _condition(node, here)
        ordered = order(by, here, MIRROR, 's."id"')
        params = condition.params + ordered.params
        ids = self._table.keys(condition.text, ordered.text, params, limit=limit, offset=offset)
        # A few of the first and their number cost half of what sorting all of them does.
        return (self._table.count(*condition) if limit is not None or offset else len(ids)), ids

    def count(self, node: Node | None, locate: Locate) -> int:
        """How many rows match."""
        return self._table.count(*_condition(node, self._here(locate)))

    def has(self, found: Schema, locate: Locate) -> bool:
        """Whether every column of the attributes is here: a slot may have come into use."""
        return self.columns.items() >= _columns(found, locate).items()

    def _here(self, locate: Locate) -> Locate:
        """The places of attributes in the copy: its columns are called like SQLite's expressions."""

        def place(attribute: Attribute) -> Place:
            there = locate(attribute)
            value, compared, by = (
                Sql(f"s.{quoted(_name(one.text))}") if one.text in self.columns else one
                for one in (there.value, there.compared, there.sorted_by)
            )
            return Place(value, compared, by, there.truth, there.zone)

        return place

    def _statement(self) -> tuple[str, str]:
        """What a SELECT shows, the id first, and how it joins the slots."""
        subject = self._found.subject
        values = quoted(VALUE_TABLES[subject.name]._meta.db_table)
        identity = f"s.{quoted(subject.id_column)}"
        joined = f'LEFT JOIN {values} v ON v."subject_id" = {identity} AND v."workspace_id" = s."workspace_id"'
        # The plus keeps Python's driver from making days of columns declared as such.
        return ", ".join([identity, *(f"+{column}" for column in self.columns)]), joined

    def _listed(self) -> str:
        hidden = (f"s.{quoted(column)} IS NULL" for column in self._found.subject.hidden_by)
        return " AND ".join(["TRUE", *hidden])


def mirror_of(found: Schema, used: Sequence[Attribute], locate: Locate) -> Mirror | None:
    """The copy of the current workspace as of now; None where a scan has to answer."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or found.subject.name not in VALUE_TABLES:
        return None  # what a transaction has not committed is nobody else's to see
    if any(one.within is not None for one in used):
        return None
    key = (str(connection.settings_dict["NAME"]), current_workspace().pk, found.subject.name)
    with _guard:
        mirror = _kept.get(key)
        if mirror is not None:
            _kept.move_to_end(key)
    if mirror is None or not mirror.has(found, locate) or not mirror.follow():
        _begin(key, found, locate)
        return None
    return mirror


def forget_mirrors() -> None:
    """Drop every copy; for tests, whose databases come and go."""
    with _guard:
        _kept.clear()
        _rest.clear()


_guard = threading.Lock()
_kept: OrderedDict[Key, Mirror] = OrderedDict()
_making: set[Key] = set()
_rest: dict[Key, float] = {}


def _begin(key: Key, found: Schema, locate: Locate) -> None:
    """Make a copy beside the requests, if there are rows enough and none is being made."""
    with _guard:
        if key in _making or time.monotonic() < _rest.get(key, 0.0):
            return
        _making.add(key)
    is_begun = False
    try:
        if _is_large(found) and are_numbered():
            context = copy_context()
            threading.Thread(target=context.run, args=(_make, key, found, locate), daemon=True).start()
            is_begun = True
    finally:
        if not is_begun:
            with _guard:
                _making.discard(key)


def _make(key: Key, found: Schema, locate: Locate) -> None:
    start = time.monotonic()
    try:
        mirror = Mirror(found, locate)
        mirror.load()
        with _guard:
            _kept[key] = mirror
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    finally:
        connection.close()
        with _guard:
            now = time.monotonic()
            _rest[key] = now + REST * (now - start)
            _making.discard(key)


def _is_large(found: Schema) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT 1 FROM {quoted(found.subject.table)} WHERE "workspace_id" = %s LIMIT 1 OFFSET {LEAST_ROWS}',
            [current_workspace().pk],
        )
        return cursor.fetchone() is not None


def _columns(found: Schema, locate: Locate) -> dict[str, str]:
    """The columns of every attribute, as SQLite's expressions, with the kind of what is in them."""
    columns: dict[str, str] = {}
    for attribute in found.attributes.values():
        if attribute.within is not None or (attribute.column is None and attribute.key not in found.slots):
            continue
        place = locate(attribute)
        for one in (place.value, place.compared, place.sorted_by):
            columns.setdefault(one.text, attribute.type if one is place.value else "text")
    return columns


def _name(expression: str) -> str:
    """``s.size`` for what SQLite writes as ``s."size"``."""
    return expression.replace('"', "")


def _kind(kind: str) -> Any:
    return "float64" if kind in _NUMBERS else "string"


def _condition(node: Node | None, locate: Locate) -> Sql:
    return Sql("TRUE") if node is None else where(node, locate, MIRROR)
