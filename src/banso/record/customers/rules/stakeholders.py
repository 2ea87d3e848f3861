"""Where each person stands on the map of an account: up is influence, left is lately met.

Pure layout in units of the drawing: a grid of three rows and four columns, whose rows grow with the people in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = (30, 90, 180)
"""Met within so many days; the last column is everybody else."""
BOX: Final = (156, 52)
"""Width and height of a person with middle influence."""
SIZES: Final = {3: (166, 58), 2: BOX, 1: (148, 46)}
"""Who counts more is drawn larger."""
CELL: Final = 185
STEP: Final = 189
LEFT: Final = 52
TOP: Final = 28
GAP: Final = 4
_AIR: Final = 14
_BETWEEN: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A person's box, and the row and column it is in."""

    key: int
    x: float
    y: float
    width: float
    height: float
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes, ``(top, height)`` of the three rows, paths of the reporting lines, and the size of the whole."""

    places: Sequence[Place]
    rows: Sequence[tuple[float, float]]
    lines: Sequence[str]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Node:
    """One contact to be placed. ``influence`` 1 to 3 (unknown: low); ``days`` since we last met."""

    key: int
    influence: int | None = None
    days: int | None = None
    reports_to: int | None = None


def column_of(days: int | None) -> int:
    """The column of somebody last met ``days`` ago."""
    if days is None:
        return len(COLUMNS)
    return next((place for place, limit in enumerate(COLUMNS) if days <= limit), len(COLUMNS))


def layout(nodes: Sequence[Node]) -> Layout:
    """Place everybody, in the order given within a cell, and draw who reports to whom."""
    cells: dict[tuple[int, int], list[Node]] = {}
    for node in nodes:
        cells.setdefault((3 - (node.influence or 1), column_of(node.days)), []).append(node)
    rows: list[tuple[float, float]] = []
    places: dict[int, Place] = {}
    top = float(TOP)
    for row in range(3):
        width, height = SIZES[3 - row]
        most = max((len(cells.get((row, column), ())) for column in range(4)), default=0)
        tall = max(most, 1) * (height + _BETWEEN) - _BETWEEN + 2 * _AIR
        rows.append((top, tall))
        for column in range(4):
            for place, node in enumerate(cells.get((row, column), ())):
                x = LEFT + column * STEP + (CELL - width) / 2
                y = top + _AIR + place * (height + _BETWEEN)
                places[node.key] = Place(node.key, x, y, width, height, row, column)
        top += tall + GAP
    chiefs = {node.key: node.reports_to for node in nodes if node.reports_to in places}
    lines = [_line(places[key], places[chief], places.values()) for key, chief in chiefs.items() if chief]
    return Layout(list(places.values()), rows, lines, LEFT + 4 * STEP, top)


def _line(below: Place, above: Place, every: Iterable[Place]) -> str:
    """From a person to whom they report to, in right angles through the space between the columns and rows."""
    middle = below.y + below.height / 2
    target = above.y + above.height / 2
    if below.column == above.column:
        low, high = sorted((below, above), key=lambda place: -place.y)
        if any(one.column == low.column and high.y < one.y < low.y for one in every):
            # Somebody stands between: around them, on the side where no line of another column comes in.
            lane = max(below.x + below.width, above.x + above.width) + 6
            return f"M{below.x + below.width:g} {middle:g} H{lane:g} V{target:g} H{above.x + above.width:g}"
        return f"M{below.x + below.width / 2:g} {low.y:g} V{high.y + high.height:g}"
    right = below.column < above.column
    start = below.x + below.width if right else below.x
    end = above.x if right else above.x + above.width
    lane = LEFT + above.column * STEP - GAP / 2 if right else LEFT + (above.column + 1) * STEP - GAP / 2
    return f"M{start:g} {middle:g} H{lane:g} V{target:g} H{end:g}"
