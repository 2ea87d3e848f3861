"""Work of customers in the background."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from banso.platform.jobs.api import Job, Step, handler
from banso.record.customers.api import know, unknown_end_users

KNOW_JOB = "customers.know_end_users"
NIGHTLY = "40 3 * * *"


@handler(KNOW_JOB)
def know_end_users(job: Job, now: datetime) -> Iterator[Step]:
    """Find out which end users are persons, for those who were there before their person was."""
    after, done = job.cursor.get("after", 0), job.cursor.get("done", 0)
    for part in unknown_end_users(after):
        done += len(part)

        def write(ids: list[int] = part) -> None:
            know(ids)

        yield Step(write, {"after": part[-1], "done": done}, done, None)
