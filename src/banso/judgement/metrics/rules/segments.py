"""Segments: their declarations (YAML) read into values, or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from banso.platform.kit.problems import Problem

_KEYS = {"slug", "version", "owner", "name", "description", "filter", "picked"}


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A named set of accounts: those that match ``tree`` (see docs/filters.md), or those that people picked."""

    slug: str
    version: int
    name: Mapping[str, str]
    description: Mapping[str, str]
    owner: str
    tree: Any = None
    picked: bool = False


def read_segment(body: Mapping[str, Any]) -> Segment:
    """A body that :func:`problems_of_segment` found faultless, as values."""
    return Segment(
        slug=body["slug"],
        version=body["version"],
        name=body["name"],
        description=body.get("description") or {},
        owner=str(body.get("owner") or ""),
        tree=body.get("filter"),
        picked=bool(body.get("picked")),
    )


def problems_of_segment(body: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the form of a body; whether its filter can be asked is for the workspace to say."""
    found = [Problem(str(key), "unknown_key") for key in sorted(set(body) - _KEYS, key=str)]
    picked = body.get("picked", False)
    if not isinstance(picked, bool):
        found.append(Problem("picked", "not_bool"))
    elif picked and "filter" in body:
        found.append(Problem("filter", "picked_and_filter"))
    elif not picked and not isinstance(body.get("filter"), Mapping):
        found.append(Problem("filter", "no_filter"))
    return found


def keys_in(tree: Any) -> Iterator[str]:
    """The attributes that a filter names, in order, possibly more than once; also of one that is wrong elsewhere."""
    waiting = [tree]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Mapping):
            if isinstance(node.get("attribute"), str):
                yield node["attribute"]
            waiting.extend(value for key, value in node.items() if key in ("all", "any", "not"))
        elif isinstance(node, list):
            waiting.extend(node)
