"""What is sold, with how much of it is in force."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.revenue.models import Plan, Product
from banso.record.revenue.queries.stretches import stretches


@dataclass(slots=True)
class Sold:
    """A product or plan on a day: the accounts that have it."""

    row: Product | Plan
    accounts: int = 0
    plans: list[Sold] = field(default_factory=list)


def products_sold(day: date) -> list[Sold]:
    """Every product in its order with its plans by rank, and how many accounts have each on ``day``."""
    having: dict[int, set[int]] = defaultdict(set)
    by_plan: dict[int, set[int]] = defaultdict(set)
    for one in stretches():
        if one.start <= day and (one.end is None or day < one.end):
            having[one.product].add(one.account)
            by_plan[one.plan].add(one.account)
    found = {row.pk: Sold(row, len(having[row.pk])) for row in Product.objects.order_by("place", "name", "pk")}
    for plan in Plan.objects.order_by("rank", "name", "pk"):
        found[plan.product_id].plans.append(Sold(plan, len(by_plan[plan.pk])))
    return list(found.values())


def find_product(uid: UUID) -> Product:
    """The workspace's product; raises :class:`NotFound`."""
    found = Product.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such product."))
    return found


def find_plan(uid: UUID) -> Plan:
    """The workspace's plan with its product; raises :class:`NotFound`."""
    found = Plan.objects.select_related("product").filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such plan."))
    return found
