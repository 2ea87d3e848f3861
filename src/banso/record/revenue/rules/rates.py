"""Retention, churn and renewal rates of a window, each with the numerator and denominator that its name says.

The opening is the end of the day before the window, the closing the end of its last day. The cohort are the entities
(accounts, unless another unit is asked for) with MRR at the opening. All amounts are in one currency: that of the
report, best at the opening's rate, so that exchange rates neither win nor lose customers' money.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from banso.record.revenue.rules.facts import KINDS, Kind, Policy, Stretch, Unit
from banso.record.revenue.rules.fx import Convert, unconverted
from banso.record.revenue.rules.movements import Roots, movements, mrr_by_entity, states_at
from banso.record.revenue.rules.renewing import Renewals, renewals
from banso.record.revenue.rules.terms import ONE_DAY

Key = TypeVar("Key", bound=Hashable)
Amount = Fraction | int
EXPANSION: tuple[Kind, ...] = ("upsell", "cross_sell", "price_up")
CONTRACTION: tuple[Kind, ...] = ("downsell", "product_drop", "price_down")
DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The rates of one window; none where there is nothing to divide by. Amounts are minor units.

    ``nrr_cohort``: closing MRR of the cohort / opening MRR. ``grr_cohort_point_to_point``: the same with each
    entity's closing at most its opening. ``grr_by_movements``: 1 − churn, downsell, product drops and price cuts of
    the cohort / opening. ``nrr_by_movements_without_new_and_reactivation``: that plus the cohort's expansion.
    ``churn_rate``: entities of the cohort with nothing at the closing / cohort. ``mrr_churn_rate``: what the cohort
    lost by leaving or shrinking, point to point / opening. ``annual_churn_rate`` and ``monthly_churn_rate``:
    ``churn_rate`` as if it went on for a year, a month. Quick ratios: gains / losses of all, new customers too.
    """

    opening_mrr: Fraction
    closing_mrr: Fraction
    arr_closing: Fraction
    cohort_closing_mrr: Fraction
    nrr_cohort: Fraction | None
    grr_cohort_point_to_point: Fraction | None
    grr_by_movements: Fraction | None
    nrr_by_movements_without_new_and_reactivation: Fraction | None
    logo_churn_opening_cohort: Fraction | None
    logos_lost_events: int
    customers_opening: int
    customers_closing: int
    quick_ratio_classic_new_plus_expansion: Fraction | None
    quick_ratio_with_reactivation: Fraction | None
    churn_count: int
    churn_rate: Fraction | None
    mrr_churn_rate: Fraction | None
    annual_churn_rate: float | None
    monthly_churn_rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRates:
    """What :func:`window_rates` finds: retention of the cohort and the renewals that were due."""

    retention: Retention
    renewals: Renewals


def retention(
    opening: Mapping[Key, Amount],
    closing: Mapping[Key, Amount],
    moves: Iterable[tuple[Key, Kind, Amount]],
    days: int,
    *,
    per_unit: int = 1,
    lost_events: int = 0,
) -> Retention:
    """Rates from MRR by entity at both ends of a window of ``days`` and the movements in it, all in one currency.

    Amounts are counts of which ``per_unit`` are one minor unit (:class:`~banso.record.revenue.rules.grains.Grains`).

    ``lost_events``: how often an entity was lost in it, also one that came in it or came back. For the rates of a
    segment give the entities of the segment: as it was at the opening, or as it is now.
    """
    opening = {entity: mrr for entity, mrr in opening.items() if mrr}
    closing = {entity: mrr for entity, mrr in closing.items() if mrr}
    start, end = sum(opening.values()), sum(closing.values())
    kept = {entity: closing[entity] for entity in opening if entity in closing}
    kept_mrr = sum(kept.values())
    lost = len(opening) - len(kept)
    totals, of_cohort = _sums(opening, moves)
    losses = _of(of_cohort, ("churn", *CONTRACTION))
    gone = _of(totals, ("churn", *CONTRACTION))
    gains = _of(totals, ("new", *EXPANSION))
    grown = _of(of_cohort, EXPANSION)
    churn = share(lost, len(opening))
    lowest = sum(min(mrr, opening[entity]) for entity, mrr in kept.items())
    return Retention(
        opening_mrr=Fraction(start) / per_unit,
        closing_mrr=Fraction(end) / per_unit,
        arr_closing=Fraction(end) * 12 / per_unit,
        cohort_closing_mrr=Fraction(kept_mrr) / per_unit,
        nrr_cohort=share(kept_mrr, start),
        grr_cohort_point_to_point=share(lowest, start),
        grr_by_movements=share(start + losses, start),
        nrr_by_movements_without_new_and_reactivation=share(start + losses + grown, start),
        logo_churn_opening_cohort=churn,
        logos_lost_events=lost_events,
        customers_opening=len(opening),
        customers_closing=len(closing),
        quick_ratio_classic_new_plus_expansion=quick_ratio(gains, gone),
        quick_ratio_with_reactivation=quick_ratio(gains + totals["reactivation"], gone),
        churn_count=lost,
        churn_rate=churn,
        mrr_churn_rate=share(start - lowest, start),
        annual_churn_rate=scaled_churn(churn, days, DAYS_OF_YEAR),
        monthly_churn_rate=scaled_churn(churn, days, DAYS_OF_YEAR / 12),
    )


def window_rates(
    stretches: Iterable[Stretch],
    first: date,
    last: date,
    policy: Policy,
    known_until: date | None = None,
    *,
    unit: Unit = "account",
    convert: Convert = unconverted,
    root_of: Roots | None = None,
) -> WindowRates:
    """The rates from ``first`` to ``last`` of these lines, from nothing; for stored ledgers see :func:`retention`."""
    lines = list(stretches)
    before = first - ONE_DAY
    states = states_at(lines, (before, last), unit, policy, known_until, root_of=root_of)
    every = movements(lines, unit, policy, known_until, root_of=root_of)
    within = [move for move in every if first <= move.day <= last]
    return WindowRates(
        retention=retention(
            mrr_by_entity(states[before], lambda amount, currency: convert(amount, currency, before)),
            mrr_by_entity(states[last], lambda amount, currency: convert(amount, currency, last)),
            ((move.entity, move.kind, convert(move.amount, move.currency, before)) for move in within),
            (last - before).days,
            lost_events=len({(move.entity, move.day) for move in within if move.kind == "churn"}),
        ),
        renewals=renewals(lines, first, last, policy, known_until, convert=convert),
    )


def share(part: Amount, whole: Amount) -> Fraction | None:
    """``part`` of ``whole``, or none where there is no whole."""
    return Fraction(part) / whole if whole else None


def quick_ratio(gains: Amount, losses: Amount) -> Fraction | None:
    """Gains per unit lost (``losses`` of either sign); none where nothing was lost."""
    return share(gains, abs(Fraction(losses)))


def scaled_churn(rate: Fraction | None, days: int, to_days: float) -> float | None:
    """A churn rate of ``days`` as one of ``to_days``: 1 − (1 − rate)^(to_days/days)."""
    return None if rate is None else 1.0 - (1.0 - float(rate)) ** (to_days / days)


def _sums(
    opening: Mapping[Key, Amount], moves: Iterable[tuple[Key, Kind, Amount]]
) -> tuple[dict[Kind, Amount], dict[Kind, Amount]]:
    """Totals by kind: of all, and of the cohort alone."""
    totals: dict[Kind, Amount] = dict.fromkeys(KINDS, 0)
    of_cohort: dict[Kind, Amount] = defaultdict(int)
    for entity, kind, amount in moves:
        totals[kind] += amount
        if entity in opening:
            of_cohort[kind] += amount
    return totals, of_cohort


def _of(totals: Mapping[Kind, Amount], kinds: Iterable[Kind]) -> Amount:
    return sum(totals.get(kind, 0) for kind in kinds)
