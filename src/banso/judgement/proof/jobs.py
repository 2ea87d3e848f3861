"""Background work of proof: the past lists that the panel on Today needs."""

from collections.abc import Iterator
from datetime import date, datetime

from banso.judgement.proof.actions.keep_lists import keep_lists, lists_missing
from banso.platform.jobs.api import Job, Step, enqueue, handler

KEEP_LISTS = "proof_lists"
_AT_ONCE = 4


@handler(KEEP_LISTS)
def run(job: Job, now: datetime) -> Iterator[Step]:
    """Keep the lists that are missing as of the payload's day, some weeks a step."""
    missing = lists_missing(date.fromisoformat(job.payload["day"]))
    for start in range(0, len(missing), _AT_ONCE):
        # Kept rows are their own cursor: a restarted job finds fewer missing.
        keep_lists(missing[start : start + _AT_ONCE], now=now)
        yield Step(None, {}, min(start + _AT_ONCE, len(missing)), len(missing))


def queue_lists(day: date, now: datetime) -> None:
    """After a day was computed: bring the lists up to it."""
    enqueue(KEEP_LISTS, {"day": day.isoformat()}, now=now, key=KEEP_LISTS)
