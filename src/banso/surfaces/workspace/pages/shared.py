"""What more than one page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

Tone = str
"""good, warn, risk, info or outline."""


def account_url(uid: str) -> str:
    """The page of an account."""
    return reverse("workspace:account", args=[uid])


@dataclass(frozen=True)
class AsOf:
    """Which day a page shows, the latest it could show, and when it was computed (None: not yet).
    ``now_url`` is the same page on the latest day.
    """

    day: date
    latest: date
    at: datetime | None = None
    is_past: bool = False
    now_url: str = ""
    assumed: bool = False
    versions: Sequence[tuple[str, str]] = ()
    """What made the numbers: label and version in words."""


@dataclass(frozen=True)
class Probability:
    """``silence_180d`` of one account with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Health:
    """A score with its band; both None when withheld, ``why`` then says why."""

    score: float | None
    band: str | None
    trend: Sequence[float | None] = ()
    change: float | None = None
    why: str = ""


@dataclass(frozen=True)
class SignalChip:
    """A signal on an account: what began, since when, how often the rule was right."""

    uid: str
    name: str
    tone: Tone
    since: date | None = None
    precision: str = ""
    is_judged: bool = False
    """Whether enough people have answered for the precision to say something."""
    evidence: Sequence[tuple[str, str]] = ()
    """What it rests on: label and value."""


@dataclass(frozen=True)
class PlayOffer:
    """The play proposed for an item."""

    slug: str
    name: str
    summary: str = ""
    started: bool = False
