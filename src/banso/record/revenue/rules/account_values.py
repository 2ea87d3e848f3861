"""What accounts show of their lines: what they have agreed to pay in a year, and by when notice can be given. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from banso.record.revenue.rules.cmrr import cmrr_by_account
from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.fx import NoRate
from banso.record.revenue.rules.mrr import COUNTED, yearly
from banso.record.revenue.rules.renewals import last_notice, next_term_end
from banso.record.revenue.rules.stretches import end_of, first_paid_day


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What a contract says of all of its lines."""

    notice_days: int | None
    auto_renews: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """``yearly``: twelve times CMRR, in minor units of the workspace's currency, exact; none without a rate."""

    yearly: Fraction | None
    notice_by: date | None


def shown(
    stretches: Iterable[Stretch],
    contracts: Mapping[int, ContractTerms],
    policy: Policy,
    today: date,
    convert: Callable[[Fraction, str], Fraction],
) -> dict[int, Shown]:
    """By account; accounts without any line that MRR is made of are left out.

    What ``convert`` has no rate for (:class:`NoRate`) makes the whole of an account's amount unknown, not less.
    """
    counted = [one for one in stretches if one.kind in COUNTED]
    total: dict[int, Fraction | None] = dict.fromkeys((one.account for one in counted), Fraction(0))
    for (account, currency), part in cmrr_by_account(counted, today, policy, today).items():
        before = total[account]
        if before is None or not part.cmrr:
            continue
        try:
            total[account] = before + convert(part.cmrr, currency)
        except NoRate:
            total[account] = None
    notice: dict[int, date] = {}
    for one in counted:
        by = _notice_by(one, contracts[one.contract], policy, today)
        if by is not None:
            notice[one.account] = min(by, notice.get(one.account, by))
    return {
        account: Shown(None if amount is None else yearly(amount), notice.get(account))
        for account, amount in total.items()
    }


def _notice_by(one: Stretch, contract: ContractTerms, policy: Policy, today: date) -> date | None:
    """The next last day of notice of a line in force; none for one that ends, or whose day has passed."""
    end, _ = end_of(one, policy, today)
    term = one.term_end or one.end
    if term is None or not one.mrr or first_paid_day(one) > today or (end is not None and end <= today):
        return None
    if one.notice is not None and one.notice <= today:
        return None
    if term <= one.start or (one.end is not None and one.end < term):
        return None
    renews = contract.auto_renews and one.end is None and one.term_end is not None
    if renews:
        term = next_term_end(one.start, term, today, 0)
    by = last_notice(term, contract.notice_days)
    if by < today and renews:
        term = next_term_end(one.start, term, today + timedelta(days=max(contract.notice_days or 1, 1) - 1), 0)
        by = last_notice(term, contract.notice_days)
    return by if by >= today else None
