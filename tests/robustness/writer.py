"""A program: one of several that write to the same installation at once.

    python -m tests.robustness.writer NUMBER SECONDS

Makes tasks, finishes some, logs touches and changes accounts as a member does, until the time is up. Prints a JSON
object: what it was told had been written, and how many errors were about locks.
"""

import json
import random
import sys
import time
from datetime import timedelta

from banso.surfaces.cli import framework

framework.start()

from django.db import OperationalError  # noqa: E402
from django.utils import timezone  # noqa: E402

from banso.platform.identity.api import Member  # noqa: E402
from banso.platform.journal.api import acting  # noqa: E402
from banso.platform.tenancy.api import find_workspace, scope  # noqa: E402
from banso.record.customers.api import change_account, get_account  # noqa: E402
from banso.record.work.api import NewTask, NewTouch, create_task, finish_task, log_touch  # noqa: E402


def main(number: int, seconds: float) -> dict[str, int]:
    """Write until ``seconds`` have passed."""
    draw = random.Random(number)
    told = {"tasks": 0, "finished": 0, "touches": 0, "changes": 0, "locked": 0, "slowest_ms": 0}
    workspace = find_workspace("main")
    end = time.monotonic() + seconds
    with scope(workspace):
        member = Member.objects.get()
        account = get_account(f"w{number}")
        with acting(actor_id=member.pk, source="test"):
            turn = 0
            while time.monotonic() < end:
                turn += 1
                began = time.monotonic()
                try:
                    write(told, member, account, f"{number}.{turn}", draw)
                except OperationalError as error:
                    if "lock" not in str(error):
                        raise
                    told["locked"] += 1
                told["slowest_ms"] = max(told["slowest_ms"], round(1000 * (time.monotonic() - began)))
                # A person pauses between two writes.
                time.sleep(draw.uniform(0.02, 0.2))
    return told


def write(told: dict[str, int], member: Member, account: object, name: str, draw: random.Random) -> None:
    """One write of a kind that is drawn."""
    now = timezone.now()
    kind = draw.choice(("task", "touch", "change"))
    if kind == "task":
        task = create_task(NewTask(title=f"task {name}", owner=member, account=account), member=member, now=now)  # type: ignore[arg-type]
        told["tasks"] += 1
        if draw.random() < 0.5:
            finish_task(task, member=member, now=now + timedelta(seconds=1))
            told["finished"] += 1
    elif kind == "touch":
        log_touch(NewTouch(kind="call", account=account, at=now, subject=f"touch {name}"), member=member, now=now)  # type: ignore[arg-type]
        told["touches"] += 1
    else:
        change_account(account, {"industry": f"industry {name}"}, now=now)  # type: ignore[arg-type]
        told["changes"] += 1


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), float(sys.argv[2]))))
