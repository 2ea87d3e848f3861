"""Which rows match a list's state, with their values: now, or as of a past day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banso.judgement.metrics.api import Listed, book, closed_day, listed_then
from banso.judgement.signals.api import told_until
from banso.platform.attributes.api import columns_of, rows, select
from banso.surfaces.workspace.lists.spec import ListSpec
from banso.surfaces.workspace.liststate import ListState, whole_tree


@dataclass(frozen=True)
class Found:
    """Matching rows with their values, and how many match in all."""

    day: date
    latest: date
    is_past: bool
    total: int
    rows: list[dict[str, Any]]


def find_rows(spec: ListSpec, state: ListState, keys: Sequence[str], *, now: datetime, size: int | None) -> Found:
    """The page of rows of ``state`` with the values of ``keys``; all rows without ``size``."""
    closed = closed_day(now)
    offset = (state.page - 1) * size if size else 0
    tree = whole_tree(spec, state)
    if state.day is not None and spec.has_past:
        found = _then(spec, state, state.day, keys, size, offset)
        return Found(state.day, closed, is_past=True, total=found.total, rows=found.rows)
    page = select(spec.subject, tree, sort=state.sort, limit=size, offset=offset, today=state.day or closed)
    shown = rows(spec.subject, page.ids, list(dict.fromkeys(keys)))
    day = state.day or told_until() or closed
    return Found(day, closed, is_past=state.day is not None, total=page.total, rows=shown)


def _then(
    spec: ListSpec, state: ListState, day: date, keys: Sequence[str], size: int | None = None, offset: int = 0
) -> Listed:
    """The rows of a past day, from what was known then."""
    tree = whole_tree(spec, state)
    if spec.then is not None:
        return spec.then(tree, state.sort, keys, day, size, offset)
    return listed_then(tree, state.sort, keys, book=book(day), day=day, limit=size, offset=offset)


def find_ids(spec: ListSpec, state: ListState, *, now: datetime) -> list[int]:
    """The ids of all rows that match now, in order."""
    return select(spec.subject, whole_tree(spec, state), sort=state.sort, today=closed_day(now)).ids


def find_all(
    spec: ListSpec, state: ListState, keys: Sequence[str], *, now: datetime
) -> tuple[list[int], list[dict[str, Any]]]:
    """Every matching row with a few values, in order: what groups are made of."""
    if state.day is not None and spec.has_past:
        found = _then(spec, state, state.day, keys)
        return [row["id"] for row in found.rows], found.rows
    return columns_of(spec.subject, whole_tree(spec, state), keys, sort=state.sort, today=closed_day(now))


def find_some(spec: ListSpec, ids: Sequence[int], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Rows by id with their present values."""
    return rows(spec.subject, ids, list(dict.fromkeys(keys)))
