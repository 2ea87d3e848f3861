"""What the page of data is given: imports, background work, rows in quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from banso.surfaces.workspace.pages.feeds import EffectLine, FeedsPanel
from banso.surfaces.workspace.pages.shared import Tone


@dataclass(frozen=True)
class BatchLine:
    """One import. ``url`` is empty for whoever may not see what is in it."""

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
    url: str = ""
    quarantined: int = 0
    kind_word: str = ""


@dataclass(frozen=True)
class JobLine:
    """One piece of background work. ``total`` is None while nobody knows how much there is."""

    uid: str
    name: str
    state: str
    state_word: str
    tone: Tone
    done: int
    total: int | None
    since: datetime
    is_active: bool
    detail: str = ""
    url: str = ""
    error: str = ""
    by: str = ""
    can_resume: bool = False
    can_cancel: bool = False


@dataclass(frozen=True)
class WorkPanel:
    """What is being worked on, what waits, what was given up, and what was done last; what could not be sent."""

    lines: Sequence[JobLine]
    is_active: bool
    effects: Sequence[EffectLine] = ()


@dataclass(frozen=True)
class DataPage:
    """Imports so far, the work in the background, and the form for another file."""

    batches: Sequence[BatchLine]
    more: int
    work: WorkPanel
    quarantined: int
    can_import: bool = False
    kinds: Sequence[object] = ()
    """What may be imported: each has ``kind``, ``label`` and ``about``."""
    sources: Sequence[str] = ()
    """Systems that files came from before."""
    limit_mb: int = 0
    feeds: FeedsPanel | None = None


@dataclass(frozen=True)
class QuarantineRow:
    """One event that was not taken, and why in words."""

    batch: int
    batch_url: str
    row: int
    reason: str
    at: str
    account: str
    account_url: str
    name: str


@dataclass(frozen=True)
class QuarantineGroup:
    """The rows of one import: how many, by reason in words."""

    number: int
    file_name: str
    url: str
    at: datetime
    reasons: Sequence[tuple[str, int]]
    current: bool


@dataclass(frozen=True)
class QuarantinePage:
    """Rows in quarantine, by import."""

    groups: Sequence[QuarantineGroup]
    rows: Sequence[QuarantineRow]
    total: int
    first: int
    last: int
    previous_url: str = ""
    next_url: str = ""
    all_url: str = ""
