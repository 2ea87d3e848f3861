"""An account's yearly value and day of notice come from its lines, where it has any."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from django.db import transaction

from banso.platform.jobs.api import enqueue
from banso.platform.journal.api import Change, acting
from banso.platform.kit.days import day_of
from banso.platform.kit.money import minor_digits
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import SUBJECT, change_each, last_said_otherwise
from banso.record.revenue.models import Contract, Period
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.statements import rates_table
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.account_values import ContractTerms, Shown, shown
from banso.record.revenue.rules.fx import converter

FIELDS: Final = ("yearly_value", "notice_by")
BY_LINES: Final = "contracts"
"""The source under which the journal has what lines say of an account."""
SHOW_JOB: Final = "revenue.show"
CHUNK: Final = 500
FEW: Final = 100
"""Accounts that are brought up to date at once where a handler hears of them; of more the worker does all."""


def show_on_accounts(now: datetime, accounts: Collection[int] | None = None) -> int:
    """Write what the lines of ``accounts`` (of all without) say of them; returns how many accounts changed.

    Where an exchange rate is missing the yearly value is unknown (``queries.unconverted`` says why), not 0.
    An account whose lines are all gone, because they were taken back, gets what was said of it by hand again.
    """
    day = day_of(now, current_workspace().timezone)
    found = _shown(accounts, day)
    values: dict[int, dict[str, Any]] = {
        account: {"yearly_value": None if one.yearly is None else round(one.yearly), "notice_by": one.notice_by}
        for account, one in found.items()
    }
    gone = _shown_before() if accounts is None else accounts
    values |= last_said_otherwise([one for one in gone if one not in found], FIELDS, BY_LINES)
    ids = sorted(values)
    changed = 0
    with acting(actor_id=None, source=BY_LINES):
        for place in range(0, len(ids), CHUNK):
            with transaction.atomic():
                changed += change_each({one: values[one] for one in ids[place : place + CHUNK]}, now=now)
    return changed


def _shown(accounts: Collection[int] | None, day: date) -> dict[int, Shown]:
    lines = stretches(accounts)
    ids = {one.contract for one in lines}
    rows = Contract.objects.filter(pk__in=ids) if len(ids) <= CHUNK else Contract.objects.all()
    contracts = {
        pk: ContractTerms(notice, bool(renews))
        for pk, notice, renews in rows.values_list("pk", "notice_days", "auto_renews")
    }
    convert = converter(rates_table(), current_workspace().currency, minor_digits)

    def now(amount: Fraction, currency: str) -> Fraction:
        return convert(amount, currency, day)

    return shown(lines, contracts, policy(), day, now)


def _shown_before() -> set[int]:
    rows = Change.objects.filter(subject=SUBJECT, source=BY_LINES)
    return set(rows.values_list("subject_id", flat=True).distinct())


def request_show(now: datetime) -> None:
    """Let the worker write what lines say of all accounts."""
    enqueue(SHOW_JOB, now=now, key=SHOW_JOB)


def has_lines() -> bool:
    """Whether the workspace knows of any line: then money at stake is CMRR."""
    return Period.objects.filter(statement__withdrawn_at=None).exists()


def with_lines(accounts: Collection[int]) -> set[int]:
    """Those of ``accounts`` that any line names."""
    rows = Period.objects.filter(account__in=list(accounts), statement__withdrawn_at=None)
    return set(rows.values_list("account_id", flat=True).distinct())
