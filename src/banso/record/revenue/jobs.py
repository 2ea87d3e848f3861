"""Work in the background about revenue: the movements are brought up to date every night, and after changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from banso.platform.jobs.api import Job, Step, handler, in_every_workspace
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.actions.lead_renewals import LEAD_JOB, lead_renewals
from banso.record.revenue.actions.refresh_ledger import REFRESH_JOB, refresh_ledger
from banso.record.revenue.actions.show_on_accounts import SHOW_JOB, show_on_accounts

REFRESH_AT: Final = "10 0 * * *"
"""After midnight: a day more may end a grace."""
LEAD_AT: Final = "40 5 * * *"


@handler(REFRESH_JOB)
def refresh(job: Job, now: datetime) -> Iterator[Step]:
    """Compute the movements of the accounts whose lines changed. Done twice it does nothing the second time."""
    if job.cursor.get("done"):
        return
    refresh_ledger(now)
    yield Step(None, {"done": True}, 1, 1)


@handler(LEAD_JOB)
def lead(job: Job, now: datetime) -> Iterator[Step]:
    """Bring up the checkpoints of renewals that came due, and tell who looks after the accounts."""
    if job.cursor.get("done"):
        return
    lead_renewals(day_of(now, current_workspace().timezone), now)
    yield Step(None, {"done": True}, 1, 1)


@handler(SHOW_JOB)
def show(job: Job, now: datetime) -> Iterator[Step]:
    """Let accounts show what their lines say: after large changes; every night it is done with the day's book."""
    if job.cursor.get("done"):
        return
    show_on_accounts(now)
    yield Step(None, {"done": True}, 1, 1)


in_every_workspace(REFRESH_JOB, REFRESH_AT)
in_every_workspace(LEAD_JOB, LEAD_AT)
