"""From rows of cells to rows of values, with every fault named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from banso.connectors.files.fields import KINDS, Reading, column_reader
from banso.connectors.files.mapping import Column
from banso.connectors.files.problems import BadValue, Problem, shown
from banso.connectors.files.reader import Row

_NAMED_CHOICES = 20


@dataclass(slots=True)
class Values:
    """One row: ``fields`` of the import's kind, ``custom`` fields by key, ``properties`` by column; or its faults."""

    number: int
    cells: list[str]
    fields: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_cells(
    rows: Iterable[Row],
    kind: str,
    columns: Sequence[Column],
    base: Reading,
    *,
    only: frozenset[str] | None = None,
) -> Iterator[Values]:
    """Values of every row. ``only`` reads no more than the named fields, for a quick first pass."""
    required = {one.key for one in KINDS[kind].values() if one.required}
    readers: list[tuple[Column, Callable[[str], Any], str]] = []
    for column in columns:
        if column.use in ("ignore", "open") or (
            only is not None and (column.use != "field" or column.target not in only)
        ):
            continue
        where = {"field": "fields", "property": "properties"}.get(column.use, "custom")
        readers.append((column, _reader(column, base), where))
    for row in rows:
        values = Values(row.number, row.cells)
        if row.problem is not None:
            values.problems.append(row.problem)
            yield values
            continue
        for column, read, where in readers:
            cell = row.cells[column.place]
            value = read(cell)
            if isinstance(value, BadValue):
                values.problems.append(Problem(row.number, value.code, column.header, shown(cell), value.params))
            elif value is None and column.use == "field" and column.target in required:
                values.problems.append(Problem(row.number, "required", column.header))
            else:
                getattr(values, where)[column.target] = value
        yield values


def _reader(column: Column, base: Reading) -> Callable[[str], Any]:
    read = column_reader(column.type, column.reading(base))
    if column.type != "choice" or not column.choices:
        return read
    allowed = frozenset(column.choices)

    def choice(cell: str) -> Any:
        value = read(cell)
        if value is None or isinstance(value, BadValue) or value in allowed:
            return value
        return BadValue("not_choice", known=", ".join(column.choices[:_NAMED_CHOICES]))

    return choice
