"""What the page of one import is given: from the guessed columns to the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from banso.surfaces.workspace.pages.data import BatchLine, JobLine
from banso.surfaces.workspace.pages.lists import Choice
from banso.surfaces.workspace.pages.shared import Tone

Stage = Literal["checking", "refused", "choosing", "applying", "applied", "failed", "undoing", "undone"]


@dataclass(frozen=True)
class Option:
    """What may become of a column."""

    value: str
    label: str


@dataclass(frozen=True)
class OptionGroup:
    """Options under one heading."""

    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class ColumnLine:
    """One column of the file, what becomes of it, why we think so, and what is to be noticed."""

    place: int
    header: str
    examples: str
    chosen: str
    basis: str
    confidence: float
    filled: int
    rows: int
    notes: Sequence[str] = ()
    question: str = ""
    orders: Sequence[Choice] = ()
    is_open: bool = False


@dataclass(frozen=True)
class OutcomeLine:
    """So many rows would be, or were, this."""

    label: str
    n: int
    tone: Tone
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Sample:
    """One field that changes: old and new in words."""

    row: int
    name: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class ProblemLine:
    """One fault: where, what stood there, what is wrong, what to do."""

    row: int
    column: str
    value: str
    message: str
    hint: str


@dataclass(frozen=True)
class Conflict:
    """A field that an undo left alone, because somebody has changed it since."""

    name: str
    url: str
    field: str
    found: str


@dataclass(frozen=True)
class ImportChoices:
    """What was chosen for the file beside its columns."""

    source: str
    history: bool
    create_accounts: bool
    zone: str
    encoding: str
    delimiter: str
    decimal: str
    zones: Sequence[str] = ()
    encodings: Sequence[Choice] = ()
    delimiters: Sequence[Choice] = ()
    decimals: Sequence[Choice] = ()
    ask_decimal: str = ""


@dataclass(frozen=True)
class ImportPage:
    """One import in one of its stages; ``step`` is 1 file, 2 columns, 3 dry run, 4 applied."""

    batch: BatchLine
    words: object
    """The kind in words: ``title``, ``undo``, ``tells_past``."""
    stage: Stage
    step: int
    file: str
    seconds: float
    choices: ImportChoices
    columns: Sequence[ColumnLine] = ()
    groups: Sequence[OptionGroup] = ()
    questions: Sequence[str] = ()
    rows: int = 0
    outcomes: Sequence[OutcomeLine] = ()
    fields: Sequence[tuple[str, int]] = ()
    samples: Sequence[Sample] = ()
    problems: Sequence[ProblemLine] = ()
    problem_kinds: Sequence[tuple[str, int]] = ()
    problems_total: int = 0
    problems_kept: int = 0
    refused: int = 0
    will_apply: int = 0
    is_first: bool = False
    can_apply: bool = False
    problem: str = ""
    """Why the file, or a choice, cannot be used."""
    hint: str = ""
    work: JobLine | None = None
    links_url: str = ""
    """Where members that were invited get their links."""
    saved_as: str = ""
    """The mapping that is saved for these columns."""
    mapping_name: str = ""
    undone_fields: int = 0
    conflicts_total: int = 0
    conflicts: Sequence[Conflict] = ()
