"""Which accounts match the list's state, with their values: now, or as of a past day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banso.judgement.metrics.api import book, closed_day, listed_now, listed_then
from banso.judgement.signals.api import told_until
from banso.surfaces.workspace.liststate import ListState


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
    closed = closed_day(now)
    offset = (state.page - 1) * size if size else 0
    tree, sort, day = state.whole_tree, state.sort, state.day
    if day is None:
        found = listed_now(tree, sort, keys, today=closed, limit=size, offset=offset)
        return Found(told_until() or closed, closed, is_past=False, total=found.total, rows=found.rows)
    found = listed_then(tree, sort, keys, book=book(day), day=day, limit=size, offset=offset)
    return Found(day, closed, is_past=True, total=found.total, rows=found.rows)
