"""Money that nobody can say in the workspace's currency, because an exchange rate is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import QualityRow, accounts_by_id
from banso.record.revenue.models import Period
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.statements import rates_table
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.cmrr import cmrr_by_account
from banso.record.revenue.rules.fx import NoRate
from banso.record.revenue.rules.mrr import COUNTED


def without_rate(currencies: Collection[str], day: date) -> list[str]:
    """Those of ``currencies`` for which there is no rate to the workspace's on ``day``."""
    own = current_workspace().currency
    if not (foreign := sorted(set(currencies) - {own})):
        return []
    rates, missing = rates_table(), []
    for currency in foreign:
        try:
            rates.at(currency, own, day)
        except NoRate:
            missing.append(currency)
    return missing


def accounts_without_rate(now: datetime) -> list[QualityRow]:
    """Accounts with CMRR in a currency without a rate: their yearly value is unknown. A constant number of queries."""
    day = day_of(now, current_workspace().timezone)
    said = Period.objects.filter(statement__withdrawn_at=None)
    missing = without_rate(list(said.order_by().values_list("currency", flat=True).distinct()), day)
    if not missing:
        return []
    ids = set(said.filter(currency__in=missing).values_list("account_id", flat=True).distinct())
    lines = [one for one in stretches(ids) if one.kind in COUNTED]
    found: dict[int, list[str]] = defaultdict(list)
    for (account, currency), part in cmrr_by_account(lines, day, policy(), day).items():
        if currency in missing and part.cmrr:
            found[account].append(currency)
    own = current_workspace().currency
    accounts = [one for one in accounts_by_id(found).values() if one.archived_at is None]
    return [
        QualityRow(
            one.name,
            one.pk,
            detail=_("no exchange rate from %(from)s to %(to)s")
            % {"from": ", ".join(sorted(found[one.pk])), "to": own},
        )
        for one in sorted(accounts, key=lambda one: (one.sort_key, one.pk))
    ]
