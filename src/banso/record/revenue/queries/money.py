"""The money of one account: what recurs, what is committed, when the next term ends, how it grew, what was ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from banso.record.customers.api import same_accounts
from banso.record.revenue.models import Contract, Order
from banso.record.revenue.queries.contracts import contracts_of_account
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.renewals import Due, renewals
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.cmrr import Cmrr, cmrr_by_account
from banso.record.revenue.rules.facts import Stretch
from banso.record.revenue.rules.stretches import Run, in_force
from banso.record.revenue.rules.terms import add_months

_AHEAD: Final = 36
_MOST_ORDERS: Final = 5


@dataclass(frozen=True)
class AccountMoney:
    """Exact minor units by currency. ``before`` is the MRR of a year ago."""

    contracts: list[Contract]
    lines: list[Stretch]
    mrr: dict[str, Fraction]
    before: dict[str, Fraction]
    cmrr: dict[str, Cmrr]
    next: Due | None
    orders: list[Order]
    has_more_orders: bool

    @property
    def growth(self) -> Fraction | None:
        """The change of MRR within a year as a share; none where it had none, or another currency."""
        if len(self.before) != 1 or (self.mrr and set(self.mrr) != set(self.before)):
            return None
        ((currency, before),) = self.before.items()
        return (self.mrr.get(currency, Fraction(0)) - before) / before if before else None


def money_of_account(account_id: int, today: date) -> AccountMoney:
    """Everything about an account's money; a constant number of queries."""
    lines = stretches([account_id])
    policy_ = policy()
    runs = in_force(lines, policy_, today)
    dues = renewals(add_months(today, -3), add_months(today, _AHEAD), today, accounts=[account_id])
    orders = list(
        Order.objects.filter(account__in=same_accounts(account_id), withdrawn_at=None)
        .select_related("product")
        .order_by("-ordered_on", "-pk")[: _MOST_ORDERS + 1]
    )
    committed = cmrr_by_account(lines, today, policy_, today)
    return AccountMoney(
        contracts=contracts_of_account(account_id),
        lines=lines,
        mrr=_on(runs, today),
        before=_on(runs, add_months(today, -12)),
        cmrr={currency: one for (_account, currency), one in committed.items()},
        next=next((one for one in sorted(dues, key=lambda one: one.last_notice) if not one.is_closed), None),
        orders=orders[:_MOST_ORDERS],
        has_more_orders=len(orders) > _MOST_ORDERS,
    )


def _on(runs: Sequence[Run], day: date) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = {}
    for run in runs:
        if run.on(day) and not run.paused:
            sums[run.currency] = sums.get(run.currency, Fraction(0)) + run.mrr
    return {currency: amount for currency, amount in sums.items() if amount}
