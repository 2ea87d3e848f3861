"""Background work of signals: how many losses the rules had spoken of."""

from collections.abc import Iterator
from datetime import date, datetime

from banso.judgement.signals.actions.measure_recall import measure_recall, unmeasured
from banso.platform.jobs.api import Job, Step, enqueue, handler

RECALL = "signal_recall"


@handler(RECALL)
def run(job: Job, now: datetime) -> Iterator[Step]:
    """Measure the rules that wait for it, all in one step: they share what they read."""
    day = date.fromisoformat(job.payload["day"])
    waiting = unmeasured(day)
    if waiting:
        # Kept rows are their own cursor: a restarted job finds none waiting.
        measure_recall(waiting, day, now)
    yield Step(None, {}, len(waiting), len(waiting))


def queue_recall(day: date, now: datetime) -> None:
    """After a day was computed: measure the rules that were not for a week."""
    if unmeasured(day):
        enqueue(RECALL, {"day": day.isoformat()}, now=now, key=RECALL)
