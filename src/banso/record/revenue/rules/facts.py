"""What the rules of revenue see: stretches of lines as plain values, and the policy they are read by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

Unit = Literal["account", "contract", "product", "parent"]
Kind = Literal[
    "new",
    "upsell",
    "cross_sell",
    "price_up",
    "reactivation",
    "downsell",
    "product_drop",
    "price_down",
    "churn",
]
KINDS: tuple[Kind, ...] = (
    "new",
    "upsell",
    "cross_sell",
    "price_up",
    "reactivation",
    "downsell",
    "product_drop",
    "price_down",
    "churn",
)
"""In the order of every table of movements. Exchange rates make no movement: ``fx`` is a row of reports."""
Reason = Literal["", "pause", "correction", "swap", "merge", "past_due"]


class Stretch(NamedTuple):
    """A line from ``start`` until ``end`` (exclusive). ``mrr`` is minor units a month, exact, discount taken off.

    ``quantity`` is none where nobody counted: then every change of ``mrr`` is one of volume. Ids are those of the
    database; ``plan`` is 0 where none is named. ``account`` is the one that survived merging.
    """

    line: int
    account: int
    contract: int
    product: int
    start: date
    end: date | None
    mrr: Fraction
    currency: str
    plan: int = 0
    kind: str = "recurring"
    quantity: Fraction | None = None
    signed: date | None = None
    term_end: date | None = None
    notice: date | None = None
    trial_end: date | None = None
    pause_from: date | None = None
    pause_to: date | None = None
    past_due_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The choices of a workspace's revenue policy; the defaults are those of the shipped definition.

    ``grace_days``: how long after an end without notice a renewal may still come. ``dunning_days``: how long a line
    that is past due stays in force. ``pause``: ``downsell`` (with the reason pause), ``own_row`` (paused, resumed) or
    ``ignore``. ``cancel``: MRR is lost at the ``end_of_period`` or ``on_notice``. ``fx``: movements at the
    ``opening_rate`` of the month or at the ``event_rate`` of their day. ``checkpoints``: how many months before the end
    of a term somebody is asked how they see it.
    """

    grace_days: int = 30
    dunning_days: int = 30
    pause: Literal["downsell", "own_row", "ignore"] = "downsell"
    cancel: Literal["end_of_period", "on_notice"] = "end_of_period"
    fx: Literal["opening_rate", "event_rate"] = "opening_rate"
    gross_margin: Fraction = Fraction(1)
    checkpoints: tuple[int, ...] = (6, 3)
    avoidable: tuple[str, ...] = ()
    unavoidable: tuple[str, ...] = ()
    involuntary: tuple[str, ...] = ()
    reason_names: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One change of MRR on ``day`` of one ``entity`` (the unit asked for: account, contract …), in minor units.

    ``before`` and ``after`` are the entity's MRR at the ends of the day before and of ``day``. ``pre_contracted``:
    it was signed when what it replaces was. ``lines`` are those that changed.
    """

    day: date
    entity: tuple[int, ...]
    account: int
    contract: int
    product: int
    currency: str
    kind: Kind
    amount: Fraction
    reason: Reason = ""
    pre_contracted: bool = False
    lines: tuple[int, ...] = ()
