"""Fixtures that every test may use, and the check of requirement marks.

The database is SQLite in a temporary folder, or what DATABASE_URL names. All state of a run (BANSO_HOME) is in a
folder of its own: tests/settings.py makes it before anything is imported.
"""

import os
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from django.test import TransactionTestCase

from banso.platform.tenancy.api import Workspace, scope, unscoped
from tests import cast as players

# Two busy cores say nothing about a property; a failure prints how to repeat it. The ordinary suite draws the same
# examples in every run, so that a change alone can turn it red; `make nightly` draws new ones.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    derandomize="BANSO_NIGHTLY" not in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent

_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _flush_every_workspace(case: TransactionTestCase) -> None:
    """A test that really commits ends with every table emptied, which the guard of tenancy would refuse."""
    with unscoped("emptying the tests' database"):
        _flush(case)


TransactionTestCase._fixture_teardown = _flush_every_workspace  # type: ignore[attr-defined]


def pytest_configure() -> None:
    # Programs that tests start are the product itself and know nothing of the tests' settings.
    os.environ["DJANGO_SETTINGS_MODULE"] = "banso.config.settings"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rows = set(tomllib.loads((ROOT / "docs" / "requirements.toml").read_text(encoding="utf-8")))
    for item in items:
        for mark in item.iter_markers("requirement"):
            unknown = set(mark.args) - rows
            if unknown or not mark.args:
                raise pytest.UsageError(f"{item.nodeid}: no such requirement row: {sorted(unknown)}")


@pytest.fixture
def now() -> datetime:
    """The clock of the tests."""
    return players.NOW


@pytest.fixture
def workspace(db: None) -> Iterator[Workspace]:
    """A workspace whose scope is active in the test."""
    made = players.make_workspace()
    with scope(made):
        yield made


@pytest.fixture
def cast(workspace: Workspace) -> players.Cast:
    """Owner, manager, CSM and viewer of ``workspace``, and a stranger from another."""
    return players.make_cast(workspace)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The large data sets; tests that need them are skipped where they are missing."""
    folder = Path(os.environ.get("BANSO_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"the large data sets are not at {folder} (BANSO_SHARED names another folder)")
    return folder
