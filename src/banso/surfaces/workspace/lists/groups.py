"""Groups of a list: rows that have one value, with counts and sums. Pure: values in, groups out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.platform.attributes.api import Attribute
from banso.platform.kit.text import reading_key

MOST_STEPS = 8
"""About so many steps a number's range is cut into."""
NONE = "-"
"""How an address calls the group of rows without a value."""


@dataclass
class Group:
    """Rows of one value. ``key`` is how an address calls it, ``value`` what it is made from; ``sums`` by attribute,
    ``known`` of how many rows each is.
    """

    key: str
    value: Any
    ids: list[int] = field(default_factory=list)
    sums: dict[str, float] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)


def grouped(
    attribute: Attribute,
    ids: Sequence[int],
    values: Sequence[Mapping[str, Any]],
    summed: Sequence[str],
    *,
    descending: bool = False,
) -> list[Group]:
    """The groups of ``attribute`` in its order, without a value last; rows keep the order they come in.

    Days make months, numbers steps of a round width, everything else its values. ``summed`` are the attributes that
    are added up; a group without any value of one has no sum of it.
    """
    name = _namer(attribute, [row[attribute.key] for row in values])
    groups: dict[str, Group] = {}
    for one, row in zip(ids, values, strict=True):
        key, value = name(row[attribute.key])
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(key, value)
        group.ids.append(one)
        for other in summed:
            number = row[other]
            if number is not None:
                group.sums[other] = group.sums.get(other, 0) + number
                group.known[other] = group.known.get(other, 0) + 1
    ordered = sorted((one for one in groups.values() if one.key != NONE), key=_order(attribute), reverse=descending)
    return [*ordered, *(one for one in groups.values() if one.key == NONE)]


def _namer(attribute: Attribute, values: Sequence[Any]) -> Callable[[Any], tuple[str, Any]]:
    if attribute.type == "date":
        return _month
    if attribute.type in ("number", "money"):
        step = step_of([value for value in values if value is not None])

        def number(value: float | None) -> tuple[str, Any]:
            if value is None:
                return NONE, None
            low = math.floor(value / step) * step
            return f"{low:g}", (low, low + step)

        return number
    if attribute.type == "bool":
        return lambda value: (NONE, None) if value is None else ("1" if value else "0", value)
    return lambda value: (NONE, None) if value is None else (f"={value}", value)


def _month(value: date | None) -> tuple[str, Any]:
    return (NONE, None) if value is None else (value.strftime("%Y-%m"), value.replace(day=1))


def step_of(values: Sequence[float]) -> float:
    """The round width (1, 2 or 5 times a power of ten) that cuts the range of ``values`` into about eight steps."""
    if not values:
        return 1.0
    wide = (max(values) - min(values)) / MOST_STEPS
    if wide <= 0:
        return 1.0
    power = float(10 ** math.floor(math.log10(wide)))
    return next((times * power for times in (1, 2, 5) if times * power >= wide), 10 * power)


def _order(attribute: Attribute) -> Callable[[Group], Any]:
    if attribute.choices:
        ranks = {choice.value: rank for rank, choice in enumerate(attribute.choices)}
        return lambda group: (ranks.get(group.value, len(ranks)), str(group.value))
    if attribute.type in ("text", "link", "choice"):
        return lambda group: (reading_key(str(group.value)), str(group.value))
    return lambda group: group.value
