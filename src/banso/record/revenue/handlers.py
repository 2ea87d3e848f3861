"""What revenue hears from the journal: whose movements are to be computed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from banso.platform.jobs.api import enqueue
from banso.platform.journal.api import Changed
from banso.record.customers.api import MERGED_INTO, PARENT
from banso.record.revenue.actions.refresh_ledger import REFRESH_JOB, REFRESH_KEY, mark_accounts
from banso.record.revenue.actions.show_on_accounts import (
    BY_LINES,
    FEW,
    FIELDS,
    request_show,
    show_on_accounts,
    with_lines,
)
from banso.record.revenue.actions.state_lines import CONTRACT
from banso.record.revenue.actions.stating import LINE
from banso.record.revenue.models import Line
from banso.record.revenue.queries.stretches import accounts_of_lines


def lines_changed(events: Sequence[Changed], now: datetime) -> None:
    """Lines were said anew, or what was said was taken back."""
    mark_accounts(accounts_of_lines({one.subject_id for one in events}), now)
    enqueue(REFRESH_JOB, now=now, key=REFRESH_KEY)


def lines_shown(events: Sequence[Changed], now: datetime) -> None:
    """Lines or contracts changed: their accounts show it."""
    lines = {one.subject_id for one in events if one.subject == LINE}
    contracts = {one.subject_id for one in events if one.subject == CONTRACT}
    lines |= set(Line.objects.filter(contract__in=contracts).values_list("pk", flat=True))
    _show(accounts_of_lines(lines), now)


def values_typed(events: Sequence[Changed], now: datetime) -> None:
    """Somebody else said what an account's lines say."""
    typed = {one.subject_id for one in events if one.source != BY_LINES and {*FIELDS, MERGED_INTO} & set(one.changes)}
    if typed:
        _show(with_lines(typed), now)


def rates_stated(events: Sequence[Changed], now: datetime) -> None:
    """Exchange rates changed: what lines are worth in the workspace's currency does too."""
    if events:
        request_show(now)


def _show(accounts: set[int], now: datetime) -> None:
    if len(accounts) > FEW:
        request_show(now)
    else:
        show_on_accounts(now, accounts)


def accounts_changed(events: Sequence[Changed], now: datetime) -> None:
    """Accounts were merged, or stand under others now: who stands for whom is compared when movements are computed."""
    if any(MERGED_INTO in one.changes or PARENT in one.changes for one in events):
        enqueue(REFRESH_JOB, now=now, key=REFRESH_KEY)
