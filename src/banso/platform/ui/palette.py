"""The command palette: what is searched while somebody types. Menu and actions stand in the page at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from banso.platform.identity.api import VIEW, Member, MemberRequest, requires

LONGEST = 100


@dataclass(frozen=True)
class Hit:
    """One thing that was found: what it is called, what stands small beside it, where it leads."""

    label: str
    url: str
    beside: str = ""


@dataclass(frozen=True)
class SearchSource:
    """Things that can be found by name. ``find(text, member)`` answers few of them, the best first, in few queries."""

    key: str
    label: str | Promise
    icon: str
    find: Callable[[str, Member], Sequence[Hit]]
    order: int = 100


_sources: dict[str, SearchSource] = {}


def register_search(source: SearchSource) -> None:
    """Let the palette search these things too; an app does so when it starts."""
    _sources[source.key] = source


@requires(VIEW)
@require_safe
def palette(request: MemberRequest) -> HttpResponse:
    """What fits the words of ``q``, as options of the palette's list."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    groups = []
    if text:
        for source in sorted(_sources.values(), key=lambda one: one.order):
            hits = source.find(text, request.member)
            if hits:
                groups.append((source, hits))
    return render(request, "ui/palette_hits.html", {"groups": groups})
