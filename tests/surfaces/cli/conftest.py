"""The command as a person gives it, and a company to give it to."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests import cast as players
from tests.command import Banso, command


@pytest.fixture
def banso(db: None, capsys: pytest.CaptureFixture[str]) -> Banso:
    """``banso("today", "--json")``: the whole command, in this process."""
    return command(capsys)


@pytest.fixture
def company(db: None) -> players.Cast:
    """A company of four, in UTC, and another beside it; no scope is active."""
    return players.make_cast(players.make_workspace("ayumi", timezone="UTC"))


@pytest.fixture
def last_day() -> date:
    """The last day that has ended, by the clock that commands read."""
    return datetime.now(UTC).date() - timedelta(days=1)


@pytest.fixture
def files(tmp_path: Path, last_day: date) -> tuple[Path, Path]:
    """Twelve accounts and 400 days of their use. a1 stopped 40 days ago; a12 was never used."""
    draw = random.Random(1)
    accounts, events = tmp_path / "accounts.csv", tmp_path / "events.csv"
    rows = [f"a{n},会社 {n},{n * 1000},{'oda' if n % 2 else 'sato'}@ayumi.example" for n in range(1, 13)]
    accounts.write_text("id,name,yearly value,owner\n" + "\n".join(rows) + "\n", encoding="utf-8")
    lines = []
    for n in range(1, 12):
        for back in range(0 if n > 1 else 40, 400, 2 + n // 3):
            moment = last_day - timedelta(days=back)
            lines += [f"{moment}T{draw.randrange(24):02d}:00:00Z,a{n},u{n}-{draw.randrange(3)},{draw.choice('xyz')}"]
    events.write_text("time,account,user,event\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return accounts, events


@pytest.fixture
def filled(company: players.Cast, banso: Banso, files: tuple[Path, Path]) -> players.Cast:
    """The company with both files imported as history."""
    accounts, events = files
    for kind, path in (("accounts", accounts), ("events", events)):
        said = banso("import", kind, path, "--history", "--create-fields", "-w", "ayumi")
        assert said.code == 0, said.err
    return company
