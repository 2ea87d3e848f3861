"""An import that is stopped at any moment loses nothing, doubles nothing and goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from banso.connectors.files import run
from banso.connectors.files.api import Options, apply, begin, check_batch, undo
from banso.platform.jobs.api import Job, run_job
from banso.platform.journal.api import Batch, BatchState, Change
from banso.platform.lake.api import session
from banso.record.customers.api import current_parents
from banso.record.customers.models import Account, ExternalId

ROWS = 30
CHUNK = 4


class Stopped(BaseException):
    """The process ends here."""


def _ledger(folder: Path, rows: int = ROWS) -> Path:
    path = folder / "ledger.csv"
    lines = [f"{n},name {n},{n + 1 if n % 3 == 0 and n < rows else ''}" for n in range(1, rows + 1)]
    path.write_text("id,name,parent\n" + "\n".join(lines) + "\n")
    return path


def _log(folder: Path, rows: int = ROWS) -> Path:
    path = folder / "log.csv"
    lines = [f"2026-03-{n % 5 + 1:02d},{n % 3 + 1},u{n % 4},save" for n in range(rows)]
    path.write_text("at,account,user,event\n" + "\n".join(lines) + "\n")
    return path


def _prepared(kind: str, path: Path, now, **options) -> Batch:
    batch = begin(path, kind, Options(**options), file_name=path.name, now=now)
    check_batch(batch, now=now)
    return batch


def _run_with_stops(job: Job, now, monkeypatch) -> int:
    """Stop after every chunk, and once inside every chunk's transaction; returns how often it was stopped."""
    stops = 0
    real = run.tally
    inside = True

    def tally(*args: object) -> None:
        nonlocal inside
        real(*args)  # type: ignore[arg-type]
        inside = not inside
        if not inside:
            raise Stopped

    def stop(_job: Job) -> None:
        raise Stopped

    monkeypatch.setattr(run, "tally", tally)
    while True:
        try:
            run_job(job, lambda: now, stop)
        except Stopped:
            stops += 1
            continue
        return stops


@pytest.mark.django_db(transaction=True)
def test_accounts_survive_stops_between_and_inside_chunks(workspace, now, tmp_path, monkeypatch):
    for module in ("run", "check"):
        monkeypatch.setattr(f"banso.connectors.files.{module}.CHUNK", CHUNK)
    batch = _prepared("accounts", _ledger(tmp_path), now)
    assert _run_with_stops(apply(batch, now=now), now, monkeypatch) > ROWS / CHUNK
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, batch.report["applied"]) == (BatchState.APPLIED, ROWS, {"new": ROWS})
    assert (Account.objects.count(), ExternalId.objects.count()) == (ROWS, ROWS)
    parents = ROWS // 3 - 1
    assert (len(current_parents()), Change.objects.filter(subject="account").count()) == (parents, ROWS + parents)


@pytest.mark.django_db(transaction=True)
def test_events_survive_stops_between_and_inside_chunks(workspace, now, tmp_path, monkeypatch):
    monkeypatch.setattr("banso.connectors.files.event_rows.CHUNK", CHUNK)
    batch = _prepared("events", _log(tmp_path), now, create_accounts=True)
    assert _run_with_stops(apply(batch, now=now), now, monkeypatch) > ROWS / CHUNK
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, batch.report["applied"]) == (BatchState.APPLIED, ROWS, {"new": ROWS})
    with session() as lake:
        assert len(lake.fetch(lake.table("event"))["at"]) == ROWS


@pytest.mark.django_db(transaction=True)
def test_a_half_applied_import_can_be_taken_back(workspace, now, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", CHUNK)
    batch = _prepared("accounts", _ledger(tmp_path), now)
    job = apply(batch, now=now)

    def stop(stopped: Job) -> None:
        if stopped.progress_done > CHUNK:
            raise Stopped

    with pytest.raises(Stopped):
        run_job(job, lambda: now, stop)
    assert 0 < Account.objects.count() < ROWS
    run_job(undo(batch, now=now), lambda: now)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert not Account.objects.filter(archived_at=None).exists()


PROGRAM = """
import sys, json
from datetime import datetime, UTC
from pathlib import Path
import django
django.setup()
from banso.connectors.files import event_rows, run
from banso.connectors.files.api import Options, apply, begin, check_batch
from banso.platform.jobs.api import run_job
from banso.platform.tenancy.api import find_workspace, scope
run.CHUNK = event_rows.CHUNK = 200
now = datetime(2026, 4, 1, tzinfo=UTC)
kind, path, history = sys.argv[1:4]
with scope(find_workspace("kills")):
    batch = begin(Path(path), kind, Options(create_accounts=True), file_name="f.csv", now=now)
    if batch.state in ("draft", "checked"):
        check_batch(batch, now=now)
    print("ready", flush=True)
    run_job(apply(batch, now=now), lambda: datetime.now(UTC))
    batch.refresh_from_db()
    print(json.dumps(batch.report["applied"]), flush=True)
"""


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["accounts", "events"])
def test_thirty_kills(tmp_path, kind):
    rows = 12_000 if kind == "accounts" else 4_000
    path = (_ledger if kind == "accounts" else _log)(tmp_path, rows)
    env = os.environ | {"BANSO_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "banso.config.settings"}
    env.pop("DATABASE_URL", None)
    program = [sys.executable, "-c", PROGRAM, kind, str(path), ""]
    prepare = (
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from datetime import datetime, UTC\n"
        "from banso.platform.tenancy.api import create_workspace\n"
        "create_workspace(slug='kills', name='k', timezone='UTC', currency='JPY', language='en',"
        " now=datetime(2026, 1, 1, tzinfo=UTC))"
    )
    subprocess.run([sys.executable, "-c", prepare], env=env, check=True)
    kills = 0
    for attempt in range(200):
        with subprocess.Popen(program, env=env, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            if kills < 30:
                time.sleep(0.02 + 0.01 * (attempt % 7))
                child.send_signal(signal.SIGKILL)
            said = child.stdout.read()
            if child.wait() == 0:
                assert json.loads(said) == {"new": rows}
                break
            kills += 1
    else:
        pytest.fail("the import never came to its end")
    assert kills == 30
