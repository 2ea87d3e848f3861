"""The command, and a company that has three accounts."""

from pathlib import Path

import pytest

from tests import cast as players
from tests.command import Banso, command


@pytest.fixture
def banso(db: None, capsys: pytest.CaptureFixture[str]) -> Banso:
    """``banso("today", "--json")``: the whole command, in this process."""
    return command(capsys)


@pytest.fixture
def company(db: None, banso: Banso, tmp_path: Path) -> players.Cast:
    """A company whose accounts are one, two and three; its members read English. No scope is active."""
    cast = players.make_cast(players.make_workspace("ayumi", timezone="UTC", language="en"))
    path = tmp_path / "given.csv"
    path.write_text("id,name\none,One\ntwo,Two\nthree,Three\n")
    assert banso("import", "accounts", path, "-w", "ayumi").code == 0
    return cast
