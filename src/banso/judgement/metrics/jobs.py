"""Computing in the background: nightly, and after imports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from banso.judgement.metrics.api import (
    COMPUTE,
    REFRESH,
    closed_day,
    compute_steps,
    due_days,
    finish,
    latest_day,
    refresh_segments,
)
from banso.platform.jobs.api import Job, Step, handler, in_every_workspace
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace

NIGHTLY = "10 0 * * *"
"""Ten minutes after the day has closed."""


@handler(COMPUTE)
def run(job: Job, now: datetime) -> Iterator[Step]:
    """Compute ``payload["days"]``, else what is due. Days that were done before a kill are not done again."""
    given = job.payload.get("days")
    days = [date.fromisoformat(text) for text in given] if given else due_days(now)
    left = [day for day in days if day.isoformat() > job.cursor.get("after", "")]
    before = len(days) - len(left)
    for done, write in compute_steps(left, now=now):
        cursor = {"after": left[done - 1].isoformat()}
        yield Step(write, cursor, before + done, len(days))
    # Also where nothing was due: a page that asked for the day, or a run that was killed, computed it and told nobody.
    finish([*days, closed_day(now)], now=now)


@handler(REFRESH)
def look(_job: Job, now: datetime) -> Iterator[Step]:
    """Look at who is in which segment now, once there is a book to ask."""
    if latest_day() is not None:
        today = day_of(now, current_workspace().timezone)
        yield Step(lambda: refresh_segments(today, now), {"done": True}, 1, 1)


in_every_workspace(COMPUTE, NIGHTLY)
