"""What customers are worth: by their subscriptions, and by what they order without one."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from banso.record.customers.api import merged_accounts
from banso.record.revenue.models import Order
from banso.record.revenue.queries.conversion import conversion, rates_are_there, report_currency
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.reports import Reading, opened
from banso.record.revenue.queries.retention import rates
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.queries.sums import PLACED
from banso.record.revenue.rules.lifetime import SurvivalValue, payback_months, simple_value, survival_value, tenures
from banso.record.revenue.rules.orders import (
    Bought,
    Customer,
    Orders,
    ServiceRenewals,
    buyers,
    customers,
    service_renewals,
    summary,
)
from banso.record.revenue.rules.repeat import (
    FEWEST_REPEATERS,
    Frequency,
    Prediction,
    Spend,
    dependence,
    fit_frequency,
    fit_spend,
    predict,
)
from banso.record.revenue.rules.storing import day_number, day_numbered
from banso.record.revenue.rules.terms import ONE_DAY, add_months

YEAR: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimeReport:
    """What a customer is worth, in minor units of ``currency``; none where nothing follows from what is known.

    ``simple``: ``arpa`` × ``margin`` ÷ ``monthly_churn`` of the last twelve months. ``survival``: the margin of the
    months that customers stayed, as far as they were watched, and its tail. ``payback_months``: until the margin has
    paid ``cost``, what winning a customer costs.
    """

    as_of: date
    currency: str
    arpa: Fraction | None
    margin: Fraction
    monthly_churn: float | None
    simple: Fraction | None
    survival: SurvivalValue | None
    cost: Fraction | None = None
    payback_months: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReport:
    """Who buys again, in minor units of ``currency``. ``services`` are those that ended in the last twelve months.

    ``predictions`` are for the next twelve months, the greatest first; there are none while ``missing`` more customers
    have to come back before the models are fitted, or where they do not fit. ``dependence``: how amounts hang
    together with numbers of orders; far from 0 the predicted amounts mislead.
    """

    as_of: date
    currency: str
    orders: Orders
    customers: tuple[Customer, ...]
    services: ServiceRenewals
    missing: int
    frequency: Frequency | None
    spend: Spend | None
    dependence: float | None
    predictions: tuple[Prediction, ...]


def lifetime_report(as_of: date, *, currency: str = "", cost: Fraction | None = None, now: datetime) -> LifetimeReport:
    """What a customer is worth at the end of ``as_of``; ``cost`` (minor units) is what winning one costs.

    Raises :class:`BansoError` where a rate is missing.
    """
    rules, quote = policy(), report_currency(currency)
    figures = rates(add_months(as_of, -YEAR) + ONE_DAY, as_of, Reading(currency=quote), now=now).figures
    arpa = figures["arpa"].value
    average = None if arpa is None else Fraction(arpa)
    churn = figures["monthly_churn_rate"].value
    survival = None
    if average is not None:
        stayed = tenures(_first_times(as_of, quote, now), as_of)
        survival = survival_value(stayed, average, rules.gross_margin, with_tail=True)
    return LifetimeReport(
        as_of=as_of,
        currency=quote,
        arpa=average,
        margin=rules.gross_margin,
        monthly_churn=None if churn is None else float(churn),
        simple=None if average is None or not churn else simple_value(average, Fraction(churn), rules.gross_margin),
        survival=survival,
        cost=cost,
        payback_months=(None if cost is None or average is None else payback_months(cost, average, rules.gross_margin)),
    )


def order_report(as_of: date, *, currency: str = "") -> OrderReport:
    """Orders until the end of ``as_of``, at their days' rates. Raises :class:`BansoError` where one is missing."""
    quote = report_currency(currency)
    bought = _bought(quote)
    until = [one for one in bought if one.day <= as_of]
    seen = buyers(until, as_of)
    frequency, spend = fit_frequency(seen), fit_spend(seen)
    found: list[Prediction] = []
    if frequency is not None and spend is not None:
        margin = policy().gross_margin
        found = [predict(one, frequency, spend, months=YEAR, margin=margin) for one in seen]
    year = add_months(as_of, -YEAR) + ONE_DAY
    served = {one.account for one in until if one.service_until is not None and year <= one.service_until <= as_of}
    lines = stretches(served) if served else []
    return OrderReport(
        as_of=as_of,
        currency=quote,
        orders=summary(until, as_of),
        customers=tuple(customers(until, as_of)),
        services=service_renewals(
            until,
            year,
            as_of,
            grace_days=policy().grace_days,
            contracts=[(one.account, one.product, one.start, one.end) for one in lines],
        ),
        missing=max(0, FEWEST_REPEATERS - sum(one.repeats > 0 for one in seen)),
        frequency=frequency,
        spend=spend,
        dependence=dependence(seen),
        predictions=tuple(sorted(found, key=lambda one: (-one.value, one.account))),
    )


def _first_times(as_of: date, quote: str, now: datetime) -> list[tuple[date, date | None]]:
    """When each account that was won by ``as_of`` was, and when it was lost for the first time."""
    end = day_number(as_of)
    with opened(Reading(currency=quote), now, first=as_of) as books:
        # The day after stands for never: what comes later is not asked for.
        columns = books.engine.sql(
            "SELECT min(day) AS begun, coalesce(min(day) FILTER (WHERE kind = 'churn'), "
            f"{end + 1}) AS lost FROM {PLACED} WHERE day <= {end} GROUP BY e"
        )
    pairs = zip(columns["begun"].tolist(), columns["lost"].tolist(), strict=True)
    return [(day_numbered(begun), day_numbered(lost) if lost <= end else None) for begun, lost in pairs]


def _bought(quote: str) -> list[Bought]:
    merged, convert = merged_accounts(), conversion(quote)
    columns = ("account_id", "ordered_on", "amount", "currency", "product_id", "kind", "service_until")
    rows = Order.objects.filter(withdrawn_at=None).order_by("ordered_on", "pk").values_list(*columns)
    with rates_are_there():
        return [
            Bought(
                account=merged.get(account, account),
                day=day,
                amount=convert(Fraction(amount), code, day),
                product=product or 0,
                kind=kind,
                service_until=until,
            )
            for account, day, amount, code, product, kind, until in rows.iterator(chunk_size=5_000)
        ]
