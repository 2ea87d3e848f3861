"""Reading costs: as they are known now, or as they were known at the end of a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.kit.days import day_end
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.models import Cost

CostKey = tuple[date, str, str, str, str]
"""What one cost has of its own: a second one with the same corrects it."""


class _Keyed(Protocol):
    @property
    def month(self) -> date: ...
    @property
    def purpose(self) -> str: ...
    @property
    def attribute(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def currency(self) -> str: ...


def cost_key(one: _Keyed) -> CostKey:
    """The key of a cost, or of one that is about to be said."""
    return one.month, one.purpose, one.attribute, one.value, one.currency


def costs(first: date, last: date, *, known: date | None = None) -> list[Cost]:
    """Costs of the months from ``first`` to ``last``, the newest first; ``known``: as at the end of that day."""
    holds = Q(withdrawn_at=None)
    if known is not None:
        end = day_end(known, current_workspace().timezone)
        holds = Q(known_at__lt=end) & (holds | Q(withdrawn_at__gte=end))
    rows = Cost.objects.filter(holds, month__gte=first, month__lte=last)
    return list(rows.order_by("-month", "-purpose", "attribute", "value", "currency"))


def known_costs(months: Collection[date]) -> dict[CostKey, Cost]:
    """The costs of ``months`` that hold now, by their keys."""
    return {cost_key(one): one for one in Cost.objects.filter(withdrawn_at=None, month__in=set(months))}


def find_cost(uid: UUID) -> Cost:
    """The cost with this ``uid``, if it holds; raises :class:`NotFound`."""
    found = Cost.objects.filter(uid=uid, withdrawn_at=None).first()
    if found is None:
        raise NotFound(_("There is no such cost."), hint=_("It may have been changed or taken off. Reload the page."))
    return found
