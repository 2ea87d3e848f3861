"""A program: bulk edits by a worker that is killed again and again.

    python bulk_under_fire.py KILLS ACCOUNTS

Starts one bulk edit after another (a field, an owner, tags) and kills the worker with SIGKILL at chance moments, until
KILLS are done; then lets everything end, takes everything back, and prints what it saw as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from banso.platform.attributes.api import rows  # noqa: E402
from banso.platform.identity.api import Member, add_member  # noqa: E402
from banso.platform.jobs.api import Job, State, run_job, stop_on_signals, work  # noqa: E402
from banso.platform.journal.api import Batch, Change, undo_batch  # noqa: E402
from banso.platform.tenancy.api import create_workspace, scope  # noqa: E402
from banso.record.customers.models import Account  # noqa: E402
from banso.surfaces.workspace.lists import bulk  # noqa: E402
from banso.surfaces.workspace.lists.spec import list_named  # noqa: E402

LEASE = timedelta(seconds=0.6)
PART = 100


def clock() -> datetime:
    return datetime.now(UTC)


def worker() -> int:
    """Fork a worker; its process id."""
    child = os.fork()
    if child:
        return child
    bulk.CHUNK = PART  # type: ignore[misc]
    with stop_on_signals() as stop:
        work(stop, clock, lease=LEASE, poll=0.05)
    os._exit(0)


def picture(ids: list[int]) -> list[Any]:
    return rows("account", ids, ["stage", "owner", "tags"])


def halves(ids: list[int]) -> list[str]:
    """Signs of something half done: a row changed without the journal, a list that shows another value than the row."""
    signs = []
    stages = dict(Account.objects.filter(pk__in=ids).values_list("pk", "stage"))
    tags = dict(Account.objects.filter(pk__in=ids).values_list("pk", "tags"))
    said: dict[int, Any] = {}
    for subject_id, changes in (
        Change.objects.filter(subject="account").order_by("pk").values_list("subject_id", "changes")
    ):
        if "stage" in changes:
            said[subject_id] = changes["stage"][1]
    signs += [f"stage of {one} is not told" for one in ids if stages[one] != said.get(one)]
    shown = {row["id"]: row["tags"] for row in rows("account", ids, ["tags"])}
    signs += [f"tags of {one} are not shown" for one in ids if (", ".join(tags[one]) or None) != shown[one]]
    return signs[:5]


def main(kills: int, accounts: int) -> None:
    dice = random.Random(11)
    call_command("migrate", verbosity=0)
    now = clock()
    workspace = create_workspace(slug="fire", name="Fire", timezone="UTC", currency="USD", language="en", now=now)
    spec = list_named("accounts")
    with scope(workspace):
        member = add_member(email="a@fire.example", name="Ann", role="owner", now=now, password=None)
        Account.objects.bulk_create(
            Account(name=f"a{number}", name_fold=f"a{number}", sort_key=f"a{number}", known_since=now)
            for number in range(accounts)
        )
        ids = list(Account.objects.order_by("pk").values_list("pk", flat=True))
        before = picture(ids)
    done, edits, seen = 0, 0, []
    child = 0
    while True:
        with scope(workspace):
            if (
                done < kills
                and not Job.objects.filter(kind=bulk.BULK_JOB, state__in=[State.WAIT, State.RUNNING]).exists()
            ):
                edit(spec, ids, edits, member)
                edits += 1
        connections.close_all()  # a forked connection is nobody's
        child = worker()
        if done >= kills:
            break
        time.sleep(dice.uniform(0.05, 0.6))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        done += 1
        with scope(workspace):
            seen += halves(ids)
    with scope(workspace):
        until = time.monotonic() + 300
        while Job.objects.filter(kind=bulk.BULK_JOB).exclude(state=State.DONE).exists() and time.monotonic() < until:
            time.sleep(0.1)
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        states = Counter(Batch.objects.values_list("state", flat=True))
        changes = Change.objects.filter(subject="account").count()
        for batch in Batch.objects.order_by("-pk"):
            run_job(undo_batch(batch, clock()), clock)
        undone = Counter(Batch.objects.values_list("state", flat=True))
        found = {
            "kills": done,
            "edits": edits,
            "seen": seen,
            "done": states,
            "changes": changes,
            "undone": undone,
            "before": before[:50],
            "after": picture(ids)[:50],
        }
    print(json.dumps(found))


def edit(spec: Any, ids: list[int], number: int, member: Member) -> None:
    """One of three kinds, which changes every row."""
    edits = [
        bulk.Edit("set", "stage", f"stage {number}", "why"),
        bulk.Edit("tag", "tags", [f"t{number}"]),
        bulk.Edit("owner", "owner", member.pk if number % 6 < 3 else None, "over"),
    ]
    bulk.start(spec, ids, edits[number % 3], member=member, now=clock())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
