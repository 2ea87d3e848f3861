"""What accounts hold on a day, and who moved to another plan: for ratios of a portfolio."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from banso.record.customers.api import merged_accounts
from banso.record.revenue.models import Period, Plan, Product
from banso.record.revenue.queries.stretches import last_statements
from banso.record.revenue.rules.mrr import COUNTED, MILLION


@dataclass(frozen=True, slots=True)
class Holding:
    """A product that an account has in force; ``quantity`` is none where nobody counted."""

    account: int
    product: int
    is_service: bool
    quantity: Fraction | None


@dataclass(frozen=True, slots=True)
class PlanMoves:
    """Accounts whose plan of a product moved up, or down, by its rank."""

    up: frozenset[int]
    down: frozenset[int]


def holdings(day: date, *, products: Collection[int] | None = None) -> list[Holding]:
    """What is in force at the end of ``day``, as known now, of all or some ``products``; by account and product."""
    merged = merged_accounts()
    services = set(Product.objects.filter(is_service=True).values_list("pk", flat=True))
    rows = _counted(products).filter(start__lte=day).filter(Q(end__isnull=True) | Q(end__gt=day))
    rows = rows.exclude(trial_end__gt=day)
    sums: dict[tuple[int, int], Fraction | None] = {}
    for account, product, quantity in rows.values_list("account_id", "product_id", "quantity"):
        key = (merged.get(account, account), product)
        before = sums.get(key, Fraction(0))
        sums[key] = None if quantity is None or before is None else before + Fraction(quantity, MILLION)
    return [Holding(account, product, product in services, sums[account, product]) for account, product in sorted(sums)]


def plan_moves(first: date, last: date, *, products: Collection[int] | None = None) -> PlanMoves:
    """Whose plan changed from ``first`` to ``last``: one of a product ended on the day on which another began."""
    merged = merged_accounts()
    ranks: dict[int, int] = dict(Plan.objects.values_list("pk", "rank"))
    rows = _counted(products).filter(plan__isnull=False)
    ended: dict[tuple[int, int, Any], list[int]] = defaultdict(list)
    for account, product, day, plan in rows.filter(end__range=(first, last)).values_list(
        "account_id", "product_id", "end", "plan_id"
    ):
        ended[merged.get(account, account), product, day].append(ranks[plan or 0])
    up: set[int] = set()
    down: set[int] = set()
    for account, product, day, plan in rows.filter(start__range=(first, last)).values_list(
        "account_id", "product_id", "start", "plan_id"
    ):
        before = ended.get((merged.get(account, account), product, day))
        if before and ranks[plan or 0] != max(before):
            (up if ranks[plan or 0] > max(before) else down).add(merged.get(account, account))
    return PlanMoves(frozenset(up), frozenset(down))


def _counted(products: Collection[int] | None) -> QuerySet[Period]:
    rows = Period.objects.filter(statement__in=last_statements(None).values("pk"), kind__in=COUNTED)
    return rows if products is None else rows.filter(product__in=list(products))
