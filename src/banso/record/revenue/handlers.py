"""What revenue hears from the journal: whose movements are to be computed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from banso.platform.jobs.api import enqueue
from banso.platform.journal.api import Changed
from banso.record.customers.api import MERGED_INTO, PARENT
from banso.record.revenue.actions.refresh_ledger import REFRESH_JOB, REFRESH_KEY, mark_accounts
from banso.record.revenue.queries.stretches import accounts_of_lines


def lines_changed(events: Sequence[Changed], now: datetime) -> None:
    """Lines were said anew, or what was said was taken back."""
    mark_accounts(accounts_of_lines({one.subject_id for one in events}), now)
    enqueue(REFRESH_JOB, now=now, key=REFRESH_KEY)


def accounts_changed(events: Sequence[Changed], now: datetime) -> None:
    """Accounts were merged, or stand under others now: who stands for whom is compared when movements are computed."""
    if any(MERGED_INTO in one.changes or PARENT in one.changes for one in events):
        enqueue(REFRESH_JOB, now=now, key=REFRESH_KEY)
