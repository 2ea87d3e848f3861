"""Speed of the account page: 5 million events in the lake, 50,000 items on the account's timeline.

``python -m bench.account_page [--accounts N] [--events N] [--items N]`` builds a workspace in a temporary BANSO_HOME
(events as in :mod:`bench.metrics`, weekly days of the book), serves it, and asks for the page and for the panels that
the page asks for itself, as a browser does. It prints the median and the 95th percentile of each, and fails where
the page, or the first page of the timeline, misses its limit. BANSO_BENCH_SMALL makes everything a tenth.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench import metrics
from bench.server import built, serving

if TYPE_CHECKING:
    from banso.platform.identity.api import Member
    from banso.record.customers.models import Account

ROUNDS = 60
WEEKS = 26
ASKED = ("page", "usage", "timeline", "older", "tasks", "signals")
LIMITS = {"page": 0.5, "timeline": 0.2}
"""Seconds of the 95th percentile: docs/quality.md P2, and the timeline's own promise."""
SMALL = 10
CHUNK = 2_000
SHARES = {
    "touch": 0.36,
    "note": 0.14,
    "task": 0.2,
    "comment": 0.08,
    "change": 0.16,
    "promise": 0.02,
    "watch": 0.02,
    "view": 0.01,
    "answer": 0.01,
}
"""What of the timeline's items is what; the last is for the tenth part of itself signals."""


def main() -> int:
    """Measure; 1 where a limit is missed."""
    small = SMALL if os.environ.get("BANSO_BENCH_SMALL") else 1
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=50_000 // small)
    parser.add_argument("--events", type=int, default=5_000_000 // small)
    parser.add_argument("--items", type=int, default=50_000 // small)
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--home", help="keep the data here, and use them again where they are")
    given = parser.parse_args()
    if given.build:
        return _build(given.accounts, given.events, given.items)
    home = Path(given.home or tempfile.mkdtemp(prefix="banso-bench-"))
    try:
        return _measure(home, given)
    finally:
        if not given.home:
            shutil.rmtree(home, ignore_errors=True)


def _measure(home: Path, given: argparse.Namespace) -> int:
    environment = {**os.environ, "BANSO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "banso.config.settings"}
    environment.pop("DATABASE_URL", None)
    sizes = [f"--accounts={given.accounts}", f"--events={given.events}", f"--items={given.items}"]
    facts = built("bench.account_page", sizes, home / "bench.json", environment)
    with serving(environment) as port:
        return _report(_asked(port, facts))


def _asked(port: int, facts: dict[str, str]) -> dict[str, list[float]]:
    """Seconds of every answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found: dict[str, list[float]] = {}
    for number in range(ROUNDS + 1):
        for name in ASKED:
            headers = {"Cookie": f"sessionid={facts['session']}"} | ({} if name == "page" else {"HX-Request": "true"})
            start = time.perf_counter()
            connection.request("GET", facts[name], headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                raise SystemExit(f"{facts[name]} answered {answer.status}")
            if number:  # the first one warms up
                found.setdefault(name, []).append(time.perf_counter() - start)
    return found


def _report(found: dict[str, list[float]]) -> int:
    missed = 0
    for name, seconds in found.items():
        p95 = float(np.percentile(seconds, 95))
        limit = LIMITS.get(name)
        missed += limit is not None and p95 > limit
        said = f"  (limit {limit * 1000:.0f} ms)" if limit else ""
        print(f"{name:9} median {np.median(seconds) * 1000:6.0f} ms  p95 {p95 * 1000:6.0f} ms{said}", flush=True)
    return int(missed > 0)


# --- the data -------------------------------------------------------------------------------------------------


def _build(accounts: int, events: int, items: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from banso.judgement.metrics.api import compute
    from banso.platform.identity.api import add_member
    from banso.platform.tenancy.api import find_workspace, scope
    from banso.record.customers.models import Account

    metrics.generate(accounts, events)
    call_command("createcachetable")
    with scope(find_workspace("bench")):
        days = [metrics.LAST - timedelta(weeks=back) for back in range(WEEKS)]
        compute([*days, metrics.LAST - timedelta(days=1)], now=metrics.NOW)
        owner = add_member(email="owner@bench.example", name="Owner", role="owner", now=metrics.NOW, password=None)
        account = Account.objects.order_by("pk")[7]
        fill_timeline(account, owner, items, until=metrics.NOW)
    client = Client()
    client.force_login(owner.login)
    facts = {
        "session": client.session.session_key,
        "page": reverse("workspace:account", args=[account.uid]),
        "usage": reverse("workspace:account_usage", args=[account.uid]),
        "timeline": reverse("workspace:timeline", args=[account.uid]),
        "older": reverse("workspace:timeline", args=[account.uid]) + "?month=2025-06",
        "tasks": reverse("work:of_account", args=[account.uid]),
        "signals": reverse("signals:of_account", args=[account.uid]),
    }
    print(json.dumps(facts))
    return 0


def fill_timeline(account: Account, member: Member, items: int, *, until: datetime) -> None:
    """Some ``items`` of each kind on the account's timeline, in the two years before ``until``."""
    random = np.random.default_rng(20260331)
    sizes = {kind: int(items * share) for kind, share in SHARES.items()}
    moments = {
        kind: [until - timedelta(seconds=float(back)) for back in np.sort(random.random(n))[::-1] * 730 * 86_400]
        for kind, n in sizes.items()
    }
    touches = _touches(account, member, moments["touch"])
    tasks = _tasks(account, member, moments["task"])
    _words(account, member, moments, touches, tasks)
    _changes(account, member, moments["change"], tasks)
    _judged(account, member, moments["answer"])


def _touches(account: Account, member: Member, at: Sequence[datetime]) -> list[Any]:
    from banso.record.work.models import Touch, TouchBody

    rows = [
        Touch(
            kind=("mail", "call", "meeting")[number % 3],
            account=account,
            at=moment,
            subject=f"Talk {number}",
            subject_fold=f"talk {number}",
            author=member,
            created_at=moment,
        )
        for number, moment in enumerate(at)
    ]
    made = Touch.objects.bulk_create(rows, batch_size=CHUNK)
    TouchBody.objects.bulk_create((TouchBody(touch=row, text="What was said. " * 40) for row in made), batch_size=CHUNK)
    return made


def _tasks(account: Account, member: Member, at: Sequence[datetime]) -> list[Any]:
    from banso.record.work.models import Task

    # A task makes two items: made and done.
    rows = [
        Task(
            title=f"Task {number}",
            title_fold=f"task {number}",
            account=account,
            owner=member,
            created_at=moment,
            state="done",
            done_at=moment + timedelta(hours=30),
            done_by=member,
        )
        for number, moment in enumerate(at[::2])
    ]
    return Task.objects.bulk_create(rows, batch_size=CHUNK)


def _words(
    account: Account, member: Member, moments: dict[str, list[datetime]], touches: Sequence[Any], tasks: Sequence[Any]
) -> None:
    from banso.record.customers.models import WatchEvent
    from banso.record.work.models import Comment, Note, OwnView, Promise

    html = "<p>It goes <strong>well</strong>, they say.</p>" * 5
    Note.objects.bulk_create(
        (
            Note(account=account, html=html, text_fold="it goes well, they say.", author=member, created_at=at)
            for at in moments["note"]
        ),
        batch_size=CHUNK,
    )
    pairs = [("touch", one.pk) for one in touches[::2]] + [("task", one.pk) for one in tasks]
    about = [pairs[n % len(pairs)] for n in range(len(moments["comment"]))]
    Comment.objects.bulk_create(
        (
            Comment(subject=subject, subject_id=pk, html=html, author=member, created_at=at)
            for (subject, pk), at in zip(about, moments["comment"], strict=True)
        ),
        batch_size=CHUNK,
    )
    Promise.objects.bulk_create(
        (
            Promise(account=account, text=f"Promise {n}", made_on=at.date(), created_at=at, created_by=member)
            for n, at in enumerate(moments["promise"])
        ),
        batch_size=CHUNK,
    )
    WatchEvent.objects.bulk_create(
        (
            WatchEvent(account=account, kind="other", day=at.date(), title=f"News {n}", created_at=at)
            for n, at in enumerate(moments["watch"])
        ),
        batch_size=CHUNK,
    )
    OwnView.objects.bulk_create(
        (
            OwnView(account=account, member=member, band=n % 5, reason="Because", at=at, expires=at.date(), ended_at=at)
            for n, at in enumerate(moments["view"])
        ),
        batch_size=CHUNK,
    )


def _changes(account: Account, member: Member, at: Sequence[datetime], tasks: Sequence[Any]) -> None:
    from django.db import transaction

    from banso.platform.journal.api import Entry, acting, record_many

    with acting(actor_id=member.pk, source="web"), transaction.atomic():
        record_many(
            Entry(subject="account", subject_id=account.pk, changes={"stage": (f"{n}", f"{n + 1}")}, now=moment)
            for n, moment in enumerate(at)
        )
        # The journal of the tasks themselves: each was made and finished, every tenth was handed over.
        for number, task in enumerate(tasks):
            made = {"exists": (False, True), "title": (None, task.title), "owner": (None, task.owner_id)}
            entries = [
                Entry(subject="task", subject_id=task.pk, changes=made, now=task.created_at),
                Entry(subject="task", subject_id=task.pk, changes={"state": ("open", "done")}, now=task.done_at),
            ]
            if number % 10 == 0:
                changes = {"owner": (member.pk + 1, member.pk)}
                entries.append(Entry(subject="task", subject_id=task.pk, changes=changes, now=task.created_at))
            record_many(entries)


def _judged(account: Account, member: Member, at: Sequence[datetime]) -> None:
    from banso.judgement.signals.models import Signal, SignalAnswer

    Signal.objects.filter(account=account).delete()
    signals = Signal.objects.bulk_create(
        Signal(
            rule="silence",
            rule_version=1,
            account=account,
            began=moment.date() - timedelta(days=10 + n),
            ended=moment.date(),
            end_reason="returned",
            state="ended",
            found_at=moment,
        )
        for n, moment in enumerate(at[::10])
    )
    SignalAnswer.objects.bulk_create(
        SignalAnswer(account=account, signal=signals[n % len(signals)], kind="right", member=member, at=moment)
        for n, moment in enumerate(at)
    )


if __name__ == "__main__":
    sys.exit(main())
