"""Which accounts match the list's state, with their values: now from the database, of a past day from the lake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from banso.judgement.metrics.api import book
from banso.judgement.signals.api import told_until
from banso.platform.attributes.api import Attribute, attributes_of, rows, select, select_columns
from banso.platform.journal.api import EXISTS, decode
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.days import day_end, last_closed_day
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import OWNER, PARENT, external_ids, fields_as_of
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.liststate import ListState

ACCOUNT = "account"


@dataclass(frozen=True)
class Found:
    """One page of matching accounts with their values, and how many match in all."""

    day: date
    latest: date
    is_past: bool
    total: int
    rows: list[dict[str, Any]]


def find_rows(state: ListState, keys: Sequence[str], *, now: datetime, size: int | None) -> Found:
    """The accounts of ``state`` with the values of ``keys``; all of them without ``size``."""
    closed = last_closed_day(now, current_workspace().timezone)
    offset = (state.page - 1) * size if size else 0
    if state.day is None:
        page = select(ACCOUNT, state.whole_tree, sort=state.sort, limit=size, offset=offset, today=closed)
        found = rows(ACCOUNT, page.ids, list(dict.fromkeys(keys)))
        return Found(told_until() or closed, closed, is_past=False, total=page.total, rows=found)
    ids, columns = _columns_as_of(state.day)
    places = select_columns(state.whole_tree, state.sort, columns, ids=ids, today=state.day)
    shown = places[offset : offset + size] if size else places
    attributes = attributes_of(ACCOUNT)
    listed = [{"id": int(ids[at]), **{key: _value(columns, attributes[key], at) for key in keys}} for at in shown]
    return Found(state.day, closed, is_past=True, total=len(places), rows=listed)


def _columns_as_of(day: date) -> tuple[Array, Columns]:
    """Every account that was known at the end of ``day``, with its fields and its row of the book."""
    with lake.session() as session:
        fields = session.fetch(fields_as_of(session, day_end(day, current_workspace().timezone)))
    there = np.array([one is not False for one in decode(fields.pop(EXISTS).tolist())], dtype=bool)
    ids = fields.pop("subject_id").astype(np.int64)[there]
    fields.pop("assumed")
    columns = {key: _objects(decode(values[there].tolist())) for key, values in fields.items()}
    _name_others(ids, columns)
    frame = book(day)
    places = {int(account): at for at, account in enumerate(frame.accounts)}
    at = np.array([places.get(int(account), -1) for account in ids], dtype=np.int64)
    for key, values in frame.values.items():
        column = np.full(len(ids), np.nan)
        column[at >= 0] = values[at[at >= 0]]
        columns[key] = column
    return ids, columns


def _name_others(ids: Array, columns: Columns) -> None:
    """The journal keeps owners and parents by id; lists show and compare their names."""
    members = names_of_members(columns[OWNER].tolist())
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
