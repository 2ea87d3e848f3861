"""Eight writers on SQLite beside a computation and an import: nobody is told that it is locked, nothing is lost."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.robustness.harness import ROOT, Installation
from tests.robustness.test_kills import event_files

WRITERS = 8
COUNT = """
import json
from banso.surfaces.cli import framework
framework.start()
from banso.platform.journal.api import Change
from banso.platform.tenancy.api import find_workspace, scope
from banso.record.work.models import Task, Touch
with scope(find_workspace("main")):
    print(json.dumps({
        "tasks": Task.objects.count(),
        "finished": Task.objects.filter(state="done").count(),
        "touches": Touch.objects.count(),
        "changes": Change.objects.filter(subject="account", changes__has_key="industry").count(),
        "unfinished_titles": Task.objects.exclude(title__startswith="task ").count(),
    }))
"""


def beside(place: Installation, commands: list[tuple[str, ...]], until: threading.Event) -> list[tuple[str, int, str]]:
    """Run commands one after another until told to stop; what each said."""
    said = []
    while not until.is_set():
        for command in commands:
            done = place.run(*command)
            said.append((command[0], done.code, done.err))
            if until.is_set():
                break
    return said


def together(tmp_path: Path, *, seconds: float, rows: int, compute: bool) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    events = event_files(folder, 1, rows=2000)
    (folder / "accounts.csv").write_text("id,name\n" + "".join(f"w{number},Writer {number}\n" for number in range(9)))
    large = folder / "large.csv"
    with large.open("w", encoding="utf-8") as file:
        file.write("id,name,reading,country\n")
        file.writelines(f"b{row},会社 {row},かいしゃ {row},JP\n" for row in range(rows))
    home = tmp_path / "home"
    with Installation(home, chunk=500) as place, Installation(home, chunk=500) as other:
        place.init()
        place.must("import", "accounts", str(folder / "accounts.csv"))
        place.must("import", "events", str(events[0]), "--create-accounts", "--create-fields", "--history")
        told, said = write_beside(home, place if compute else None, other, large, seconds)
        assert [one for one in said if one[1]] == []
    assert told["locked"] == 0
    program = subprocess.run(
        [sys.executable, "-c", COUNT], env=environment(home), cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(program.stdout)
    print(f"{told}, beside {Counter(one[0] for one in said)}")
    assert {kind: found[kind] for kind in ("tasks", "finished", "touches", "changes")} == {
        kind: told[kind] for kind in ("tasks", "finished", "touches", "changes")
    }
    assert found["unfinished_titles"] == 0


def write_beside(
    home: Path, place: Installation | None, other: Installation, large: Path, seconds: float
) -> tuple[Counter[str], list[Any]]:
    """What the writers were told, all together, and what the commands beside them said."""
    stop = threading.Event()
    said: list[Any] = []
    loops: list[tuple[Installation, list[tuple[str, ...]]]] = [(other, [("import", "accounts", str(large))])]
    if place is not None:
        loops.append((place, [("compute",)]))
    threads = [threading.Thread(target=_into, args=(said, *loop, stop)) for loop in loops]
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.robustness.writer", str(number), str(seconds)],
            cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    told: Counter[str] = Counter()
    slowest = 0
    for writer in writers:
        out, _ = writer.communicate(timeout=seconds + 300)
        assert writer.returncode == 0
        one = json.loads(out)
        slowest = max(slowest, one.pop("slowest_ms"))
        told.update(one)
    stop.set()
    for thread in threads:
        thread.join()
    print(f"slowest write {slowest} ms")
    return told, said


def _into(said: list[Any], place: Installation, commands: list[tuple[str, ...]], stop: threading.Event) -> None:
    said.extend(beside(place, commands, stop))


def environment(home: Path) -> dict[str, str]:
    values = {**os.environ, "BANSO_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    values.pop("DATABASE_URL", None)
    values["DJANGO_SETTINGS_MODULE"] = "banso.config.settings"
    return values


def test_eight_writers_for_a_moment(tmp_path):
    together(tmp_path, seconds=10, rows=2000, compute=False)


@pytest.mark.nightly
def test_eight_writers_for_ten_minutes(tmp_path):
    together(tmp_path, seconds=600, rows=100_000, compute=True)
