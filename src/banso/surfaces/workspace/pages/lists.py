"""What a list is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from banso.platform.ui.filter_words import Condition
from banso.platform.ui.viewed import SavedTab, ViewTab
from banso.surfaces.workspace.pages.shared import AsOf

CellKind = Literal[
    "text", "number", "money", "date", "bool", "link", "health", "band", "probability", "percent", "signals", "trend"
]
Sorted = Literal["", "ascending", "descending"]


@dataclass(frozen=True)
class Column:
    """One attribute as a column. ``sort`` is where the heading leads; ``sorted`` how it is sorted now."""

    key: str
    label: str
    kind: CellKind
    sort: str = ""
    sorted: Sorted = ""

    @property
    def is_number(self) -> bool:
        """Whether its values stand at the right."""
        return self.kind in {"number", "money", "percent"}


@dataclass(frozen=True)
class Cell:
    """One value. ``value`` is what the kind says: Health, Probability, minor units, a date, text, chips, a line.

    ``url`` is where a text leads; ``edit`` the address of the form that changes it, empty where it cannot be.
    """

    kind: CellKind
    value: Any
    digits: int = 0
    days: int | None = None
    url: str = ""
    edit: str = ""
    key: str = ""


@dataclass(frozen=True)
class ListRow:
    """One row of a list; ``cells`` in the order of the columns."""

    uid: str
    name: str
    url: str
    sub: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class ListGroup:
    """Rows that have one value, as far as they stand on this page.

    ``count`` and ``sums`` are of all rows of the group; ``sums`` in the order of the columns, None where nothing can
    be added up. ``toggle`` is the address of the list with the group folded, or unfolded.
    """

    label: str
    count: int
    sums: Sequence[Cell | None]
    toggle: str
    is_folded: bool
    rows: Sequence[ListRow]


@dataclass(frozen=True)
class Choice:
    """An entry of a choice; ``on`` when it is chosen."""

    value: str
    label: str
    on: bool = False
    group: str = ""


@dataclass(frozen=True)
class ListPage:
    """The list. All state stands in the address; ``carry`` are its fields, which forms must send along."""

    noun: str
    title: str
    icon: str
    path: str
    found: int
    total: int
    name_label: str
    columns: Sequence[Column]
    groups: Sequence[ListGroup]
    currency: str
    as_of: AsOf | None = None
    is_grouped: bool = False
    views: Sequence[ViewTab] = ()
    is_counted: bool = False
    saved: SavedTab | None = None
    conditions: Sequence[Condition] = ()
    attributes: Sequence[Choice] = ()
    chosen: Sequence[Choice] = ()
    groupable: Sequence[Choice] = ()
    sizes: Sequence[Choice] = ()
    ops: Sequence[Choice] = ()
    carry: Sequence[tuple[str, str]] = ()
    search: str = ""
    search_label: str = ""
    filter_json: str = ""
    problem: str = ""
    first: int = 0
    last: int = 0
    shown: int = 0
    previous_url: str = ""
    next_url: str = ""
    csv_url: str = ""
    here: str = ""
    query: str = ""
    filter_url: str = ""
    dialogs: Sequence[str] = ("filter", "columns", "view")
    clear_url: str = ""
    name_sort: str = ""
    name_sorted: Sorted = ""
    note: str = ""
    empty_title: str = ""
    empty_text: str = ""
    can_edit: bool = False
    can_import: bool = False
    can_archive: bool = False
    can_tag: bool = False
    can_join: bool = False
    can_hand_over: bool = False
    can_save: bool = False
    view: str = ""
    audiences: Sequence[tuple[str, str]] = ()
    has_phone_cards: bool = False
    sentence: str = ""

    @property
    def rows(self) -> list[ListRow]:
        """The rows of this page, whatever group they are in."""
        return [row for group in self.groups for row in group.rows]

    @property
    def span(self) -> int:
        """How many columns the table has, with the boxes and the name."""
        return len(self.columns) + 1 + (1 if self.can_edit else 0)
