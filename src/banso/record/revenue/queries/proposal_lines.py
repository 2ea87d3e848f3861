"""Which contract lines may have followed from a proposal: of its account and product, signed after it was opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from banso.record.customers.api import same_accounts, survivor_ids
from banso.record.revenue.models import Line, Period, Proposal
from banso.record.revenue.queries.contracts import said_of


@dataclass(frozen=True, slots=True)
class Following:
    """A line with its newest period that was signed after the proposal was opened, and when that was."""

    line: Line
    period: Period
    day: date


def may_follow(proposal: Proposal) -> list[Following]:
    """Lines that may have followed from ``proposal``, the newest first; a person says which it was."""
    account = survivor_ids([proposal.account_id])[proposal.account_id]
    after = Q(signed__gte=proposal.opened_on) | Q(start__gte=proposal.opened_on)
    mine = Q(account__in=same_accounts(account), product=proposal.product_id, statement__withdrawn_at=None)
    lines = Period.objects.filter(mine & after).values("statement__line")
    found = []
    for one in said_of(list(Line.objects.filter(pk__in=lines).select_related("contract").order_by("-pk"))):
        days = zip(one.periods, _signed(one.periods), strict=True)
        later = [
            Following(one.line, period, day)
            for period, day in days
            if period.product_id == proposal.product_id and day >= proposal.opened_on
        ]
        found += later[-1:]
    return sorted(found, key=lambda one: (one.day, one.line.pk), reverse=True)


def _signed(periods: Sequence[Period]) -> list[date]:
    """When each was signed; an amendment that says no day of its own counts from its start."""
    found = []
    before = None
    for one in periods:
        found.append(one.signed if one.signed is not None and one.signed != before else one.start)
        before = one.signed
    return found
