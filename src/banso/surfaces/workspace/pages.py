"""What each page's template is given, as ``page``. Views fill these; templates read nothing else.

Money is in integer minor units of ``currency``; probabilities and shares are 0 to 1; days are the workspace's.
Withheld values are None and are shown as such. Nothing a member may not see is put in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.urls import reverse

from banso.platform.ui.api import Figure

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
    evidence: Sequence[tuple[str, str]] = ()
    """What it rests on: label and value."""


@dataclass(frozen=True)
class PlayOffer:
    """The play proposed for an item."""

    slug: str
    name: str
    summary: str = ""
    started: bool = False


# --- today -----------------------------------------------------------------------------------------------


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
    notice_by: date | None = None
    notice_days: int | None = None
    silence: Probability | None = None
    line: float | None = None
    signals: Sequence[SignalChip] = ()
    play: PlayOffer | None = None
    owner: str = ""


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
    changes: Sequence[ChangeLine] = ()
    proof: str = ""
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


# --- accounts --------------------------------------------------------------------------------------------

CellKind = Literal[
    "text", "number", "money", "date", "bool", "link", "health", "band", "probability", "percent", "signals", "owner"
]


@dataclass(frozen=True)
class Column:
    """One attribute as a column. ``sort`` is where the heading leads; ``sorted`` how it is sorted now."""

    key: str
    label: str
    kind: CellKind
    sort: str = ""
    sorted: Literal["", "ascending", "descending"] = ""
    title: str = ""
    digits: int = 0

    @property
    def is_number(self) -> bool:
        """Whether its values stand at the right."""
        return self.kind in {"number", "money", "percent"}


@dataclass(frozen=True)
class Cell:
    """One value. ``value`` is what the kind says: Health, Probability, minor units, a date, text, chips."""

    kind: CellKind
    value: Any
    digits: int = 0
    days: int | None = None


@dataclass(frozen=True)
class AccountRow:
    """One account in the list; ``cells`` in the order of the columns."""

    uid: str
    name: str
    url: str
    sub: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Condition:
    """One condition of the filter in words, and the address of the list without it."""

    attribute: str
    op: str
    value: str
    without: str


@dataclass(frozen=True)
class Choice:
    """An entry of a choice; ``on`` when it is chosen."""

    value: str
    label: str
    on: bool = False
    group: str = ""


@dataclass(frozen=True)
class ViewTab:
    """A list one can go to with one click."""

    name: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class AccountsPage:
    """The list. All state stands in the address; ``carry`` are its fields, which forms must send along."""

    as_of: AsOf
    currency: str
    total: int
    found: int
    columns: Sequence[Column]
    rows: Sequence[AccountRow]
    views: Sequence[ViewTab] = ()
    conditions: Sequence[Condition] = ()
    attributes: Sequence[Choice] = ()
    ops: Sequence[Choice] = ()
    carry: Sequence[tuple[str, str]] = ()
    search: str = ""
    filter_json: str = ""
    problem: str = ""
    first: int = 0
    last: int = 0
    previous_url: str = ""
    next_url: str = ""
    csv_url: str = ""
    clear_url: str = ""
    name_sort: str = ""
    name_sorted: Literal["", "ascending", "descending"] = ""
    note: str = ""
    can_work: bool = True
    can_edit: bool = True
    can_import: bool = False


# --- account ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One metric of the card: its value now and on the other day, points, and what it adds to score and change."""

    name: str
    url: str
    value: str
    value_since: str
    points: float | None
    contribution: float | None
    change: float | None
    text: str = ""


@dataclass(frozen=True)
class HealthPanel:
    """The score and why it changed between two days."""

    health: Health
    card: str
    coverage: str
    since: date
    until: date
    score_since: float | None
    change: float | None
    parts: Sequence[Part]
    sentences: Sequence[str]
    scale: float
    figure: Figure | None = None


@dataclass(frozen=True)
class SilencePanel:
    """The probability, its state in words, and the plain numbers beside it: name, note, value, AUC."""

    probability: Probability | None
    state: str
    caution: str
    beside: Sequence[tuple[str, str, str, str]] = ()
    why: str = ""


@dataclass(frozen=True)
class Fact:
    """One field: what it is, its value in words, and the note beside it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened: a change of a field, a signal, a task."""

    at: date
    icon: str
    tone: Tone
    title: str
    detail: str = ""
    undo_url: str = ""


@dataclass(frozen=True)
class AccountPage:
    """Everything about one account, the definition of success first."""

    uid: str
    name: str
    reading: str
    sub: str
    as_of: AsOf
    currency: str
    tier: str
    stage: str
    owner: str
    success_statement: str
    purchase_reason: str
    problem: str
    health: HealthPanel
    silence: SilencePanel
    notice_by: date | None = None
    notice_days: int | None = None
    money: int | None = None
    signals: Sequence[SignalChip] = ()
    why: str = ""
    play: PlayOffer | None = None
    usage: Figure | None = None
    usage_note: str = ""
    facts: Sequence[Fact] = ()
    custom: Sequence[Fact] = ()
    external_ids: Sequence[str] = ()
    history: Sequence[HistoryLine] = ()
    history_more: int = 0
    carry: Sequence[tuple[str, str]] = ()
    sentence: str = ""
    """One sentence for the boss, with its number and its error."""
    can_work: bool = True
    can_edit: bool = True


# --- proof -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProofPart:
    """The figures over some rows: everybody, or the engaged accounts. Figures are None where rows are too few."""

    title: str
    note: str
    verdict: str
    n: int
    events: int
    comparison: Figure | None = None
    calibration: Figure | None = None
    numbers: Sequence[Fact] = ()


@dataclass(frozen=True)
class ProofCase:
    """An account that fell silent although the subject rated it well."""

    name: str
    url: str
    day: date
    value: str


@dataclass(frozen=True)
class ProofPanel:
    """One back-test."""

    subject: str
    version: int
    first: date
    last: date
    snapshots: int
    left_out: int
    parts: Sequence[ProofPart]
    cases: Sequence[ProofCase]


@dataclass(frozen=True)
class ProofPage:
    """What can be tested; the panel is loaded by itself, because it may have to be worked out first."""

    subjects: Sequence[Choice]
    subject: str
    since: str
    until: str
    panel_url: str
    max_day: date


# --- data ------------------------------------------------------------------------------------------------


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
