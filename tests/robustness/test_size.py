"""Files that are too much: one endless line, and many rows, in bounded memory and time."""

import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.robustness.harness import Installation

MEGABYTE = 1 << 20
ROOM = 400 * MEGABYTE
"""Memory of a whole command with everything it has loaded, in bytes."""


def endless(path: Path, megabytes: int) -> Path:
    """A header, and a line of so many megabytes that takes none on disk."""
    with path.open("wb") as file:
        file.write(b"id,name\n1,")
        file.truncate(megabytes * MEGABYTE)
    return path


def packed(path: Path, megabytes: int) -> Path:
    """The same of letters, packed."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"id,name\n1,")
        for _ in range(megabytes):
            file.write(b"x" * MEGABYTE)
    return path


def refused(home: Path, path: Path) -> tuple[str, float, int]:
    """What ``banso import`` says of the file, its seconds and the most memory it took."""
    with Installation(home) as place:
        place.init()
    environment = {**os.environ, "BANSO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "banso.config.settings"}
    environment.pop("DATABASE_URL", None)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "import", "accounts", str(path)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return done.stderr, time.monotonic() - began, int(done.stdout.splitlines()[-1]) * 1024


PROGRAM = """
import pathlib, resource, sys
from banso.surfaces.cli.app import run
code = run(sys.argv[1:])
status = pathlib.Path("/proc/self/status")
# On Linux ru_maxrss begins with the memory of the process that started this one; the status is its own.
peak = status.read_text().split("VmHWM:")[1].split()[0] if status.exists() else None
print(peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""


def assert_refused(home: Path, path: Path, *, seconds: float) -> None:
    said, took, memory = refused(home, path)
    print(f"{path.name}: {took:.1f} s, {memory / MEGABYTE:.0f} MB")
    assert f"{path.name}, row 2" in said
    assert "longer than" in said
    assert "Traceback" not in said
    assert memory < ROOM
    assert took < seconds


@pytest.mark.parametrize("make", [endless, packed])
def test_a_line_of_64_megabytes(tmp_path, make):
    assert_refused(tmp_path / "home", make(tmp_path / "long.csv", 64), seconds=60)


@pytest.mark.nightly
@pytest.mark.parametrize("make", [endless, packed])
def test_a_line_of_a_gigabyte(tmp_path, make):
    assert_refused(tmp_path / "home", make(tmp_path / "long.csv", 1024), seconds=120)


@pytest.mark.nightly
def test_a_hundred_thousand_accounts_are_checked_within_a_minute(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,name,reading,industry,yearly value,country,since,region\n")
        for number in range(100_000):
            file.write(
                f'a{number},会社 {number},かいしゃ {number},製造,"¥{number * 1000:,}",JP,2026年3月31日,東{number % 9}\n'
            )
    with Installation(tmp_path / "home") as place:
        place.init()
        done = place.must("import", "accounts", str(path), "--dry-run", "--create-fields", "--json")
        (said,) = json.loads(done.out)
    print(f"{done.seconds:.1f} s for the command, {said['seconds']:.1f} s for the check")
    assert said["outcomes"] == {"new": 100_000}
    assert done.seconds < 60


def test_help_loads_nothing_heavy():
    """What ``banso --help`` takes is what it loads: neither the framework nor a database or a frame of numbers."""
    heavy = ("django.db", "ibis", "numpy", "pyarrow", "duckdb", "pandas", "sklearn", "rich.progress")
    program = (
        "import sys; from banso.surfaces.cli.app import run; code = run(['--help']);"
        f"print([one for one in {heavy!r} if one in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"
