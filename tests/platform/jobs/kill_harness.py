"""A program: two workers under fire. Forks workers, kills one after another with SIGKILL, counts what is left.

    python kill_harness.py KILLS JOBS ROWS SEED

Each job journals ROWS changes in steps of 100; a handler of the journal echoes each. At the end the last line
printed is JSON: what was written, published to the lake and echoed, and how often.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import django

django.setup()

from django.db import connections  # noqa: E402

from banso.platform.jobs.api import Job, State, Step, enqueue, handler, stop_on_signals, work  # noqa: E402
from banso.platform.journal.api import Change, Changed, Entry, publish_all, record_many, subscribe  # noqa: E402
from banso.platform.lake.api import session  # noqa: E402
from banso.platform.tenancy.api import Workspace, create_workspace, scope  # noqa: E402

STEP = 100
LEASE = timedelta(seconds=0.6)


def clock() -> datetime:
    return datetime.now(UTC)


@handler("test.fire", max_failures=50)
def fire(job: Job, now: datetime) -> Iterator[Step]:
    rows, offset = job.payload["rows"], job.payload["offset"]
    for first in range(job.cursor.get("next", 0), rows, STEP):
        numbers = range(offset + first, offset + first + STEP)
        entries = [Entry(subject="n", subject_id=number, changes={"a": (None, 1)}, now=now) for number in numbers]
        time.sleep(0.01)
        yield Step(partial(record_many, entries), {"next": first + STEP}, first + STEP, rows)


def echo(events: Sequence[Changed], now: datetime) -> None:
    record_many(
        Entry(subject="echo", subject_id=event.subject_id, changes={"a": (None, 1)}, now=now) for event in events
    )


def worker() -> int:
    """Fork a worker; its process id."""
    child = os.fork()
    if child:
        return child
    with stop_on_signals() as stop:
        work(stop, clock, lease=LEASE, poll=0.05)
    os._exit(0)


def main(kills: int, jobs: int, rows: int, seed: int) -> None:
    subscribe("n", echo, name="echo")
    dice = random.Random(seed)
    workspace = create_workspace(
        slug=f"fire-{seed}", name="Fire", timezone="UTC", currency="USD", language="en", now=clock()
    )
    with scope(workspace):
        for number in range(jobs):
            enqueue("test.fire", {"rows": rows, "offset": number * rows}, now=clock())
    connections.close_all()  # a forked connection is nobody's
    workers = [worker(), worker()]
    done = 0
    while done < kills:
        time.sleep(dice.uniform(0.02, 0.3))
        victim = workers.pop(dice.randrange(2))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        done += 1
        workers.append(worker())
    left = threading.Event()
    with scope(workspace):
        for _wait in range(600):
            if not Job.objects.exclude(state=State.DONE).exists():
                break
            left.wait(0.1)
        connections.close_all()
    codes = []
    for process in workers:
        os.kill(process, signal.SIGTERM)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    publish_all(clock())
    publish_all(clock())  # what the handler recorded
    sys.stdout.write(json.dumps(count(workspace, done) | {"codes": codes}) + "\n")


def count(workspace: Workspace, kills: int) -> dict[str, object]:
    with scope(workspace), session() as engine:
        changes = Change.objects.filter(subject="n")
        echoes = Change.objects.filter(subject="echo")
        facts = engine.table("field_value")
        lake = engine.fetch(facts.filter(facts.subject == "n").select("subject_id", "seq"))
        return {
            "kills": kills,
            "states": sorted(set(Job.objects.values_list("state", flat=True))),
            "attempts": sum(Job.objects.values_list("attempts", flat=True)),
            "rows": changes.count(),
            "distinct": changes.values("subject_id").distinct().count(),
            "unnumbered": Change.objects.filter(seq=None).count(),
            "lake_rows": len(lake["seq"]),
            "lake_distinct": len(set(lake["subject_id"].tolist())),
            "lake_seqs": len(set(lake["seq"].tolist())),
            "echoes": echoes.count(),
            "echoes_distinct": echoes.values("subject_id").distinct().count(),
        }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
