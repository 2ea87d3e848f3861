"""What an attribute is: a typed, declared value of a subject."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Kind = Literal["text", "number", "money", "date", "choice", "bool", "link"]
Source = Literal["field", "custom", "metric", "health", "forecast", "segment"]

KINDS: tuple[Kind, ...] = ("text", "number", "money", "date", "choice", "bool", "link")
KIND_NAMES: dict[Kind, str | Promise] = {
    "text": _("text"),
    "number": _("number"),
    "money": _("money"),
    "date": _("date"),
    "choice": _("choice"),
    "bool": _("yes/no"),
    "link": _("link"),
}
"""The types as people read them."""

_ORDERED = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "missing")
_WORDED = ("eq", "ne", "in", "contains", "starts", "missing")
OPS: dict[Kind, tuple[str, ...]] = {
    "text": _WORDED,
    "number": _ORDERED,
    "money": _ORDERED,
    "date": _ORDERED,
    "choice": ("eq", "ne", "in", "missing"),
    "bool": ("eq", "ne", "missing"),
    "link": _WORDED,
}
"""Which comparisons each type knows."""


class Choice(NamedTuple):
    """One value a choice may have, and what people read."""

    value: str
    label: str | Promise


@dataclass(frozen=True, kw_only=True)
class Membership:
    """Yes for the rows that a table of members names: its ``member`` column, where ``group`` is ``key`` and ``until``
    is empty. It takes no slot. The table is of the workspace, as every table is.
    """

    table: str
    member: str
    group: str
    key: str
    until: str
    workspace_column: str = "workspace_id"


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """The declaration of one attribute.

    ``column`` is the real column of the subject's table, or ``None`` for a value in a typed slot.
    A real text column compares without regard to case, width and kind of kana only if
    ``fold_column`` names the column that keeps ``kit.text.fold`` of it; otherwise letter for letter.
    ``sort_column`` is the column by which the attribute sorts, such as the key of a name's reading.
    Money is kept in minor units of the workspace's currency.
    ``live`` values follow the clock, all others the last closed day. A date with ``moment`` is kept as an instant
    in its column; it is compared, shown and grouped as the day it was in the workspace, and sorts by the instant.
    ``within`` makes a yes/no of a membership.
    """

    key: str
    subject: str
    type: Kind
    label: str | Promise
    unit: str = ""
    column: str | None = None
    fold_column: str | None = None
    sort_column: str | None = None
    choices: tuple[Choice, ...] = ()
    source: Source = "field"
    sensitivity: str = "normal"
    live: bool = False
    moment: bool = False
    within: Membership | None = None

    @property
    def folds(self) -> bool:
        """Whether text of this attribute is compared in its folded form."""
        return self.type in ("text", "link") and (self.column is None or self.fold_column is not None)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What attributes are about, and where its rows are.

    A row is listed while every column of ``hidden_by`` is empty (merged into another, archived). ``select`` is the SQL
    of a SELECT that stands in the place of ``table`` where columns of other tables belong to the rows, such as the
    account's name of a task. It is written by the app that declares it and holds no values of anybody. It is no view
    of the database, because SQLite cannot remake a table on which a view rests.
    """

    name: str
    table: str
    select: str = ""
    id_column: str = "id"
    workspace_column: str = "workspace_id"
    hidden_by: tuple[str, ...] = ()
