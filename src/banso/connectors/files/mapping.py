"""Which column goes where: given, remembered or guessed, and how its cells are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Literal

from banso.connectors.files import dates
from banso.connectors.files.dates import ORDERS, Order
from banso.connectors.files.fields import KINDS, NUMBER_TYPES, ORDERED_TYPES, PRICED_TYPES, Field, Reading
from banso.connectors.files.guess import Guess
from banso.connectors.files.numbers import Separator, header_unit
from banso.connectors.files.options import Options
from banso.connectors.files.problems import FileRefused, Problem, shown
from banso.connectors.files.profile import Profile
from banso.connectors.files.reader import Layout
from banso.connectors.files.synonyms import header_key

PROPERTY_TYPES = ("number", "bool", "text")
"""What JSON keeps; a date in a property stays as it was written."""
MAKES_FIELDS = frozenset({"accounts", "events"})
"""Kinds whose unknown columns may become custom fields, or properties."""
Use = Literal["field", "custom", "create", "property", "ignore", "open"]
"""``open``: nobody has said yet what becomes of the column, and the file cannot be applied."""


@dataclass(slots=True)
class Column:
    """One column of the file and what becomes of it.

    ``target`` is a field's key, a custom field's key (``custom``), or the name of an event's property.
    """

    place: int
    header: str
    use: Use
    target: str = ""
    type: str = ""
    basis: str = ""
    confidence: float = 0.0
    order: Order | None = None
    separator: Separator = "point"
    unit: str = "1"
    filled: int = 0
    examples: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the batch."""
        return asdict(self)

    def reading(self, base: Reading) -> Reading:
        """How its cells are read."""
        return Reading(base.currency, base.zone, self.order, self.separator, Decimal(self.unit))


@dataclass(frozen=True, slots=True)
class Known:
    """What is there already: custom fields as ``{key: (type, choices)}``, the names by which columns may call them,
    and where the columns of the last file of this source went (``{header key: (use, target)}``).
    """

    custom: Mapping[str, tuple[str, Sequence[str]]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def given(kind: str, layout: Layout, options: Options, known: Known, file_name: str) -> dict[int, Column]:
    """Columns that a person has placed; raises :class:`FileRefused` for fields or columns that are not there."""
    places = {header_key(title): place for place, title in reversed(list(enumerate(layout.header)))}
    places |= {title: place for place, title in enumerate(layout.header)}
    found: dict[int, Column] = {}

    def column(name: str) -> int:
        place = places.get(name.strip(), places.get(header_key(name)))
        if place is None:
            params: dict[str, str | int] = {"name": shown(name), "known": ", ".join(layout.header)}
            raise FileRefused(file_name, Problem(0, "unknown_column", params=params))
        if place in found:
            params = {"name": shown(layout.header[place])}
            raise FileRefused(file_name, Problem(0, "column_twice", params=params))
        return place

    for target, name in options.map.items():
        place = column(name)
        found[place] = _placed(kind, place, layout.header[place], target.strip(), known, file_name)
    for name in options.ignore:
        place = column(name)
        found[place] = Column(place, layout.header[place], "ignore", basis="given", confidence=1.0)
    for name, type_ in options.create.items():
        place = column(name)
        if kind not in MAKES_FIELDS:
            raise FileRefused(file_name, Problem(0, "no_new_fields", params={"name": shown(layout.header[place])}))
        found[place] = _made(kind, place, layout.header[place], type_, "given")
    return found


def _placed(kind: str, place: int, header: str, target: str, known: Known, file_name: str) -> Column:
    fields = KINDS[kind]
    if target in fields:
        return Column(place, header, "field", target, fields[target].type, "given", 1.0)
    if kind == "accounts" and target in known.custom:
        return Column(place, header, "custom", target, known.custom[target][0], "given", 1.0)
    names = [*fields, *known.custom] if kind == "accounts" else list(fields)
    params: dict[str, str | int] = {"field": shown(target), "known": ", ".join(names)}
    raise FileRefused(file_name, Problem(0, "unknown_field", params=params))


def _made(kind: str, place: int, header: str, type_: str, basis: str) -> Column:
    if kind == "events":
        return Column(place, header, "property", header, type_, basis, 1.0)
    return Column(place, header, "create", header, type_, basis, 1.0)


def remembered(kind: str, layout: Layout, known: Known, placed: Mapping[int, Column]) -> dict[int, Column]:
    """Columns that go where the last file of the same source had them, and custom fields called by their name."""
    found: dict[int, Column] = {}
    used = {column.target for column in placed.values()}
    for place, header in enumerate(layout.header):
        if place in placed:
            continue
        column = _again(kind, place, header, known)
        if column is not None and (column.use == "ignore" or column.target not in used):
            found[place] = column
            used.add(column.target)
    return found


def _again(kind: str, place: int, header: str, known: Known) -> Column | None:
    key = header_key(header)
    use, target = known.remembered.get(key, ("", ""))
    if use == "ignore":
        return Column(place, header, "ignore", basis="remembered", confidence=1.0)
    if use == "field" and target in KINDS[kind]:
        return Column(place, header, "field", target, KINDS[kind][target].type, "remembered", 1.0)
    if kind == "accounts" and (name := known.words.get(key)):
        return Column(place, header, "custom", name, known.custom[name][0], "name", 1.0)
    if kind == "events" and use == "property":
        return Column(place, header, "property", header, "", "remembered", 1.0)
    return None


def guessed(kind: str, layout: Layout, guesses: Mapping[int, Guess]) -> dict[int, Column]:
    """Columns as :func:`banso.connectors.files.guess.guess` found them."""
    fields: dict[str, Field] = KINDS[kind]
    return {
        place: Column(
            place, layout.header[place], "field", one.field, fields[one.field].type, one.basis, one.confidence
        )
        for place, one in guesses.items()
    }


def complete(
    kind: str,
    layout: Layout,
    placed: Mapping[int, Column],
    profiles: Sequence[Profile],
    *,
    options: Options,
    known: Known,
) -> list[Column]:
    """All columns in order: what is left becomes a new field or property, or stays open; each knows how it is read."""
    columns = []
    for place, (header, found) in enumerate(zip(layout.header, profiles, strict=True)):
        column = placed.get(place)
        if column is None and options.create_fields and kind in MAKES_FIELDS:
            column = _made(kind, place, header, "", "content")
        elif column is None:
            column = Column(place, header, "open", basis="content")
        if not column.type and column.use in ("create", "property", "open"):
            column.type = found.proposed_type()
            if kind == "events" and column.type not in PROPERTY_TYPES:
                column.type = "text"
        column.filled, column.examples = found.filled, [shown(cell) for cell in found.examples]
        column.order = options.orders.get(header) or options.date_order or found.order
        column.separator = options.decimal or found.separator
        if column.type in PRICED_TYPES:
            column.unit = str(header_unit(header))
        if column.type == "choice" and column.use in ("create", "custom"):
            seen = [cell.strip() for cell in found.distinct]
            there = known.custom[column.target][1] if column.use == "custom" else ()
            column.choices = list(
                dict.fromkeys([*there, *(seen if column.use == "create" or options.create_fields else ())])
            )
        columns.append(column)
    return columns


def questions(kind: str, columns: Sequence[Column], profiles: Sequence[Profile], options: Options) -> list[Problem]:
    """What a person must say before the file can be applied."""
    targets = {column.target for column in columns if column.use == "field"}
    found = [
        Problem(0, "missing_field", params={"field": one.key})
        for one in KINDS[kind].values()
        if one.required and one.key not in targets
    ]
    if kind == "events" and not targets & {"name", "feature"}:
        found.append(Problem(0, "missing_field", params={"field": "name"}))
    for column, profile in zip(columns, profiles, strict=True):
        if column.use == "open":
            code = "unmapped_column" if kind in MAKES_FIELDS else "column_left"
            found.append(Problem(0, code, column.header, params={"name": column.header}))
        elif column.use != "ignore":
            found.extend(_doubts(column, profile, options))
    return found


def _doubts(column: Column, profile: Profile, options: Options) -> list[Problem]:
    found = []
    if column.type in ORDERED_TYPES and column.order is None and profile.doubtful:
        example = next(
            (cell for cell in profile.doubtful if dates.readings_differ(cell, profile.orders)), profile.doubtful[0]
        )
        read = dates.readings(example, profile.orders)
        params: dict[str, str | int] = {
            "example": shown(example),
            "readings": " / ".join(f"{order}: {read[order]}" for order in ORDERS if order in read),
        }
        found.append(Problem(0, "ambiguous_dates", column.header, params=params))
    if column.type in NUMBER_TYPES - {"number"} and profile.separator_open and options.decimal is None:
        example = profile.grouped_by_point
        params = {"example": shown(example), "readings": _amounts(example)}
        found.append(Problem(0, "ambiguous_numbers", column.header, params=params))
    return found


def _amounts(example: str) -> str:
    return f"point: {example.strip()} / comma: {example.strip().replace('.', '')}"
