"""The drop folder: what is taken, where it ends, and that nothing in it can hurt."""

import json
import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from banso.connectors.files import api as files
from banso.connectors.files import drop_folder
from banso.connectors.files.drop_folder import look, safe_name
from banso.platform.jobs.api import Job, State, run_job
from banso.platform.journal.api import Batch
from banso.platform.tenancy.api import scope
from banso.record.customers.api import get_account
from tests.cast import NOW
from tests.connectors.files.test_saved import FIRST, saved  # noqa: F401  (a fixture)


class Clock:
    now = NOW

    def __call__(self):
        return self.now

    def forward(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(workspace, tmp_path, settings) -> Path:
    settings.BANSO_HOME = tmp_path
    drop_folder._seen.clear()
    made = files.folder_of(workspace)
    made.mkdir(parents=True)
    return made


def turn(clock, workspace) -> None:
    """Some turns of the worker, over the whole way of a file."""
    for _look in range(4):
        look(clock())
        with scope(workspace):
            for job in Job.objects.filter(state=State.WAIT).order_by("pk"):
                run_job(job, clock)
        clock.forward(seconds=2)


def names(folder: Path) -> list[str]:
    return sorted(path.name.split("-", 2)[-1] for path in folder.iterdir()) if folder.is_dir() else []


def report(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(next(folder.glob("*.report.json")).read_text(encoding="utf-8"))
    return said


GOOD = FIRST.replace("A-", "N-")


def test_a_file_of_known_headers_is_imported_and_put_away(workspace, saved, folder, clock):  # noqa: F811
    (folder / "crm.csv").write_text(GOOD, encoding="utf-8")
    turn(clock, workspace)
    assert names(folder / "done") == ["crm.csv", "crm.csv.report.json", "crm.csv.report.txt"]
    assert get_account("crm:N-1").name == "歩み商事"
    said = report(folder / "done")
    assert (said["state"], said["mapping"], said["rows"], said["error"]) == ("done", "CRM", 2, None)
    assert said["counts"]["new"] == 2
    assert not any((folder / "working").iterdir())
    text = next((folder / "done").glob("*.txt")).read_text(encoding="utf-8")
    assert "取り込み済み" in text
    assert f"/data/imports/{said['batch']}/" in text


def test_the_same_file_again_changes_nothing(workspace, saved, folder, clock):  # noqa: F811
    for _night in range(2):
        (folder / "crm.csv").write_text(GOOD, encoding="utf-8")
        turn(clock, workspace)
        clock.forward(days=1)
    assert len(list((folder / "done").glob("*crm.csv"))) == 2
    last = files.dropped_files()[0]
    assert last.batch is not None
    assert last.batch.mapping["applied"] == {"unchanged": 2}


@pytest.mark.parametrize("name", ["crm.csv.part", "crm.tmp", ".hidden.csv", "CRM.CSV.PART"])
def test_what_is_still_written_is_left_alone(workspace, saved, folder, clock, name):  # noqa: F811
    (folder / name).write_text(GOOD, encoding="utf-8")
    turn(clock, workspace)
    assert (folder / name).exists()
    assert not files.dropped_files()


def test_a_file_that_grows_waits(workspace, saved, folder, clock):  # noqa: F811
    path = folder / "crm.csv"
    for size in range(3):
        path.write_text(GOOD[: 40 + size], encoding="utf-8")
        look(clock())
        clock.forward(seconds=1)
    assert path.exists()


def test_unknown_headers_are_told_what_to_do(workspace, folder, clock):
    (folder / "new.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    turn(clock, workspace)
    assert names(folder / "failed") == ["new.csv", "new.csv.report.json", "new.csv.report.txt"]
    said = report(folder / "failed")
    assert "a, b" in said["error"]
    assert "データ" in said["hint"]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff\xfe\xff", b"PK\x03\x04 not a table"])
def test_what_cannot_be_read_goes_to_failed(workspace, saved, folder, clock, content):  # noqa: F811
    (folder / "broken.csv").write_bytes(content)
    turn(clock, workspace)
    assert "broken.csv" in names(folder / "failed")
    assert report(folder / "failed")["error"]


def test_refused_rows_are_in_the_report_and_nothing_is_imported(workspace, saved, folder, clock):  # noqa: F811
    (folder / "bad.csv").write_text(GOOD + ",誰も,01/02/2025,x\n", encoding="utf-8")
    turn(clock, workspace)
    said = report(folder / "failed")
    assert said["problems"][0]["row"] == 4
    with pytest.raises(Exception, match="N-1"):
        get_account("crm:N-1")


def test_a_broken_off_import_is_told(workspace, saved, folder, clock, monkeypatch):  # noqa: F811
    (folder / "crm.csv").write_text(GOOD, encoding="utf-8")
    look(clock())
    clock.forward(seconds=2)
    look(clock())
    run_job(Job.objects.get(kind=files.DROP_JOB, state=State.WAIT), clock)
    Job.objects.filter(kind=files.APPLY_JOB, state=State.WAIT).update(state=State.DEAD, error="disk full")
    look(clock())
    assert report(folder / "failed")["error"] == "disk full"


HOSTILE = [
    "x..%2f..%2fetc.csv",
    "a\nb.csv",
    "$(reboot).csv",
    "'; DROP TABLE x; --.csv",
    "<script>alert(1)<!script>.csv",
    "\u202egnp.csv",
    "=cmd|'!A1.csv",
    "あ" * 80 + ".csv",
    "con.csv",
    " .csv",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_hostile_input(workspace, saved, folder, clock, name):  # noqa: F811
    (folder / name).write_text(GOOD, encoding="utf-8")
    turn(clock, workspace)
    [one] = files.dropped_files()
    assert (one.state, one.file_name) == ("done", safe_name(name))
    inside = {path for path in folder.parent.parent.rglob("*") if path.is_file()}
    assert all(folder in path.parents for path in inside if "files" not in path.parts)


def test_a_name_that_is_no_text_is_taken_all_the_same(workspace, saved, folder, clock):  # noqa: F811
    with open(os.fsencode(str(folder)) + b"/\xff\xfe.csv", "wb") as file:  # noqa: PTH123
        file.write(GOOD.encode())
    turn(clock, workspace)
    assert files.dropped_files()[0].state == "done"


@pytest.mark.parametrize("raw", ["", "...", "/", "a/../b.csv", "x" * 400, "\udcff", "a." + "b" * 300])
def test_safe_names_are_safe(raw):
    name = safe_name(raw)
    assert name
    assert not set(name) & set("/\\\n\x00")
    assert not name.startswith(".")
    assert len(name.encode()) <= 151


def test_links_and_folders_are_left_alone(workspace, saved, folder, clock, tmp_path):  # noqa: F811
    secret = tmp_path / "secret.csv"
    secret.write_text(GOOD, encoding="utf-8")
    (folder / "link.csv").symlink_to(secret)
    (folder / "sub.csv").mkdir()
    turn(clock, workspace)
    assert secret.exists()
    assert (folder / "link.csv").is_symlink()
    assert not files.dropped_files()


def test_a_kill_after_any_step_loses_and_doubles_nothing(workspace, saved, folder, clock):  # noqa: F811
    """What each step leaves behind when the worker ends right after it, and the next look's answer."""
    (folder / "crm.csv").write_text(GOOD, encoding="utf-8")
    look(clock())
    clock.forward(seconds=2)
    # claimed, but without a row
    drop_folder._claim(folder / "crm.csv", folder / "working")
    look(clock())
    [one] = files.dropped_files()
    # the batch was begun, but nothing noted
    before = Batch.objects.count()
    drop_folder._begun(one, clock())
    run_job(Job.objects.get(kind=files.DROP_JOB, state=State.WAIT), clock)
    assert Batch.objects.count() == before + 1
    run_job(Job.objects.get(kind=files.APPLY_JOB, state=State.WAIT), clock)
    # moved, but not noted
    one.refresh_from_db()
    place = folder / "done" / drop_folder._final_name(one)
    place.parent.mkdir()
    next((folder / "working" / str(one.uid)).iterdir()).rename(place)
    look(clock())
    one.refresh_from_db()
    assert one.state == "done"
    assert not any((folder / "working").iterdir())


def test_two_workers_claim_a_file_once(workspace, folder):
    for number in range(20):
        (folder / f"{number}.csv").write_text("x", encoding="utf-8")
    working = folder / "working"

    def claim() -> None:
        for number in range(20):
            drop_folder._claim(folder / f"{number}.csv", working)

    threads = [threading.Thread(target=claim) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.name for path in working.glob("*/*")) == sorted(f"{number}.csv" for number in range(20))
