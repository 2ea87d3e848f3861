"""From checked conditions to SQL that gives equal rows on SQLite, PostgreSQL and DuckDB.

Column names come from declarations alone, values are always bound. Where the engines differ:

* ``NOT x`` would drop rows without a value, so "not" is ``(x) IS NOT TRUE``, and so is ``ne``.
* SQLite puts NULL first, the others last: every sort says ``NULLS LAST`` and ends with the id.
* ``LIKE`` and ``lower`` differ in case and width: text is folded in Python when written and when
  asked for, and compared with ``instr``/``strpos`` and ``substr``.
* PostgreSQL sorts text by the locale of the database: ``COLLATE "C"``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from banso.platform.attributes.attribute import Attribute
from banso.platform.attributes.filters import Group, Leaf, Node, Not, Value
from banso.platform.kit.days import day_end


@dataclass(frozen=True)
class Dialect:
    """The points in which the three engines differ for us."""

    name: str
    placeholder: str
    position: str
    collate: str = ""
    days_are_text: bool = False


SQLITE = Dialect("sqlite", "%s", "instr", days_are_text=True)
POSTGRES = Dialect("postgresql", "%s", "strpos", collate=' COLLATE "C"')
DUCKDB = Dialect("duckdb", "?", "strpos")
MIRROR = Dialect("mirror", "?", "strpos", days_are_text=True)
"""DuckDB over what SQLite keeps, as it keeps it."""
DIALECTS = {dialect.name: dialect for dialect in (SQLITE, POSTGRES, DUCKDB)}


class Sql(NamedTuple):
    """A piece of SQL with the values its placeholders stand for, in order."""

    text: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where an attribute's value is: expressions over the tables of one statement.

    ``compared`` is the folded text where the attribute folds, ``truth`` says that yes/no is a real
    boolean rather than 1 and 0, ``sorted_by`` is the key of the order. ``zone`` is set where the value is an instant
    that counts as the day it was there.
    """

    value: Sql
    compared: Sql
    sorted_by: Sql
    truth: bool = False
    zone: str = ""


Locate = Callable[[Attribute], Place]

_SIGNS = {"eq": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_CAST = {"number": "DOUBLE PRECISION", "money": "DOUBLE PRECISION", "bool": "DOUBLE PRECISION", "date": "DATE"}
_RANKED = 50
"""More choices than this sort by their value: the CASE would cost more than it helps."""


def nowhere(attribute: Attribute) -> Place:
    """The place of a declared attribute that no row has had a value of yet."""
    empty = Sql(f"CAST(NULL AS {_CAST.get(attribute.type, 'TEXT')})")
    return Place(empty, empty, empty)


def quoted(name: str) -> str:
    """``name`` as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def where(node: Node, locate: Locate, dialect: Dialect) -> Sql:
    """The condition that is TRUE for exactly the rows that match ``node``."""
    if isinstance(node, Leaf):
        return _leaf(node, locate(node.attribute), dialect)
    if isinstance(node, Not):
        inner = where(node.child, locate, dialect)
        return Sql(f"({inner.text}) IS NOT TRUE", inner.params)
    parts = [where(child, locate, dialect) for child in node.children]
    return _joined(node, parts)


def order(sort: Sequence[tuple[Attribute, bool]], locate: Locate, dialect: Dialect, identity: str) -> Sql:
    """The ORDER BY list: rows without a value last in either direction, ties by ``identity``."""
    texts: list[str] = []
    params: list[Any] = []
    for attribute, descending in sort:
        key = _key(attribute, locate(attribute), dialect)
        texts.append(f"{key.text} {'DESC' if descending else 'ASC'} NULLS LAST")
        params.extend(key.params)
    return Sql(", ".join([*texts, identity]), tuple(params))


def _joined(group: Group, parts: list[Sql]) -> Sql:
    glue = " AND " if group.kind == "all" else " OR "
    text = glue.join(f"({part.text})" for part in parts)
    return Sql(text, tuple(value for part in parts for value in part.params))


def _leaf(leaf: Leaf, place: Place, dialect: Dialect) -> Sql:
    if place.zone and leaf.op != "missing":
        return _moments(leaf, place, dialect)
    mark = dialect.placeholder
    side = place.compared
    values = tuple(_bound(value, place, dialect) for value in leaf.values)
    match leaf.op:
        case "missing":
            return Sql(f"{place.value.text} IS NULL", place.value.params)
        case "ne":
            return Sql(f"({side.text} = {mark}) IS NOT TRUE", side.params + values)
        case "between":
            text = f"{side.text} BETWEEN {mark} AND {mark}"
        case "in":
            text = f"{side.text} IN ({', '.join([mark] * len(values))})"
        case "contains":
            text = f"{dialect.position}({side.text}, {mark}) > 0"
        case "starts":
            values = (len(str(values[0])), *values)
            text = f"substr({side.text}, 1, {mark}) = {mark}"
        case _:
            text = f"{side.text} {_SIGNS[leaf.op]} {mark}"
    return Sql(text, side.params + values)


def _moments(leaf: Leaf, place: Place, dialect: Dialect) -> Sql:
    """Days asked of instants: a day is everything from its beginning up to the next one's."""
    side, mark = place.compared.text, dialect.placeholder
    days = [value for value in leaf.values if isinstance(value, date)]
    spans = [(_instant(day - timedelta(days=1), place, dialect), _instant(day, place, dialect)) for day in days]
    first, past = spans[0]
    within = f"({side} >= {mark} AND {side} < {mark})"
    known: dict[str, tuple[str, tuple[Any, ...]]] = {
        "lt": (f"{side} < {mark}", (first,)),
        "ge": (f"{side} >= {mark}", (first,)),
        "le": (f"{side} < {mark}", (past,)),
        "gt": (f"{side} >= {mark}", (past,)),
        "between": (within, (first, spans[-1][1])),
        "ne": (f"{within} IS NOT TRUE", (first, past)),
    }
    if leaf.op in known:
        return Sql(*known[leaf.op])
    return Sql(" OR ".join([within] * len(spans)), tuple(one for span in spans for one in span))


def _instant(day: date, place: Place, dialect: Dialect) -> Any:
    """The end of ``day`` where the workspace is, as the engine keeps instants."""
    end = day_end(day, place.zone)
    return end.strftime("%Y-%m-%d %H:%M:%S") if dialect.days_are_text else end


def _bound(value: Value, place: Place, dialect: Dialect) -> Any:
    if isinstance(value, bool):
        return value if place.truth else float(value)
    if isinstance(value, date) and dialect.days_are_text:
        return value.isoformat()
    return value


def _key(attribute: Attribute, place: Place, dialect: Dialect) -> Sql:
    if attribute.type == "choice" and 0 < len(attribute.choices) <= _RANKED:
        return _rank(attribute, place.value, dialect)
    if attribute.type in ("text", "link", "choice"):
        return Sql(place.sorted_by.text + dialect.collate, place.sorted_by.params)
    return place.sorted_by


def _rank(attribute: Attribute, value: Sql, dialect: Dialect) -> Sql:
    """Choices sort in the order they were declared in, which is the order people think in."""
    cases = "".join(f" WHEN {dialect.placeholder} THEN {rank}" for rank in range(len(attribute.choices)))
    known = tuple(choice.value for choice in attribute.choices)
    text = f"CASE WHEN {value.text} IS NOT NULL THEN CASE {value.text}{cases} ELSE {len(known)} END END"
    return Sql(text, value.params * 2 + known)
