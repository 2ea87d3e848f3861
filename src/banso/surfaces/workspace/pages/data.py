"""What the pages of imports are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from banso.surfaces.workspace.pages.shared import Tone


@dataclass(frozen=True)
class BatchLine:
    """One import."""

    uid: str
    number: int
    at: datetime
    file_name: str
    kind: str
    rows: int | None
    by: str
    state: str
    state_word: str
    tone: Tone
    can_undo: bool


@dataclass(frozen=True)
class DataPage:
    """Imports so far."""

    batches: Sequence[BatchLine]
    can_import: bool = False
