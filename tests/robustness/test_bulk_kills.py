"""kill -9 of the worker at any moment of a bulk edit: it goes on and ends whole, and undo gives everything back."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).with_name("bulk_under_fire.py")
ROOT = Path(__file__).resolve().parents[2]


def under_fire(home: Path, *, kills: int, accounts: int) -> dict[str, Any]:
    environment = {**os.environ, "BANSO_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environment |= {"DJANGO_SETTINGS_MODULE": "banso.config.settings", "BANSO_LOG_LEVEL": "CRITICAL"}
    environment.pop("DATABASE_URL", None)
    ran = subprocess.run(
        [sys.executable, str(PROGRAM), str(kills), str(accounts)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def check(found: dict[str, Any], *, kills: int, accounts: int) -> None:
    assert found["kills"] == kills
    assert found["seen"] == [], "between two kills, every part was whole: row, list, journal"
    assert found["edits"] > 0
    assert found["done"] == {"applied": found["edits"]}
    assert found["changes"] == found["edits"] * accounts, "each row once in the journal of each edit"
    assert found["undone"] == {"undone": found["edits"]}
    assert found["before"] == found["after"]


@pytest.mark.requirement("R66")
def test_a_bulk_edit_survives_kills(tmp_path):
    check(under_fire(tmp_path, kills=3, accounts=600), kills=3, accounts=600)


@pytest.mark.nightly
def test_a_bulk_edit_survives_fifty_kills(tmp_path):
    check(under_fire(tmp_path, kills=50, accounts=4_000), kills=50, accounts=4_000)
