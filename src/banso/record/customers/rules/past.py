"""What a dated statement does to what was known before.

An account's value at a moment is the statement with the latest moment up to it; of several with the
same moment the one made last. The present is the statement with the latest moment of all. So a statement
about the past changes the present only where nothing later is known. A statement that repeats what holds
already says nothing new and is not kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Past = dict[str, list[tuple[datetime, Any]]]
"""For each field its statements, oldest first."""


@dataclass(slots=True)
class State:
    """Values of one account now, in the journal's form, and, where dates matter, how they came to be.

    ``past`` is ``None`` where every statement is about now. ``touched`` collects the fields whose present value
    was changed.
    """

    values: dict[str, Any] = field(default_factory=dict)
    past: Past | None = None
    touched: set[str] = field(default_factory=set)


def state(state_: State, statements: Mapping[str, Any], at: datetime) -> dict[str, tuple[Any, Any]]:
    """Hold ``statements`` true from ``at`` on; returns ``{field: (old, new)}`` of what that changes."""
    changes = {}
    for name, new in statements.items():
        change = _state_one(state_, name, new, at)
        if change is not None:
            changes[name] = change
    return changes


def _state_one(state_: State, name: str, new: Any, at: datetime) -> tuple[Any, Any] | None:
    present = state_.values.get(name)
    if state_.past is None:
        if present == new:
            return None
        state_.values[name] = new
        state_.touched.add(name)
        return present, new
    entries = state_.past.setdefault(name, [])
    place = bisect_right(entries, at, key=lambda entry: entry[0])
    old = entries[place - 1][1] if place else None
    if old == new:
        return None
    entries.insert(place, (at, new))
    if place == len(entries) - 1 and present != new:
        state_.values[name] = new
        state_.touched.add(name)
    return old, new
