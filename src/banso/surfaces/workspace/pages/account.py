"""What the page of an account is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from banso.platform.ui.api import Figure
from banso.surfaces.workspace.pages.shared import AsOf, Health, PlayOffer, Probability, SignalChip


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
    lacks_play: bool = False
    facts: Sequence[Fact] = ()
    custom: Sequence[Fact] = ()
    external_ids: Sequence[str] = ()
    carry: Sequence[tuple[str, str]] = ()
    sentence: str = ""
    """One sentence for the boss, with its number and its error."""
    can_work: bool = True
    can_edit: bool = True
