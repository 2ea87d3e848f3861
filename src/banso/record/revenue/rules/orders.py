"""Revenue that does not recur: who buys again, how long ago, for how much, and whose service is renewed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

from banso.record.revenue.rules.repeat import Buyer


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTerms:
    """What was bought once: ``amount`` in minor units, ``quantity`` in millionths; ids are those of the database."""

    account: int
    product: int | None = None
    kind: str = "order"
    ordered_on: date
    delivered_on: date | None = None
    service_until: date | None = None
    amount: int
    currency: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One order, project or device: its day and amount (minor units of the report's currency).

    ``service_until`` (exclusive) is when the service sold with it ends; ``product`` 0 where none is named.
    """

    account: int
    day: date
    amount: Fraction
    product: int = 0
    kind: str = "order"
    service_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One account's orders up to a day: how many, when last, in how many days again, for how much."""

    account: int
    orders: int
    first: date
    last: date
    recency_days: int
    value: Fraction
    average: Fraction
    usual_gap_days: float | None

    @property
    def is_repeat(self) -> bool:
        return self.orders > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The orders of all accounts together. Rates are none where there is nothing to divide by.

    ``repeat_rate``: accounts with a second purchase / accounts that bought. ``repeat_share``: amount of second and
    later purchases / all. ``usual_gap_days``: the median of days between purchases.
    """

    customers: int
    repeat_customers: int
    repeat_rate: Fraction | None
    orders: int
    value: Fraction
    average_order: Fraction | None
    orders_per_customer: Fraction | None
    repeat_share: Fraction | None
    usual_gap_days: float | None
    median_recency_days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRenewals:
    """Services that ended in a window, and how many of them the same account and product have again."""

    due: int
    renewed: int
    rate: Fraction | None


def customers(orders: Iterable[Bought], as_of: date) -> list[Customer]:
    """Each account that bought until ``as_of``, in the order of accounts. Orders of one day are one purchase."""
    found = []
    for account, of_day in sorted(_purchases(orders, as_of).items()):
        days = sorted(of_day)
        value = sum(of_day.values(), Fraction(0))
        gaps = _gaps(days)
        found.append(
            Customer(
                account=account,
                orders=len(days),
                first=days[0],
                last=days[-1],
                recency_days=(as_of - days[-1]).days,
                value=value,
                average=value / len(days),
                usual_gap_days=median(gaps) if gaps else None,
            )
        )
    return found


def summary(orders: Iterable[Bought], as_of: date) -> Orders:
    """All accounts together, up to ``as_of``."""
    purchases = _purchases(orders, as_of)
    buyers = len(purchases)
    again = sum(len(of_day) > 1 for of_day in purchases.values())
    count = sum(map(len, purchases.values()))
    value = sum((sum(of_day.values(), Fraction(0)) for of_day in purchases.values()), Fraction(0))
    first = sum((of_day[min(of_day)] for of_day in purchases.values()), Fraction(0))
    gaps = [gap for of_day in purchases.values() for gap in _gaps(sorted(of_day))]
    return Orders(
        customers=buyers,
        repeat_customers=again,
        repeat_rate=Fraction(again, buyers) if buyers else None,
        orders=count,
        value=value,
        average_order=value / count if count else None,
        orders_per_customer=Fraction(count, buyers) if buyers else None,
        repeat_share=(value - first) / value if value else None,
        usual_gap_days=median(gaps) if gaps else None,
        median_recency_days=median((as_of - max(of_day)).days for of_day in purchases.values()) if buyers else None,
    )


def buyers(orders: Iterable[Bought], as_of: date) -> list[Buyer]:
    """What the models of repeat purchase see of each account."""
    found = []
    for account, of_day in sorted(_purchases(orders, as_of).items()):
        days = sorted(of_day)
        later = [of_day[day] for day in days[1:]]
        found.append(
            Buyer(
                account=account,
                repeats=len(later),
                recency=float((days[-1] - days[0]).days),
                watched=float((as_of - days[0]).days),
                average=float(sum(later, Fraction(0)) / len(later)) if later else 0.0,
            )
        )
    return found


def service_renewals(
    orders: Sequence[Bought],
    first: date,
    last: date,
    *,
    grace_days: int = 30,
    contracts: Iterable[tuple[int, int, date, date | None]] = (),
) -> ServiceRenewals:
    """Services that ended from ``first`` to ``last`` and were renewed: by another order, or by a service contract.

    Renewed means that from the end, within the grace, something of the same account and product runs on: an order
    with a later end that was placed by then, or one of ``contracts`` as (account, product, start, end).
    """
    running: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
    for order in orders:
        if order.service_until is not None:
            running[order.account, order.product].append((order.day, order.service_until))
    for account, product, start, end in contracts:
        running[account, product].append((start, end))
    due = renewed = 0
    for order in orders:
        until = order.service_until
        if until is None or not first <= until <= last:
            continue
        due += 1
        latest = until + timedelta(days=grace_days)
        renewed += any(
            start <= latest and (end is None or end > until) for start, end in running[order.account, order.product]
        )
    return ServiceRenewals(due=due, renewed=renewed, rate=Fraction(renewed, due) if due else None)


def _purchases(orders: Iterable[Bought], as_of: date) -> dict[int, dict[date, Fraction]]:
    """What each account spent on each day on which it bought."""
    found: dict[int, dict[date, Fraction]] = defaultdict(dict)
    for order in orders:
        if order.day <= as_of:
            of_day = found[order.account]
            of_day[order.day] = of_day.get(order.day, Fraction(0)) + order.amount
    return found


def _gaps(days: Sequence[date]) -> list[int]:
    return [(later - earlier).days for earlier, later in pairwise(days)]
