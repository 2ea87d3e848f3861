"""Every limit of the product, named where it is set, so that the page of limits can forget none.

``MOST_PINS = limit("work.pins", 20)`` is the constant and its registration. Where it can be said how much of it is in
use, a function is registered under the same name with :func:`in_use`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

Unit = Literal["count", "bytes", "characters", "days", "hours", "seconds", "levels"]
N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its name (``area.what``), how much, and of what."""

    name: str
    most: float
    unit: Unit = "count"


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a limit is in use: by the thing that uses most of it (``by``), or by the whole workspace."""

    n: int
    by: str = ""


_limits: dict[str, Limit] = {}
_uses: dict[str, Callable[[], Use]] = {}


def limit(name: str, most: N, unit: Unit = "count") -> N:
    """Register a limit and return it. Two of one name must be the same."""
    made = Limit(name, most, unit)
    if _limits.setdefault(name, made) != made:
        raise ValueError(f"The limit {name!r} is set twice.")
    return most


def in_use(name: str, count: Callable[[], Use]) -> None:
    """Register how much of a limit the current workspace uses."""
    _uses[name] = count


def limits() -> list[Limit]:
    """All, by name."""
    return [_limits[name] for name in sorted(_limits)]


def use_of(name: str) -> Use | None:
    """How much of it the current workspace uses; None where that is not counted."""
    count = _uses.get(name)
    return count() if count else None
