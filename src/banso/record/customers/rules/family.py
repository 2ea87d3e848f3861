"""Parents: who stands under whom, without going round in a circle."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def cycle(parents: Mapping[Node, Node], start: Node) -> list[Node] | None:
    """The way from ``start`` up through ``parents`` back to ``start``, both ends named; ``None``: no circle.

    A circle further up that ``start`` is not on is not its fault, and is ``None`` too.
    """
    path = [start]
    seen = {start}
    node = parents.get(start)
    while node is not None:
        path.append(node)
        if node == start:
            return path
        if node in seen:
            return None
        seen.add(node)
        node = parents.get(node)
    return None
