"""Accounts with any of their attributes: now from the database, as of a past day from the lake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from banso.judgement.metrics.queries.segments import columns_then, inside_then, picked_then
from banso.judgement.metrics.rules.frame import Frame
from banso.judgement.metrics.rules.segments import Segment, keys_in
from banso.platform.attributes.api import Attribute, attributes_of, rows, select, select_columns
from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, decode
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.days import day_end
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import OWNER, PARENT, SUBJECT, external_ids, fields_as_of

LISTED = {"domains": " ", "tags": ", "}
"""Fields with several values, and what stands between them where they are shown and searched."""
Sort = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Listed:
    """One page of matching accounts with their values, and how many match in all."""

    total: int
    rows: list[dict[str, Any]]


def listed_now(
    tree: Any, sort: Sort, keys: Sequence[str], *, today: date, limit: int | None = None, offset: int = 0
) -> Listed:
    """Accounts that match the filter ``tree`` with their current values of ``keys``.

    ``today`` is the day that relative days of the filter count from. Each row has ``id`` and the keys.
    """
    page = select(SUBJECT, tree, sort=sort, limit=limit, offset=offset, today=today)
    return Listed(page.total, rows(SUBJECT, page.ids, list(dict.fromkeys(keys))))


def listed_then(
    tree: Any, sort: Sort, keys: Sequence[str], *, book: Frame, day: date, limit: int | None = None, offset: int = 0
) -> Listed:
    """The same as of the end of ``day``, from what was known then; ``book`` is that day's frame."""
    ids, columns = columns_as_of(day, book)
    columns |= columns_then([*keys, *keys_in(tree), *(key for key, _way in sort)], day, ids, columns)
    places = select_columns(tree, sort, columns, ids=ids, today=day)
    shown = places[offset : offset + limit] if limit else places[offset:]
    attributes = attributes_of(SUBJECT)
    found = [{"id": int(ids[at]), **{key: _value(columns, attributes[key], at) for key in keys}} for at in shown]
    return Listed(len(places), found)


def members_then(segment: Segment, *, book: Frame, day: date) -> list[int]:
    """Ids of the accounts in a segment as of the end of ``day``, whose frame is ``book``."""
    if segment.picked:
        return sorted(picked_then(segment.slug, day))
    ids, columns = columns_as_of(day, book)
    return sorted(int(one) for one in ids[inside_then(segment, day, ids, columns)])


def columns_as_of(day: date, book: Frame) -> tuple[Array, Columns]:
    """Every account that was known at the end of ``day``, with its fields and its row of the book."""
    with lake.session() as session:
        fields = session.fetch(fields_as_of(session, day_end(day, current_workspace().timezone)))
    there = np.array([one is not False for one in decode(fields.pop(EXISTS).tolist())], dtype=bool)
    ids = fields.pop("subject_id").astype(np.int64)[there]
    fields.pop("assumed")
    columns = {key: _objects(decode(values[there].tolist())) for key, values in fields.items()}
    for key, between in LISTED.items():
        if key in columns:
            columns[key] = _objects([between.join(one) if one else None for one in columns[key].tolist()])
    _name_others(ids, columns)
    places = {int(account): at for at, account in enumerate(book.accounts)}
    at = np.array([places.get(int(account), -1) for account in ids], dtype=np.int64)
    for key, values in book.values.items():
        column = np.full(len(ids), np.nan)
        column[at >= 0] = values[at[at >= 0]]
        columns[key] = column
    return ids, columns


def _name_others(ids: Array, columns: Columns) -> None:
    """The journal keeps owners and parents by id; lists show and compare their names."""
    wanted = {one for one in columns[OWNER].tolist() if one is not None}
    members = dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))
    columns[OWNER] = _objects([members.get(one) for one in columns[OWNER].tolist()])
    names = dict(zip(ids.tolist(), columns["name"].tolist(), strict=True))
    columns[PARENT] = _objects([names.get(one) for one in columns[PARENT].tolist()])
    keys = external_ids(ids.tolist())
    columns["external_id"] = _objects([keys.get(one) for one in ids.tolist()])


def _objects(values: Sequence[Any]) -> Array:
    """A column of anything: numpy must not guess a type or a second dimension."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _value(columns: Columns, attribute: Attribute, at: int) -> Any:
    """One value as the database would have answered it."""
    value = columns[attribute.key][at] if attribute.key in columns else None
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if attribute.type == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return ", ".join(value) if isinstance(value, list) else value
