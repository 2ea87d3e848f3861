"""What reports of revenue are made of. Amounts are exact fractions of minor units of the report's currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from banso.record.revenue.rules.facts import KINDS, Kind, Reason, Unit

Step = Literal["month", "quarter", "year"]
"""Quarters and years are those of the workspace's fiscal year."""
FigureUnit = Literal["share", "ratio", "money", "count", "days"]
ZERO = Fraction(0)
LOSSES: tuple[Kind, ...] = ("churn", "downsell", "product_drop", "price_down")
EXPANSION: tuple[Kind, ...] = ("upsell", "cross_sell", "price_up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logos:
    """Entities with MRR: ``opening + new + returned - lost - paused - merged + transfer = closing``.

    ``paused`` are those that pay nothing for now, less those that pay again: not lost. ``merged`` are those that
    another took in: neither lost nor new. ``transfer`` came from other groups.
    """

    opening: int = 0
    new: int = 0
    returned: int = 0
    lost: int = 0
    paused: int = 0
    merged: int = 0
    transfer: int = 0
    closing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A period of one group: ``opening`` + all ``moves`` + ``transfer`` + ``correction`` + ``fx`` = ``closing``.

    ``first`` and ``last`` are its days, both included. ``group`` is the key of a :class:`Group`, "" for all.
    ``transfer`` is what accounts brought from, or took to, other groups; over all groups it is 0. ``correction`` is
    what changed in frozen months. ``by_reason`` splits moves that have a reason. ``pre_contracted`` (part of the moves)
    was agreed when what it replaces was. ``net`` classes the same months by their two ends (where it was asked for);
    ``net_transfer`` is then what came from other groups, or went: ``opening + net + net_transfer + fx = closing``.
    """

    first: date
    last: date
    group: str = ""
    opening: Fraction = ZERO
    moves: Mapping[Kind, Fraction] = field(default_factory=lambda: dict.fromkeys(KINDS, ZERO))
    transfer: Fraction = ZERO
    correction: Fraction = ZERO
    fx: Fraction = ZERO
    closing: Fraction = ZERO
    pre_contracted: Fraction = ZERO
    by_reason: Mapping[tuple[Kind, Reason], Fraction] = field(default_factory=dict)
    net: Mapping[Kind, Fraction] | None = None
    net_transfer: Fraction = ZERO
    logos: Logos = field(default_factory=Logos)
    is_frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A value of the attribute that a report is grouped by; ``label`` is what pages show of it."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """Movements by period. ``rows`` are all together; ``by_group`` has the rows of each of ``groups``."""

    unit: Unit
    step: Step
    currency: str
    rows: tuple[Row, ...]
    groups: tuple[Group, ...] = ()
    by_group: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    known: date
    is_constant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure with what it was divided from. ``value`` is none where there is nothing to divide by.

    A power (the yearly and monthly churn that a period amounts to) is no fraction: it comes as a float.
    """

    key: str
    unit: FigureUnit
    value: Fraction | float | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateReport:
    """Every rate from ``first`` to ``last`` (days, both included), by key, in the order of the definitions."""

    first: date
    last: date
    currency: str
    known: date
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """CMRR of one account, or of all: ``mrr + paused + signed_not_live + notice_given = cmrr`` (notice is below 0)."""

    account: int = 0
    mrr: Fraction = ZERO
    paused: Fraction = ZERO
    signed_not_live: Fraction = ZERO
    notice_given: Fraction = ZERO
    cmrr: Fraction = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class CommittedReport:
    """CMRR at the end of ``as_of``; ``accounts`` has those that add to any part, the greatest first."""

    as_of: date
    currency: str
    total: Committed
    accounts: tuple[Committed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A movement as reports open to it. ``amount`` is in the report's currency, ``original`` in the line's.

    ``entity`` is that of the report's unit; ``lines`` are the ids of the lines that changed.
    """

    day: date
    entity: tuple[int, ...]
    account: int
    contract: int
    product: int
    kind: Kind | Literal["transfer"]
    reason: Reason
    pre_contracted: bool
    amount: Fraction
    currency: str
    original: Fraction
    lines: tuple[int, ...]
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidSince:
    """Something that was said of a line after a month was closed: when, by whom (a member, or an import), and why.

    ``taken_back_at``: it was said before, and was taken back then.
    """

    line: int
    known_at: datetime
    reason: str
    member: int | None
    batch: int | None
    row: int | None = None
    taken_back_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """What a month said of one account and kind as it was known before, what it says now, and what was said since."""

    month: date
    account: int
    kind: Kind
    before: Fraction
    after: Fraction
    since: tuple[SaidSince, ...] = ()
