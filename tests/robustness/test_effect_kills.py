"""kill -9 of the worker during morning mails and dropped files.

Nothing twice at a receiver that removes doubles, nothing lost, nothing sent after it was undone; no file imported twice
or by half.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.platform.jobs.test_kill import database_url
from tests.platform.mail.postbox import Postbox

PROGRAM = Path(__file__).with_name("effect_fire.py")
ROWS = 120


def under_fire(box: Postbox, **counts: int) -> dict[str, Any]:
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "BANSO_HOME": str(settings.BANSO_HOME),
        "BANSO_LOG_LEVEL": "CRITICAL",
        "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
        "BANSO_MAIL_FROM": "banso@example.com",
        "PYTHONPATH": os.pathsep.join(map(str, settings.BASE_DIR.parents[:1])),
    }
    numbers = [str(counts[name]) for name in ("kills", "members", "mornings", "comments", "files", "seed")]
    ran = subprocess.run(
        [sys.executable, str(PROGRAM), *numbers],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    result: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return result


@pytest.fixture
def box():
    made = Postbox()
    made.start()
    yield made
    made.stop()


def check(box: Postbox, result: dict[str, Any], *, files: int, mails: dict[str, int]) -> None:
    states = result["effects"]
    assert sum(result["kinds"].values()) == len(states)
    assert result["kinds"] == mails
    sent = {key for key, state in states.items() if state == "sent"}
    cancelled = {key for key, state in states.items() if state == "cancelled"}
    assert sent | cancelled == set(states), f"nothing is lost or left: {set(states.values())}"
    assert set(box.mails) == sent, "each arrived, and after its doubles are removed each once"
    assert not set(box.raw) & set(result["taken_back"]), "what was undone in time never reached the server"
    assert set(result["taken_back"]) == cancelled
    assert result["jobs"] == ["done"], result["errors"]
    assert result["dropped"] == ["done"] * files
    assert (result["done"], result["reports"], result["left"]) == (files, files, [])
    assert result["applied"] == files + 1
    assert result["new"] == result["accounts"] == (files + 1) * ROWS
    assert result["codes"] == [0, 0], "SIGTERM ends a worker cleanly"


@pytest.mark.requirement("R134")
@pytest.mark.django_db(transaction=True)
def test_five_kills(box: Postbox):
    result = under_fire(box, kills=5, members=6, mornings=3, comments=12, files=2, seed=3)
    check(box, result, files=2, mails={"morning": 6 * 3, "inbox": 12})


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
def test_fifty_kills(box: Postbox):
    result = under_fire(box, kills=50, members=30, mornings=8, comments=150, files=12, seed=11)
    check(box, result, files=12, mails={"morning": 30 * 8, "inbox": 150})
