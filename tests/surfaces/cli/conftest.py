"""The command as a person gives it, and a company to give it to."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from banso.surfaces.cli.app import run
from tests import cast as players


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it said as JSON. What is not JSON, such as NaN, is an error."""
        return json.loads(self.out, parse_constant=pytest.fail)


Banso = Callable[..., Said]


@pytest.fixture
def banso(db: None, capsys: pytest.CaptureFixture[str]) -> Banso:
    """``banso("today", "--json")``: the whole command, in this process."""

    def command(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Said(code, said.out, said.err)

    return command


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
