"""kill -9 at any moment of an import and of a compute: the same command again brings all of it, once."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.robustness.harness import Installation

CHUNK = 100
ACCOUNTS_A_FILE = 350
EVENTS_A_FILE = 500
FEATURES = ("save", "open", "share", "報告")

Command = tuple[str, ...]


def last_day() -> date:
    return datetime.now(UTC).date() - timedelta(days=1)


def account_files(folder: Path, count: int) -> list[Path]:
    """Files of accounts; parents stand behind their children, and every file corrects a bit of the one before."""
    paths = []
    for number in range(count):
        path = folder / f"accounts_{number:02d}.csv"
        lines = ["id,name,industry,yearly value,parent,region"]
        for row in range(ACCOUNTS_A_FILE):
            key = number * (ACCOUNTS_A_FILE - 50) + row
            parent = f"a{key + 1}" if key % 5 == 0 and row + 1 < ACCOUNTS_A_FILE else ""
            lines.append(f"a{key},会社 {key},industry {number % 3},{1000 + key},{parent},r{key % 4}")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def event_files(folder: Path, count: int, *, rows: int = EVENTS_A_FILE, days: int = 50) -> list[Path]:
    """Files of events of the first 100 accounts; each repeats some of its rows, and some of the file before."""
    draw = random.Random(17)
    first = datetime.combine(last_day(), datetime.min.time()) - timedelta(days=days)
    paths: list[Path] = []
    before: list[str] = []
    for number in range(count):
        path = folder / f"events_{number:02d}.csv"
        lines = []
        for _row in range(rows):
            at = first + timedelta(minutes=draw.randrange(days * 1440))
            account = int(100 * draw.random() ** 2)
            lines.append(f"{at:%Y-%m-%d %H:%M:00},a{account},u{draw.randrange(400)},{draw.choice(FEATURES)}")
        lines += lines[:20] + before[:20]
        path.write_text("time,account,user,event\n" + "\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
        before = lines
    return paths


def import_commands(folder: Path, count: int) -> list[Command]:
    """``count`` imports, accounts and events in turns."""
    accounts = account_files(folder, (count + 1) // 2)
    events = event_files(folder, count // 2)
    return [
        ("import", kind, str(files[number // 2]), "--create-fields", "--history")
        for number in range(count)
        for kind, files in (("accounts", accounts) if number % 2 == 0 else ("events", events),)
    ]


def compute_commands(count: int) -> list[Command]:
    """``count`` computes: spans of past weeks, the last closed day, and whatever is due, in turns."""
    last = last_day()
    commands: list[Command] = []
    for number in range(count):
        end = last - timedelta(days=3 * number)
        spans: Sequence[Command] = (
            ("compute", "--from", str(end - timedelta(days=12)), "--to", str(end), "--step", "6"),
            ("compute", "--as-of", str(last)),
            ("compute",),
        )
        commands.append(spans[number % 3])
    return commands


def undisturbed(home: Path, commands: Sequence[Command], given: Sequence[Command] = ()) -> tuple[dict, list[float]]:
    """What an installation holds after ``given`` and ``commands``, and how long each of ``commands`` took."""
    with Installation(home, chunk=CHUNK) as calm:
        calm.init()
        for command in given:
            calm.must(*command)
        seconds = [calm.must(*command).seconds for command in commands]
        return calm.contents(), seconds


def under_fire(
    home: Path, commands: Sequence[Command], seconds: Sequence[float], given: Sequence[Command] = ()
) -> dict:
    """The same, with every command killed at a moment within its time and then given again."""
    draw = random.Random(4)
    killed = 0
    with Installation(home, chunk=CHUNK) as fired:
        fired.init()
        for command in given:
            fired.must(*command)
        for command, usual in zip(commands, seconds, strict=True):
            span = usual
            for _attempt in range(5):
                done = fired.run(*command, kill_after=draw.uniform(0, span))
                assert done.code in (0, -9), done.out + done.err
                if done.code == -9:
                    break
                span = min(span, done.seconds)
            killed += done.code == -9
            fired.must(*command)
        print(f"killed {killed} of {len(commands)}; usual seconds", [round(one, 1) for one in seconds])
        assert killed >= len(commands) * 0.8, "the machine was too quick: too little was shown"
        found = fired.contents()
    assert_clean(home)
    return found


def assert_clean(home: Path) -> None:
    """What killed processes left is small and known for what it is: no half file carries a live name."""
    assert not [
        path for path in (home / "lake").rglob("*") if path.is_file() and path.suffix not in (".parquet", ".tmp")
    ]


def assert_same(found: Any, expected: Any, trail: str = "") -> None:
    """Equal, naming the first thing that is not."""
    if isinstance(expected, dict) and isinstance(found, dict):
        assert sorted(found) == sorted(expected), trail
        for key, value in expected.items():
            assert_same(found[key], value, f"{trail} {key}")
    else:
        assert found == expected, trail


def compare_imports(folder: Path, count: int) -> None:
    commands = import_commands(folder, count)
    expected, seconds = undisturbed(folder / "calm", commands)
    found = under_fire(folder / "fired", commands, seconds)
    assert expected["lost"] == found["lost"] == []
    assert expected["events"]["rows"] == expected["events"]["keys"] == expected["part_rows"]
    assert expected["journal"]["unpublished"] == expected["journal"]["twice"] == 0
    assert expected["published_twice"] == expected["unfinished"] == 0
    assert_same(found, expected)


def compare_computes(folder: Path, count: int) -> None:
    (accounts,) = account_files(folder, 1)
    events = event_files(folder, 1, rows=2_000, days=300)
    given = [
        ("import", "accounts", str(accounts), "--create-fields", "--history"),
        ("import", "events", str(events[0]), "--history"),
    ]
    commands = compute_commands(count)
    expected, seconds = undisturbed(folder / "calm", commands, given)
    found = under_fire(folder / "fired", commands, seconds, given)
    assert expected["lost"] == found["lost"] == []
    assert expected["book"]["rows"] > 0
    assert expected["signals"]
    assert_same(found, expected)


def test_imports_survive_kills(tmp_path):
    compare_imports(tmp_path, 4)


def test_computes_survive_kills(tmp_path):
    compare_computes(tmp_path, 3)


@pytest.mark.nightly
def test_thirty_kills_in_imports(tmp_path):
    compare_imports(tmp_path, 30)


@pytest.mark.nightly
def test_thirty_kills_in_computes(tmp_path):
    compare_computes(tmp_path, 30)
