"""Ratios of a portfolio: growth, expansion by product, upgrades, attach.

Each says what it was divided from, and is refused where too few accounts stand behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from banso.judgement.reports.queries.scale import Scale, scale_for
from banso.judgement.reports.queries.sheets import Kind
from banso.platform.attributes.api import attributes_of, rows
from banso.platform.ui import formats
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Moved, RateReport, Reading

LEAST: Final = 20
"""Of fewer accounts no ratio is made: one more or less would change it by five points."""
_USERS: Final = "active_users_90d"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio as written with its parts; ``refused`` says why there is none. ``value`` is the same for files."""

    name: str
    text: str
    says: str
    parts: str = ""
    refused: str = ""
    value: Fraction | float | None = None
    kind: Kind = "share"


@dataclass(frozen=True, slots=True)
class ProductLine:
    """What was sold of a product to accounts that were there: upsell, cross-sell, by amount and by accounts."""

    name: str
    upsell: str
    upsell_rate: str
    cross_sell: str
    cross_sell_rate: str
    amounts: tuple[Fraction, Fraction]
    shares: tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class Ratios:
    """The section: ratios, expansion by product."""

    ratios: Sequence[Ratio]
    products: Sequence[ProductLine]
    unit: str
    opening: int


def ratios_of(first: date, last: date, reading: Reading, *, now: datetime) -> Ratios:
    """Every ratio from day ``first`` to day ``last``."""
    whole = replace(reading, unit="account", group="", net=False)
    report = revenue.rates(first, last, whole, now=now)
    moves = revenue.drill(first, last, whole, now=now, kinds=("new", *revenue.EXPANSION), limit=100_000)
    scale = scale_for([one.amount for one in moves], report.currency)
    opening = _count(report, "customers_opening")
    maker = _Maker(report, scale, opening, reading, now)
    found = [
        maker.growth(),
        maker.acquisition(moves),
        maker.expansion(moves, "upsell", _("Upsell rate"), _("Accounts that took more of what they had.")),
        maker.expansion(moves, "cross_sell", _("Cross-sell rate"), _("Accounts that took another product.")),
        *maker.upgrades(first, last),
        *maker.attached(last),
    ]
    return Ratios(found, _products(moves, opening, scale), scale.words, opening)


class _Maker:
    """Makes ratios of one window."""

    def __init__(self, report: RateReport, scale: Scale, opening: int, reading: Reading, now: datetime) -> None:
        self.report, self.scale, self.opening, self.now = report, scale, opening, now
        self.accounts = None if reading.accounts is None else set(reading.accounts)
        self.products = reading.products
        self.language = scale.language

    def of(self, name: str, says: str, above: Fraction | int, below: Fraction | int, words: str) -> Ratio:
        """A share of accounts; refused where ``below`` is too few."""
        parts = f"{self._n(above)} ÷ {self._n(below)} · {words}"
        if below < LEAST:
            return Ratio(name, formats.MISSING, says, parts, too_thin(int(below)))
        share = Fraction(above) / below
        return Ratio(name, formats.percent(float(share), self.language, digits=1), says, parts, value=share)

    def growth(self) -> Ratio:
        closing = _count(self.report, "customers_closing")
        words = _("change of accounts with MRR, of those at the opening")
        says = _("How many more accounts there are at the closing than at the opening.")
        return self.of(_("Customer growth"), says, closing - self.opening, self.opening, words)

    def acquisition(self, moves: Sequence[Moved]) -> Ratio:
        new = len({one.account for one in moves if one.kind == "new"})
        words = _("accounts with their first MRR, of those at the opening")
        return self.of(_("Acquisition rate"), _("New accounts for each that was there."), new, self.opening, words)

    def expansion(self, moves: Sequence[Moved], kind: str, name: str, says: str) -> Ratio:
        grown = len({one.account for one in moves if one.kind == kind})
        return self.of(name, says, grown, self.opening, _("accounts with such a movement, of those at the opening"))

    def upgrades(self, first: date, last: date) -> list[Ratio]:
        moved = revenue.plan_moves(first, last, products=self.products, now=self.now)
        up, down = (one if self.accounts is None else one & self.accounts for one in (moved.up, moved.down))
        words = _("accounts whose plan changed so, of those at the opening")
        return [
            self.of(_("Upgrade rate"), _("Moved to a plan of a higher rank."), len(up), self.opening, words),
            self.of(_("Downgrade rate"), _("Moved to a plan of a lower rank."), len(down), self.opening, words),
        ]

    def attached(self, day: date) -> list[Ratio]:
        """Service attach and activated seats at the closing."""
        held = revenue.holdings(day, products=self.products, now=self.now)
        if self.accounts is not None:
            held = [one for one in held if one.account in self.accounts]
        accounts = {one.account for one in held}
        served = {one.account for one in held if one.is_service}
        words = _("accounts with a service in force, of all with MRR")
        found = [
            self.of(
                _("Service-attach ratio"), _("Accounts that take a service as well."), len(served), len(accounts), words
            )
        ]
        seats: dict[int, Fraction] = defaultdict(Fraction)
        for one in held:
            if one.quantity is not None and not one.is_service:
                seats[one.account] += one.quantity
        if _USERS in attributes_of("account"):
            ids = sorted(account for account, bought in seats.items() if bought > 0)
            used = {pk: row[_USERS] for pk, row in zip(ids, rows("account", ids, [_USERS]), strict=True)} if ids else {}
            known = {pk: min(float(users), float(seats[pk])) for pk, users in used.items() if users is not None}
            bought = sum(float(seats[pk]) for pk in known)
            says = _("Bought units in which somebody was active in 90 days; more than bought does not count.")
            name, words = _("Activated licences"), _("active end users, of the quantity in force")
            parts = f"{self._n(round(sum(known.values())))} ÷ {self._n(round(bought))} · {words}"
            if len(known) < LEAST or not bought:
                found.append(Ratio(name, formats.MISSING, says, parts, too_thin(len(known))))
            else:
                share = sum(known.values()) / bought
                text = formats.percent(share, self.language, digits=1)
                found.append(Ratio(name, text, says, parts, value=share))
        return found

    def _n(self, value: Fraction | float) -> str:
        return formats.number(int(value), self.language)


def too_thin(n: int) -> str:
    """Why a ratio is refused, and what is needed."""
    return _("Too few: %(n)s accounts. %(more)s more, and this can be said.") % {"n": n, "more": max(LEAST - n, 1)}


def _count(report: RateReport, key: str) -> int:
    figure = report.figures.get(key)
    return int(figure.value or 0) if figure else 0


def _products(moves: Sequence[Moved], opening: int, scale: Scale) -> list[ProductLine]:
    sums: dict[int, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    accounts: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one in moves:
        if one.kind in ("upsell", "cross_sell"):
            sums[one.product][one.kind] += one.amount
            accounts[one.product][one.kind].add(one.account)
    names = {one.pk: one.name for one in revenue.products()}

    def share(product: int, kind: str) -> Fraction | None:
        return None if opening < LEAST else Fraction(len(accounts[product][kind]), opening)

    def rate(product: int, kind: str) -> str:
        found = share(product, kind)
        return formats.percent(None if found is None else float(found), scale.language, digits=1)

    ordered = sorted(sums, key=lambda product: -sum(sums[product].values()))
    return [
        ProductLine(
            names.get(one, formats.MISSING),
            scale.write(sums[one]["upsell"]),
            rate(one, "upsell"),
            scale.write(sums[one]["cross_sell"]),
            rate(one, "cross_sell"),
            (sums[one]["upsell"], sums[one]["cross_sell"]),
            (share(one, "upsell"), share(one, "cross_sell")),
        )
        for one in ordered
    ]
