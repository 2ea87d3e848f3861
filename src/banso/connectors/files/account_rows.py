"""Rows of accounts: checked against each other and against what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from banso.connectors.files.cells import Values, read_cells
from banso.connectors.files.opening import Source, find_members
from banso.connectors.files.problems import Problem, shown
from banso.platform.kit.days import day_start
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import (
    OWNER,
    PARENT,
    AccountRow,
    current_parents,
    cycle,
    external_ids,
    members_by_word,
    resolve_accounts,
    taken_back,
)

_FIRST_PASS = frozenset({"external_id", "parent", "valid_from"})
Node = int | str
"""An account: its id, or its key while it exists only in the file."""


@dataclass(slots=True)
class Survey:
    """What the file says as a whole: keys with their first row, who comes again, and parents."""

    first: dict[tuple[str, date | None], int] = field(default_factory=dict)
    rows_of: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    circles: dict[str, str] = field(default_factory=dict)
    """``{key: the way round}`` for accounts whose parent in the file closes a circle."""
    rows: int = 0

    @property
    def repeated(self) -> set[str]:
        """Keys with more than one row (of different dates)."""
        return {key for key, count in self.rows_of.items() if count > 1}


def survey(source: Source) -> Survey:
    """Read keys, dates and parents of all rows."""
    found = Survey()
    parents: dict[str, tuple[date, str | None]] = {}
    for values in read_cells(source.rows(), "accounts", source.columns, source.base, only=_FIRST_PASS):
        found.rows += 1
        key = values.fields.get("external_id")
        if key is None:
            continue
        day = values.fields.get("valid_from")
        if found.first.setdefault((key, day), values.number) == values.number:
            found.rows_of[key] = found.rows_of.get(key, 0) + 1
            # The latest statement is the one that holds.
            if source.has(PARENT) and parents.get(key, (date.min, None))[0] <= (day or date.min):
                parents[key] = (day or date.min, values.fields.get(PARENT))
    if parents:
        _meet(source, found, {key: parent for key, (_day, parent) in parents.items()})
    return found


def _meet(source: Source, found: Survey, parents: dict[str, str | None]) -> None:
    """Put the file's parents beside those that are there, and look for circles."""
    wanted = {*parents, *(parent for parent in parents.values() if parent)}
    known: dict[str, int] = resolve_accounts(source.options.source, wanted)
    gone = taken_back(known.values())
    known = {key: one for key, one in known.items() if one not in gone}
    in_file = {key: key for key in found.rows_of}
    found.nodes = {key: node for key in wanted if (node := known.get(key, in_file.get(key))) is not None}
    graph: dict[Node, Node] = dict(current_parents().items())
    for key, parent in parents.items():
        graph.pop(found.nodes[key], None)
        if parent is not None and parent in found.nodes:
            graph[found.nodes[key]] = found.nodes[parent]
    for key, parent in parents.items():
        if parent is not None and (path := cycle(graph, found.nodes[key])):
            found.circles[key] = _named(path, {node: name for name, node in found.nodes.items()})


def _named(path: list[Node], names: dict[Node, str]) -> str:
    missing = external_ids([node for node in path if isinstance(node, int) and node not in names])
    return " → ".join(
        names.get(node) or missing.get(node, str(node)) if isinstance(node, int) else node for node in path
    )


class AccountRows:
    """Rows ready to be planned or written, and the faults of those that are not."""

    def __init__(self, source: Source, found: Survey) -> None:
        self._source = source
        self._survey = found
        self._members = members_by_word() if source.has(OWNER) else {}
        self._zone = current_workspace().timezone
        self._headers = {column.target: column.header for column in source.columns if column.use == "field"}

    def read(self, *, after: int = 0) -> Iterator[tuple[Values, AccountRow | None]]:
        """Every row with its values; ``None`` where it is refused: ``values.problems`` says why.

        In a row ``parent`` is an account's id, or the key of one that the file brings.
        """
        source = self._source
        for values in read_cells(source.rows(after=after), "accounts", source.columns, source.base):
            row = self._row(values)
            yield values, None if values.problems else row

    def _row(self, values: Values) -> AccountRow:
        fields = dict(values.fields)
        key = fields.pop("external_id", None) or ""
        day = fields.pop("valid_from", None)
        if key:
            first = self._survey.first.get((key, day), values.number)
            if first != values.number:
                self._fault(values, "external_id", "duplicate_row", key, first=first)
        since = self._since(values, day)
        self._owner(values, fields)
        self._parent(values, fields, key)
        return AccountRow(values.number, key, fields | values.custom, since)

    def _since(self, values: Values, day: date | None) -> datetime | None:
        if day is None:
            return None
        since = day_start(day, self._zone)
        if since > self._source.now:
            self._fault(values, "valid_from", "future", str(day))
        return since

    def _owner(self, values: Values, fields: dict[str, object]) -> None:
        word = fields.get(OWNER)
        if not isinstance(word, str):
            return
        found = find_members(self._members, word)
        if len(found) == 1:
            fields[OWNER] = next(iter(found))
        else:
            self._fault(values, OWNER, "ambiguous_owner" if found else "unknown_owner", word)

    def _parent(self, values: Values, fields: dict[str, object], key: str) -> None:
        parent = fields.get(PARENT)
        if not isinstance(parent, str):
            return
        if parent not in self._survey.nodes:
            self._fault(values, PARENT, "unknown_parent", parent)
        elif key in self._survey.circles:
            self._fault(values, PARENT, "parent_cycle", parent, path=self._survey.circles[key])
        else:
            fields[PARENT] = self._survey.nodes[parent]

    def _fault(self, values: Values, field_: str, code: str, value: str, **params: str | int) -> None:
        header = self._headers.get(field_, field_)
        values.problems.append(Problem(values.number, code, header, shown(value), params))
