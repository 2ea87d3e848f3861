"""A program: two workers under fire while mornings are mailed, comments are told and taken back, and files are dropped.

    python effect_fire.py KILLS MEMBERS MORNINGS COMMENTS FILES SEED

Forks workers, kills one after another with SIGKILL, and prints as its last line, in JSON, what was put down and what
became of it. The mail server is the one of EMAIL_URL; whoever listens there knows what arrived.
"""

import io
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402

from banso.connectors.files import api as files  # noqa: E402
from banso.platform.identity.api import Login, Member, Role  # noqa: E402
from banso.platform.jobs import effects  # noqa: E402
from banso.platform.jobs.api import Effect, EffectState, Job, State, run_job, stop_on_signals, work  # noqa: E402
from banso.platform.journal.api import Batch, BatchState  # noqa: E402
from banso.platform.mail.api import message_id  # noqa: E402
from banso.platform.tenancy.api import Workspace, create_workspace, scope  # noqa: E402
from banso.record.customers.api import active_account_ids  # noqa: E402
from banso.record.work.api import InboxKind, tell, untell  # noqa: E402
from banso.surfaces.workspace import jobs as mornings  # noqa: E402
from banso.surfaces.workspace.compose import morning_mail  # noqa: E402

LEASE = timedelta(seconds=0.6)
UNDO = timedelta(seconds=0.7)
ROWS = 120
MINE = (mornings.MORNING_JOB, files.DROP_JOB, files.APPLY_JOB)


def clock() -> datetime:
    return datetime.now(UTC)


def patch() -> None:
    """No book is computed here, and what waits ten seconds waits less: kills are to fall into every step."""
    nobody = SimpleNamespace(items=(), left_out=0, as_of=date(2026, 3, 31))
    vars(effects).update(UNDO=UNDO)
    vars(mornings).update(active_account_ids=lambda: [1], told_until=lambda: nobody.as_of, day_of_slot=day_of)
    vars(morning_mail).update(today=lambda **_asked: nobody)


def day_of(slot: datetime) -> date:
    """Another day for each of the mornings, which are seconds apart."""
    return date(2026, 1, 1) + timedelta(days=int(slot.timestamp()) % 300)


def worker() -> int:
    """Fork a worker; its process id."""
    child = os.fork()
    if child:
        return child
    with stop_on_signals() as stop:
        work(stop, clock, lease=LEASE, send_lease=LEASE * 3, poll=0.05)
    os._exit(0)


def people(workspace: Workspace, count: int) -> list[Member]:
    made = []
    for number in range(count):
        login = Login.objects.create_user(f"m{number}@{workspace.slug}.example")
        made.append(
            Member.objects.create(login=login, name=f"M{number}", role=Role.CSM, joined_at=clock(), created_at=clock())
        )
    return made


def table(number: int) -> str:
    rows = [f"f{number}-{row},会社 {number}-{row},{row}" for row in range(ROWS)]
    return "\n".join(["id,name,rank", *rows]) + "\n"


def save_mapping() -> None:
    options = files.Options(source="crm", map={"external_id": "id", "name": "name"}, ignore=("rank",))
    batch = files.begin(io.BytesIO(table(0).encode()), "accounts", options, file_name="first.csv", now=clock())
    report = files.check_batch(batch, now=clock())
    files.save_mapping("CRM", "accounts", options, report, now=clock())
    run_job(files.apply(batch, now=clock()), clock)


def main(kills: int, count: int, days: int, comments: int, dropped: int, seed: int) -> None:
    patch()
    dice = random.Random(seed)
    workspace = create_workspace(
        slug=f"mail-{seed}", name="Mail", timezone="UTC", currency="USD", language="en", now=clock()
    )
    with scope(workspace):
        members = people(workspace, count)
        actor = people_actor(workspace)
        tell(members, InboxKind.SIGNAL, "s", params={"title": "x"}, now=clock())
        save_mapping()
        for day in range(days):
            slot = clock() - timedelta(seconds=day)
            Job.objects.create(
                kind=mornings.MORNING_JOB, due_at=clock(), created_at=clock(), slot=slot, payload={"day": day}
            )
    folder = files.folder_of(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    connections.close_all()  # a forked connection is nobody's
    workers = [worker(), worker()]
    taken_back: list[str] = []
    acts = [("tell", n) for n in range(comments)] + [("drop", n + 1) for n in range(dropped)]
    dice.shuffle(acts)
    per_kill = -(-len(acts) // kills)
    for _kill in range(kills):
        for what, number in acts[:per_kill]:
            if what == "drop":
                drop(folder, number)
                continue
            with scope(workspace):
                act(number, members, actor, dice, taken_back)
        del acts[:per_kill]
        time.sleep(dice.uniform(0.05, 0.4))
        victim = workers.pop(dice.randrange(2))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        connections.close_all()
        workers.append(worker())
    wait_until_over(workspace)
    connections.close_all()
    codes = []
    for process in workers:
        os.kill(process, signal.SIGTERM)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    sys.stdout.write(json.dumps(told(workspace, taken_back, folder) | {"codes": codes}) + "\n")


def people_actor(workspace: Workspace) -> Member:
    login = Login.objects.create_user(f"actor@{workspace.slug}.example")
    return Member.objects.create(login=login, name="Actor", role=Role.VIEWER, joined_at=clock(), created_at=clock())


def act(number: int, members: list[Member], actor: Member, dice: random.Random, taken_back: list[str]) -> None:
    """Tell a comment, and take some back: at once, or when the mail is about to leave."""
    reader = members[number % len(members)]
    tell([reader], InboxKind.COMMENT, f"c{number}", actor=actor, params={"title": f"c{number}"}, now=clock())
    if number % 3:
        return
    time.sleep(dice.choice([0, 0.3, 0.69, 0.72]))
    untell(f"c{number}")
    key = f"inbox:{reader.pk}:c{number}"
    if Effect.objects.filter(key=key, state=EffectState.CANCELLED).exists():
        taken_back.append(key)


def drop(folder: Path, number: int) -> None:
    part = folder / f"{number}.csv.part"
    part.write_text(table(number), encoding="utf-8")
    part.rename(folder / f"{number}.csv")


def wait_until_over(workspace: Workspace) -> None:
    folder = files.folder_of(workspace)
    for _wait in range(4000):
        with scope(workspace):
            open_ = Effect.objects.filter(state__in=[EffectState.WAIT, EffectState.SENDING]).exists()
            open_ |= Job.objects.filter(kind__in=MINE, state__in=[State.WAIT, State.RUNNING]).exists()
            open_ |= files.DroppedFile.objects.filter(state=files.DropState.WORKING).exists()
        if not open_ and not list(folder.glob("*.csv")) and not list((folder / "working").glob("*/*")):
            return
        threading.Event().wait(0.1)


def told(workspace: Workspace, taken_back: list[str], folder: Path) -> dict[str, Any]:
    with scope(workspace):
        rows = list(Effect.objects.values_list("key", "state", "attempts"))
        return {
            "effects": {message_id(key): state for key, state, _attempts in rows},
            "kinds": dict(Counter(key.split(":")[0] for key, _state, _attempts in rows)),
            "attempts": sum(attempts for _key, _state, attempts in rows),
            "taken_back": [message_id(key) for key in taken_back],
            "jobs": sorted(set(Job.objects.filter(kind__in=MINE).values_list("state", flat=True))),
            "errors": list(Job.objects.exclude(error="").values_list("kind", "error"))[:5],
            "dropped": [one.state for one in files.dropped_files(limit=1000)],
            "done": len(list((folder / "done").glob("*.csv"))),
            "reports": len(list((folder / "done").glob("*.report.json"))),
            "left": [str(path) for path in folder.rglob("*") if path.is_file() and "done" not in path.parts],
            "applied": Batch.objects.filter(source="crm", state=BatchState.APPLIED).count(),
            "new": sum(one.mapping.get("applied", {}).get("new", 0) for one in Batch.objects.filter(source="crm")),
            "accounts": len(active_account_ids()),
        }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:7]))
