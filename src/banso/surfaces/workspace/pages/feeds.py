"""What the page of data is given about files that come by themselves, and about mails that failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from banso.surfaces.workspace.pages.shared import Tone


def import_url(uid: str) -> str:
    """The page of an import."""
    return reverse("workspace:import", args=[uid])


@dataclass(frozen=True)
class MappingLine:
    """A saved mapping."""

    uid: str
    name: str
    kind: str
    source: str
    columns: Sequence[str]
    by: str
    used_at: datetime | None


@dataclass(frozen=True)
class DroppedLine:
    """A file that came by the drop folder. ``error`` says why it was refused."""

    name: str
    state_word: str
    tone: Tone
    at: datetime
    mapping: str
    error: str
    hint: str
    url: str


@dataclass(frozen=True)
class FeedsPanel:
    """Saved mappings, where the drop folder is, and what came last."""

    folder: str
    mappings: Sequence[MappingLine]
    dropped: Sequence[DroppedLine]


@dataclass(frozen=True)
class EffectLine:
    """Something that was to be sent and needs a person."""

    uid: str
    name: str
    to: str
    state_word: str
    tone: Tone
    since: datetime
    error: str
    can_decide: bool
