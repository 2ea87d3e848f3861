"""The golden starter cases through the product: events in, metrics, health and probability out."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from banso.judgement.forecasts.api import SILENCE, SILENCE_HIGH, SILENCE_LOW, state
from banso.judgement.health.api import HEALTH
from banso.judgement.metrics.api import book
from banso.platform.tenancy.api import Workspace, scope
from tests.cast import make_workspace
from tests.judgement.events import add_accounts, add_events

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "golden_science" / "starter_cases.json"
NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def utc(db) -> Iterator[Workspace]:
    made = make_workspace(timezone="UTC")
    with scope(made):
        yield made


@pytest.mark.requirement("R19", "R35")
def test_every_golden_value(utc) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    ids = add_accounts(sorted({event["account"] for event in golden["events"]}), now=NOW)
    add_events(golden["events"], ids, now=NOW)
    day = date.fromisoformat(golden["as_of"])
    found = book(day, now=NOW)
    for account, expected in golden["expected"].items():
        row = found.row_of(ids[account])
        assert row is not None
        wanted = {slug: value for slug, value in expected.items() if slug in row}
        wanted |= {HEALTH: expected["starter_card"], SILENCE: expected["starting_probability"]}
        assert len(wanted) == 13
        assert {slug: row[slug] for slug in wanted} == pytest.approx(wanted, abs=1e-6)
    for account in golden["not_eligible"]:
        row = found.row_of(ids[account])
        assert row is not None
        assert (row[SILENCE], row[SILENCE_LOW], row[SILENCE_HIGH]) == (None, None, None)
    assert np.all((found.values[SILENCE] > found.values[SILENCE_LOW]) | np.isnan(found.values[SILENCE]))
    assert state(day).state.code == "unchecked"
