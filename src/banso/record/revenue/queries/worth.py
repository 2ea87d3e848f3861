"""What customers are worth: by their subscriptions, and by what they order without one."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from banso.record.customers.api import merged_accounts
from banso.record.revenue.models import Order
from banso.record.revenue.queries.conversion import conversion, rates_are_there, report_currency
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.reports import Books, Reading, opened
from banso.record.revenue.queries.retention import rates
from banso.record.revenue.queries.spending import spent_in
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.queries.sums import PLACED
from banso.record.revenue.rules.costs import Spending
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
    months that customers stayed, as far as they were watched, and its tail. ``spending`` is what winning and keeping
    customers took; ``cost`` of winning one is of it, unless another was given. ``payback_months``: until the margin has
    paid it. ``simple_net`` and ``survival_net`` are the same values less what winning and keeping a customer costs;
    ``survival_net`` has a tail of its own.
    """

    as_of: date
    currency: str
    arpa: Fraction | None
    margin: Fraction
    monthly_churn: float | None
    simple: Fraction | None
    survival: SurvivalValue | None
    spending: Spending
    cost: Fraction | None = None
    payback_months: Fraction | None = None
    simple_net: Fraction | None = None
    survival_net: SurvivalValue | None = None


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


def lifetime_report(
    as_of: date,
    *,
    currency: str = "",
    since: date | None = None,
    cost: Fraction | None = None,
    known: date | None = None,
    now: datetime,
) -> LifetimeReport:
    """What a customer is worth at the end of ``as_of``, as it was ``known`` at the end of a day.

    What customers cost is that of the months from ``since`` on, else of twelve; ``cost`` (minor units) is what winning
    one would cost instead. Raises :class:`BansoError` where a rate is missing.
    """
    rules, quote = policy(), report_currency(currency)
    margin, year = rules.gross_margin, add_months(as_of, -YEAR) + ONE_DAY
    reading = Reading(currency=quote, known=known)
    figures = rates(year, as_of, reading, now=now).figures
    arpa, churn = (figures[key].value for key in ("arpa", "monthly_churn_rate"))
    average = None if arpa is None else Fraction(arpa)
    lost = Fraction(churn) if churn else None
    with opened(reading, now, first=year) as books:
        told = spent_in(books, since or year, as_of, known=known)
        stayed = tenures(_first_times(books, as_of), as_of) if average is not None else []
    to_win, to_keep = told.to_win if cost is None else cost, told.to_keep
    simple = survival = None
    net: tuple[Fraction | None, SurvivalValue | None] = (None, None)
    if average is not None:
        simple = simple_value(average, lost, margin) if lost else None
        survival = survival_value(stayed, average, margin, with_tail=True)
        if to_win is not None and to_keep is not None:
            net = _less_costs(average, lost, margin, stayed, to_win, to_keep)
    return LifetimeReport(
        as_of=as_of,
        currency=quote,
        arpa=average,
        margin=margin,
        monthly_churn=None if churn is None else float(churn),
        simple=simple,
        survival=survival,
        spending=told,
        cost=to_win,
        payback_months=None if to_win is None or average is None else payback_months(to_win, average, margin),
        simple_net=net[0],
        survival_net=net[1],
    )


def _less_costs(
    arpa: Fraction,
    churn: Fraction | None,
    margin: Fraction,
    stayed: Sequence[tuple[int, bool]],
    to_win: Fraction,
    to_keep: Fraction,
) -> tuple[Fraction | None, SurvivalValue | None]:
    """Both values less what keeping a customer costs each month, and winning one once."""
    simple = simple_value(arpa, churn, margin, keeping=to_keep) if churn else None
    survival = survival_value(stayed, arpa, margin, keeping=to_keep, with_tail=True)
    return (
        None if simple is None else simple - to_win,
        None if survival is None else replace(survival, value=survival.value - float(to_win)),
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


def _first_times(books: Books, as_of: date) -> list[tuple[date, date | None]]:
    """When each account that was won by ``as_of`` was, and when it was lost for the first time."""
    end = day_number(as_of)
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
