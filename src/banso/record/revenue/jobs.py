"""Work in the background about revenue: the movements are brought up to date every night, and after changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from banso.platform.jobs.api import Job, Step, handler, in_every_workspace
from banso.record.revenue.actions.refresh_ledger import REFRESH_JOB, refresh_ledger

REFRESH_AT: Final = "10 0 * * *"
"""After midnight: a day more may end a grace."""


@handler(REFRESH_JOB)
def refresh(job: Job, now: datetime) -> Iterator[Step]:
    """Compute the movements of the accounts whose lines changed. Done twice it does nothing the second time."""
    if job.cursor.get("done"):
        return
    refresh_ledger(now)
    yield Step(None, {"done": True}, 1, 1)


in_every_workspace(REFRESH_JOB, REFRESH_AT)
