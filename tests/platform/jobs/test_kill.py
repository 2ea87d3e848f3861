"""kill -9 at any moment: nothing is lost, nothing is doubled, the next worker goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

HARNESS = Path(__file__).with_name("kill_harness.py")


def database_url() -> str:
    """The test's own database, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    password = f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else ""
    return f"postgres://{at['USER']}{password}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def under_fire(kills: int, jobs: int, rows: int) -> dict[str, Any]:
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "BANSO_HOME": str(settings.BANSO_HOME),
        "BANSO_LOG_LEVEL": "CRITICAL",
        "PYTHONPATH": os.pathsep.join(map(str, settings.BASE_DIR.parents[:1])),
    }
    ran = subprocess.run(
        [sys.executable, str(HARNESS), str(kills), str(jobs), str(rows), "7"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    result: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return result


def check(result: dict[str, Any], kills: int, rows: int) -> None:
    assert result["kills"] == kills
    assert result["attempts"] > 3
    assert result["states"] == ["done"]
    assert result["rows"] == result["distinct"] == rows
    assert result["unnumbered"] == 0
    assert result["lake_rows"] == result["lake_distinct"] == result["lake_seqs"] == rows
    assert result["echoes"] == result["echoes_distinct"] == rows
    assert result["codes"] == [0, 0], "SIGTERM ends a worker cleanly"


@pytest.mark.django_db(transaction=True)
def test_twenty_kills():
    check(under_fire(20, 2, 3_000), 20, 6_000)


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
def test_five_hundred_kills():
    check(under_fire(500, 3, 100_000), 500, 300_000)
