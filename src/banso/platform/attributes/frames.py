"""The filter language on columns in memory, such as the values as of a past day."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import numpy as np

from banso.platform.attributes.attribute import Attribute
from banso.platform.attributes.compiler import DUCKDB, Place, Sql, nowhere, order, where
from banso.platform.attributes.filters import Context, attributes_in, parse, parse_sort
from banso.platform.attributes.queries import Sort
from banso.platform.attributes.slots import schema
from banso.platform.attributes.stored import column_of
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.text import fold, reading_key
from banso.platform.lake.api import LakeSession, session
from banso.platform.tenancy.api import current_workspace


def select_columns(
    tree: Any,
    sort: Sort,
    columns: Columns,
    *,
    ids: Array,
    subject: str = "account",
    today: date | None = None,
    engine: LakeSession | None = None,
) -> Array:
    """Positions of the rows of ``columns`` that match ``tree``, in the order of ``sort``, ties by ``ids``.

    ``columns`` maps attribute keys to values as :func:`~banso.platform.attributes.write.write_values` takes
    them; what is declared but not in it counts as missing. The answer is the one that
    :func:`~banso.platform.attributes.queries.select` gives when the same values are stored. A name sorts by
    the column called like its ``sort_column`` if there is one, else by the reading of its own text.
    ``engine`` is a session of the lake where the caller has one open.
    """
    found = schema(subject)
    node = parse(tree, found.attributes, Context(current_workspace().currency, today))
    by = parse_sort(sort, found.attributes)
    used = {one.key: one for one in [*attributes_in(node), *(attribute for attribute, _desc in by)]}
    data: dict[str, Any] = {"id": np.asarray(ids, dtype=np.int64), "place": np.arange(len(ids), dtype=np.int64)}
    places: dict[str, Place] = {}
    for number, attribute in enumerate(used.values()):
        if attribute.key in columns:
            places[attribute.key] = _lay_out(data, f"c{number}", attribute, columns)

    def locate(attribute: Attribute) -> Place:
        return places.get(attribute.key) or nowhere(attribute)

    condition = Sql("TRUE") if node is None else where(node, locate, DUCKDB)
    ordered = order(by, locate, DUCKDB, '"id"')
    statement = f'SELECT "place" FROM "filtered" WHERE {condition.text} ORDER BY {ordered.text}'
    with nullcontext(engine) if engine else session() as running:
        running.memtable("filtered", data)
        answer = running.sql(statement, condition.params + ordered.params)
        running.drop("filtered")
    return answer["place"]


def _lay_out(data: dict[str, Any], name: str, attribute: Attribute, columns: Columns) -> Place:
    """Add the columns that comparing and sorting ``attribute`` need to ``data``; say where they are."""
    values = column_of(attribute, columns[attribute.key])
    if all(value is None for value in values):
        return nowhere(attribute)  # a column of nothing has no type in the engine
    data[name] = values
    here = Sql(name)
    if attribute.type not in ("text", "link"):
        return Place(here, here, here)
    compared = here
    if attribute.folds:
        data[name + "f"] = _mapped(values, fold)
        compared = Sql(name + "f")
    if attribute.sort_column is None:
        return Place(here, compared, compared)
    given = columns.get(attribute.sort_column)
    data[name + "s"] = _mapped(values, reading_key) if given is None else column_of(attribute, given)
    return Place(here, compared, Sql(name + "s"))


def _mapped(values: Sequence[str | None], key: Any) -> list[str | None]:
    known = {text: key(text) for text in set(values) if text is not None}
    return [None if text is None else known[text] for text in values]
