"""The months of a ledger: opening, each kind of movement, what exchange rates did, closing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from banso.record.revenue.rules.facts import KINDS, Kind, Movement
from banso.record.revenue.rules.fx import Convert, unconverted
from banso.record.revenue.rules.terms import ONE_DAY, first_of_month, last_of_month, months

NOTHING = Fraction(0)
GAINS: tuple[Kind, ...] = ("new", "upsell", "cross_sell", "price_up", "reactivation")
LOSSES: tuple[Kind, ...] = ("downsell", "product_drop", "price_down", "churn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One row: ``opening`` + ``amounts`` + ``fx`` = ``closing``, in minor units of the report's currency.

    ``counts`` are movements by kind. ``paused`` and ``resumed`` are inside downsell and upsell, unless pauses have
    rows of their own; ``pre_contracted`` (ramps) is inside its kinds always.
    """

    month: date
    opening: Fraction
    amounts: dict[Kind, Fraction]
    fx: Fraction
    closing: Fraction
    counts: dict[Kind, int] = field(default_factory=dict)
    paused: Fraction = NOTHING
    resumed: Fraction = NOTHING
    pre_contracted: Fraction = NOTHING

    @property
    def net_new(self) -> Fraction:
        """All movements together, without what exchange rates did."""
        return self.closing - self.opening - self.fx


def by_month(
    movements: Iterable[Movement],
    first: date,
    last: date,
    convert: Convert = unconverted,
    *,
    fx: Literal["opening_rate", "event_rate"] = "opening_rate",
    own_rows: bool = False,
) -> list[Month]:
    """Rows for the months from that of ``first`` to that of ``last``; ``movements`` are all from the very first on.

    The opening and, by ``opening_rate``, the movements of a month are at the rate of the day before it; by
    ``event_rate`` each is at its own day's; the closing is at the rate of the month's last day; fx is the rest.
    ``own_rows``: what pauses took away and gave back is left out of downsell and upsell.
    """
    ledger = _Sums(fx)
    for movement in movements:
        ledger.add(movement)
    balance = ledger.balance(first_of_month(first))
    rows = []
    for month in months(first, last):
        before, end = month - ONE_DAY, last_of_month(month)
        opening = sum((convert(amount, currency, before) for currency, amount in balance.items()), NOTHING)
        for currency, amount in ledger.change(month).items():
            balance[currency] = balance.get(currency, NOTHING) + amount
        closing = sum((convert(amount, currency, end) for currency, amount in balance.items()), NOTHING)
        rows.append(_row(month, (opening, closing), ledger, convert, own_rows=own_rows))
    return rows


class _Sums:
    """Sums of movements, numerators by denominator: whole numbers add much faster than fractions do."""

    def __init__(self, fx: str) -> None:
        self.by_event = fx == "event_rate"
        self.amounts: dict[date, dict[tuple[date, str, Kind, str, bool], dict[int, int]]] = defaultdict(dict)
        self.counts: dict[date, dict[Kind, int]] = defaultdict(dict)

    def add(self, movement: Movement) -> None:
        day = movement.day
        month = date(day.year, day.month, 1)
        at = day if self.by_event else month - ONE_DAY
        reason = "pause" if movement.reason == "pause" else ""
        key = at, movement.currency, movement.kind, reason, movement.pre_contracted
        sums = self.amounts[month].setdefault(key, {})
        amount = movement.amount
        sums[amount.denominator] = sums.get(amount.denominator, 0) + amount.numerator
        counts = self.counts[month]
        counts[movement.kind] = counts.get(movement.kind, 0) + 1

    def change(self, month: date) -> dict[str, Fraction]:
        """What the movements of ``month`` come to, by currency."""
        totals: dict[str, Fraction] = {}
        for (_, currency, *_), sums in self.amounts.get(month, {}).items():
            totals[currency] = totals.get(currency, NOTHING) + _sum(sums)
        return totals

    def balance(self, month: date) -> dict[str, Fraction]:
        """What was in force at the opening of ``month``, by currency."""
        totals: dict[str, Fraction] = {}
        for earlier in self.amounts:
            if earlier < month:
                for currency, amount in self.change(earlier).items():
                    totals[currency] = totals.get(currency, NOTHING) + amount
        return totals


def _row(month: date, ends: tuple[Fraction, Fraction], ledger: _Sums, convert: Convert, *, own_rows: bool) -> Month:
    opening, closing = ends
    amounts = dict.fromkeys(KINDS, NOTHING)
    paused = resumed = pre_contracted = moved = NOTHING
    for (at, currency, kind, reason, ramp), sums in ledger.amounts.get(month, {}).items():
        amount = convert(_sum(sums), currency, at)
        moved += amount
        if reason == "pause":
            paused, resumed = (paused + amount, resumed) if kind == "downsell" else (paused, resumed + amount)
        if not (own_rows and reason == "pause"):
            amounts[kind] += amount
        if ramp:
            pre_contracted += amount
    return Month(
        month=month,
        opening=opening,
        amounts=amounts,
        fx=closing - opening - moved,
        closing=closing,
        counts=dict(ledger.counts.get(month, {})),
        paused=paused,
        resumed=resumed,
        pre_contracted=pre_contracted,
    )


def _sum(sums: dict[int, int]) -> Fraction:
    return sum((Fraction(numerator, denominator) for denominator, numerator in sums.items()), NOTHING)
