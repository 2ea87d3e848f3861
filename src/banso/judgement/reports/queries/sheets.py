"""A report as plain tables: what its CSV and its PDF are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from django.utils.safestring import SafeString

Kind = Literal["text", "money", "share", "ratio", "count", "day", "month"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that is of another kind, or in another currency, than its column: a column beside it says which."""

    value: int | float | Fraction | None
    kind: Kind
    currency: str = ""


Value = str | int | float | Fraction | date | Cell | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and what its cells hold. Money is minor units, shares are from 0 to 1."""

    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table. ``notes`` say how to read it; ``total`` is its last row; ``picture`` stands above it in print.

    ``key`` names it in the address of a CSV, which holds one table.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    currency: str = ""
    notes: Sequence[str] = ()
    total: Sequence[Value] | None = None
    picture: SafeString | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a file holds: its name (for the file, ASCII), its heading, what it is about, its tables."""

    name: str
    title: str
    about: Sequence[str]
    sheets: Sequence[Sheet]
