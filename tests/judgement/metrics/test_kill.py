"""kill -9 in a compute: every day is there whole or not at all, and the next run goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from banso.judgement.metrics import api as metrics
from banso.platform.attributes.api import rows
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account
from tests.cast import NOW, make_workspace
from tests.judgement.metrics.company import Used, put
from tests.judgement.metrics.test_book import YESTERDAY, day_at, table
from tests.platform.jobs.test_kill import database_url

HARNESS = Path(__file__).with_name("kill_harness.py")
DAYS = [YESTERDAY - timedelta(days=7 * back) for back in range(40)][::-1]


def start() -> subprocess.Popen[str]:
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "BANSO_HOME": str(settings.BANSO_HOME),
        "BANSO_LOG_LEVEL": "CRITICAL",
        "PYTHONPATH": str(settings.BASE_DIR.parent),
    }
    words = ["killed", NOW.isoformat(), *(day.isoformat() for day in DAYS)]
    return subprocess.Popen([sys.executable, str(HARNESS), *words], env=environment, stdout=subprocess.PIPE, text=True)


def run_and_kill(chance: random.Random) -> None:
    """Let it come to some line of its output and a little further, then kill it."""
    running = start()
    assert running.stdout is not None
    for _ in range(chance.randint(1, len(DAYS))):
        if not running.stdout.readline():
            break
    time.sleep(chance.random() * 0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()


def check_whole(expected: metrics.Frame) -> int:
    """Every computed day has exactly the rows that it must have; how many days there are."""
    found = metrics.stored_days(DAYS[0], DAYS[-1])
    for day in found:
        assert len(lake.parts("book", labels=[day.isoformat()])) == 1
        stored = metrics.stored([day], list(expected.values))
        assert table(stored) == table(expected.take(expected.days == np.datetime64(day, "D")))
    labels = {part.label for part in lake.parts("book")}
    assert labels == {day.isoformat() for day in found}
    return len(found)


def under_fire(kills: int) -> None:
    chance = random.Random(20260331)
    with scope(make_workspace("killed")):
        accounts = [create_account(f"Account {number}", now=NOW).pk for number in range(5)]
        put(
            [Used(accounts[n % 5], n % 7, "abc"[n % 3], day_at(day), day_at(day)) for n, day in enumerate(DAYS)],
            now=NOW,
        )
        expected = metrics.frame(DAYS)
        for _ in range(kills):
            run_and_kill(chance)
            check_whole(expected)
        last = start()
        said, _ = last.communicate(timeout=300)
        assert said.splitlines()[-1] == "finished"
        assert check_whole(expected) == len(DAYS)
        current = rows("account", accounts, ["active_weeks_52"])
        newest = expected.take(expected.days == np.datetime64(YESTERDAY, "D"))
        assert [row["active_weeks_52"] for row in current] == list(newest.values["active_weeks_52"])


@pytest.mark.requirement("B10")
@pytest.mark.django_db(transaction=True)
def test_three_kills() -> None:
    under_fire(3)


@pytest.mark.nightly
@pytest.mark.requirement("B10")
@pytest.mark.django_db(transaction=True)
def test_thirty_kills() -> None:
    under_fire(30)
