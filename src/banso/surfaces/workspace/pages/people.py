"""What the people of an account, and the page of a person, are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PersonLine:
    """One contact of an account. ``days`` since we last met; None: never."""

    name: str
    reading: str
    url: str
    edit_url: str
    end_url: str
    title: str
    role: str
    influence: str
    relation: str
    tone: str
    last: date | None
    days: int | None
    is_silent: bool
    reports_to: str
    ends: date | None = None
    end_reason: str = ""


@dataclass(frozen=True)
class GapLine:
    """One gap in words."""

    icon: str
    tone: str
    title: str
    text: str


@dataclass(frozen=True)
class PeoplePanel:
    """Everybody at an account: drawing, gaps, table. ``add_url`` is empty for whoever may not add."""

    uid: str
    name: str
    people: Sequence[PersonLine]
    gone: Sequence[PersonLine]
    gaps: Sequence[GapLine]
    reached: int
    drawing: str
    add_url: str
