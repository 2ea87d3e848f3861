"""What the list of accounts is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from banso.surfaces.workspace.pages.shared import AsOf

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
