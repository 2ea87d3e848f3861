"""What a timeline is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from banso.platform.journal.api import Item


@dataclass(frozen=True)
class Line:
    """One item, and who did it; ``month`` is set where a new month begins above it."""

    item: Item
    who: str
    link: str
    pinned: bool = False
    month: date | None = None


@dataclass(frozen=True)
class Chip:
    """A kind of item to filter by: ``url`` is the timeline with it switched."""

    label: str
    url: str
    on: bool


@dataclass(frozen=True)
class Timeline:
    """A part of a timeline; ``pins`` and ``chips`` are empty where older items are added to it.

    ``path`` is its own address, ``page_url`` the page it stands on, ``carry`` its state as fields of an address.
    """

    path: str
    page_url: str
    lines: Sequence[Line]
    pins: Sequence[Line] = ()
    chips: Sequence[Chip] = ()
    search: str = ""
    carry: Sequence[tuple[str, str]] = ()
    months: Sequence[date] = ()
    month: str = ""
    more_url: str = ""
    newest_url: str = ""
    clear_url: str = ""
    pin_url: str = ""
    can_pin: bool = False
    is_past: bool = False
