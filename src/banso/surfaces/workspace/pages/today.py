"""What Today is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from banso.surfaces.workspace.pages.brief import MeetingLine
from banso.surfaces.workspace.pages.shared import AsOf, Health, PlayOffer, Probability, SignalChip, Tone


@dataclass(frozen=True)
class OwnViewMark:
    """How a member sees the account, beside its score."""

    band: str
    word: str
    text: str


@dataclass(frozen=True)
class QueueItem:
    """One account one can still help, why, and what to do."""

    uid: str
    rank: int
    name: str
    url: str
    health: Health
    why: str
    money: int | None = None
    is_monthly: bool = False
    notice_by: date | None = None
    notice_days: int | None = None
    silence: Probability | None = None
    line: float | None = None
    signals: Sequence[SignalChip] = ()
    play: PlayOffer | None = None
    owner: str = ""
    own_view: OwnViewMark | None = None


@dataclass(frozen=True)
class TaskLine:
    """One thing to do."""

    uid: str
    title: str
    account: str
    account_url: str
    due: date | None
    due_days: int | None
    done: bool = False


@dataclass(frozen=True)
class ChangeLine:
    """Something that is different from the day before: better, worse, or news."""

    icon: str
    tone: Tone
    account: str
    url: str
    text: str


@dataclass(frozen=True)
class Beside:
    """What changed since the day before (None: none was computed), and whether the order of Today hits."""

    since: date | None
    changes: Sequence[ChangeLine]
    proof: str
    weeks: int


@dataclass(frozen=True)
class TodayPage:
    """The morning. ``waiting`` is "data" before there are accounts, "compute" before the first computed day."""

    today: date
    as_of: AsOf
    currency: str
    items: Sequence[QueueItem]
    left_out: int = 0
    left_out_url: str = ""
    gone: int = 0
    gone_url: str = ""
    capacity: int = 20
    tasks: Sequence[TaskLine] = ()
    beside_url: str = ""
    """Where what stands beside the queue is loaded from, for it takes longer than the queue."""
    silence_state: str = ""
    """The state of the probability in words."""
    carry: Sequence[tuple[str, str]] = ()
    """Fields of the address that the form for another day must keep."""
    query: str = ""
    """What the addresses of this page's forms carry, so that their answer shows the same list."""
    can_work: bool = True
    can_import: bool = False
    can_see_all: bool = False
    waiting: Literal["", "data", "compute"] = ""
    mine: bool = True
    meetings: Sequence[MeetingLine] = ()
    """Of the member themselves, today."""
    sentence: str = ""
    """The page in one sentence, to be copied."""
