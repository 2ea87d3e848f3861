"""What the page of the proof is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from banso.platform.ui.api import Figure
from banso.surfaces.workspace.pages.account import Fact
from banso.surfaces.workspace.pages.lists import Choice


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
    is_churn: bool = False


@dataclass(frozen=True)
class ProofPage:
    """What can be tested; the panel is loaded by itself, because it may have to be worked out first."""

    subjects: Sequence[Choice]
    targets: Sequence[Choice]
    subject: str
    since: str
    until: str
    panel_url: str
    max_day: date
