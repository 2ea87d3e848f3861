"""Rates of a window: retention, churn, renewals, growth, each with its numerator and its denominator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from banso.record.revenue.queries.definitions import UNITS
from banso.record.revenue.queries.ledger import uncollected
from banso.record.revenue.queries.renewed import Renewed, renewed_between
from banso.record.revenue.queries.reports import PLAIN, Reading, opened
from banso.record.revenue.queries.sums import balances, losses_between, moved_between
from banso.record.revenue.rules.facts import Kind
from banso.record.revenue.rules.figures import EXPANSION, LOSSES, ZERO, Figure, RateReport
from banso.record.revenue.rules.grains import Grains
from banso.record.revenue.rules.rates import Retention, retention
from banso.record.revenue.rules.terms import ONE_DAY

Money = dict[int, int]
"""Grains by entity."""


def rates(first: date, last: date, reading: Reading = PLAIN, *, now: datetime) -> RateReport:
    """Retention, churn, renewals and growth from ``first`` to ``last``, each with what it was divided from.

    The opening is the end of the day before ``first``. All money is at the rates of that day, so that exchange rates
    neither win nor lose anybody's.
    """
    held = replace(reading, constant=True)
    with uncollected(), opened(held, now, first=first) as books:
        before, after = (list(balances(books.engine, day)) for day in (first - ONE_DAY, last))
        between = list(moved_between(books.engine, first, last))
        kinds = {(row[-4], row[-1]) for rows in (before, after, between) for row in rows}
        grains = Grains(kinds, lambda code: books.convert(Fraction(1), code, first))
        opening, closing = (grains.by_entity(rows) for rows in (before, after))
        moves = [(entity, kind, grains.count(code, *amount)) for entity, kind, code, *amount in between]
        report = retention(
            opening,
            closing,
            moves,
            (last - first).days + 1,
            per_unit=grains.per_unit,
            lost_events=losses_between(books.engine, first, last),
        )
        due = renewed_between(books, first, last, held)
        known, currency = books.known, books.currency
    lowest = grains.money(sum(min(mrr, closing.get(one, 0)) for one, mrr in opening.items()))
    totals = {key: grains.money(count) for key, count in _totals(moves, opening).items()}
    figures = _figures(report, due, lowest, totals)
    return RateReport(first=first, last=last, currency=currency, known=known, figures=figures)


def _totals(moves: Iterable[tuple[int, Kind, int]], opening: Money) -> dict[str, int]:
    """Sums of all, and of the cohort (``cohort_…``)."""
    found: dict[str, int] = defaultdict(int)
    for one, kind, count in moves:
        found[kind] += count
        if opening.get(one):
            found[f"cohort_{kind}"] += count
    return found


def _figures(report: Retention, due: Renewed, lowest: Fraction, totals: Mapping[str, Fraction]) -> dict[str, Figure]:
    def of(kinds: tuple[Kind, ...], *, cohort: bool = False) -> Fraction:
        return sum((totals.get(f"cohort_{kind}" if cohort else kind, ZERO) for kind in kinds), ZERO)

    start, customers = report.opening_mrr, Fraction(report.customers_opening)
    losses, lost = abs(of(LOSSES)), of(LOSSES, cohort=True)
    gains = of(("new", *EXPANSION))
    divided: dict[str, tuple[Fraction, Fraction]] = {
        "nrr_cohort": (report.cohort_closing_mrr, start),
        "grr_cohort_point_to_point": (lowest, start),
        "grr_by_movements": (start + lost, start),
        "nrr_by_movements_without_new_and_reactivation": (start + lost + of(EXPANSION, cohort=True), start),
        "logo_churn_opening_cohort": (Fraction(report.churn_count), customers),
        "logo_retention": (customers - report.churn_count, customers),
        "churn_rate": (Fraction(report.churn_count), customers),
        "mrr_churn_rate": (start - lowest, start),
        "upsell_rate": (of(("upsell", "price_up"), cohort=True), start),
        "cross_sell_rate": (of(("cross_sell",), cohort=True), start),
        "quick_ratio_classic_new_plus_expansion": (gains, losses),
        "quick_ratio_with_reactivation": (gains + of(("reactivation",)), losses),
        "logo_renewal_rate": (Fraction(due.renewed_accounts), Fraction(due.accounts)),
        "gross_dollar_renewal_rate": (due.total_kept, due.total_due),
        "net_dollar_renewal_rate": (due.total_renewed, due.total_due),
        "arpa": (report.closing_mrr, Fraction(report.customers_closing)),
    }
    plain: dict[str, Fraction | float | int | None] = {
        "opening_mrr": start,
        "closing_mrr": report.closing_mrr,
        "arr_closing": report.arr_closing,
        "cohort_closing_mrr": report.cohort_closing_mrr,
        "logos_lost_events": report.logos_lost_events,
        "customers_opening": report.customers_opening,
        "customers_closing": report.customers_closing,
        "churn_count": report.churn_count,
        "annual_churn_rate": report.annual_churn_rate,
        "monthly_churn_rate": report.monthly_churn_rate,
    }
    return {key: _figure(key, divided, plain) for key in UNITS}


def _figure(
    key: str,
    divided: Mapping[str, tuple[Fraction, Fraction]],
    plain: Mapping[str, Fraction | float | int | None],
) -> Figure:
    if key in divided:
        part, whole = divided[key]
        value = part / whole if whole else None
        return Figure(key=key, unit=UNITS[key], value=value, numerator=part, denominator=whole)
    given = plain[key]
    return Figure(key=key, unit=UNITS[key], value=Fraction(given) if isinstance(given, int) else given)
