"""Work in the background about forecasts of CMRR: one is issued for each month's end, the newest is kept ready."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from banso.judgement.forecasts.api import current_forecast, issue_forecast
from banso.judgement.forecasts.declarations import REVENUE_JOB
from banso.platform.jobs.api import Job, Step, handler, in_every_workspace
from banso.record.revenue.api import has_lines

NIGHTLY: Final = "40 1 * * *"
"""After the day's book, whose signs of silence it reads. What was issued for a month's end is not issued again."""


@handler(REVENUE_JOB)
def run(job: Job, now: datetime) -> Iterator[Step]:
    """Issue what is due, and make the newest."""
    if job.cursor.get("done") or not has_lines():
        return
    issue_forecast(now)
    current_forecast(now)
    yield Step(None, {"done": True}, 1, 1)


in_every_workspace(REVENUE_JOB, NIGHTLY)
