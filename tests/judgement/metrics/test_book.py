"""Frames through the lake, and the book: whole days, known then, stale where facts came or went."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from banso.judgement.metrics import api as metrics
from banso.judgement.metrics.queries import frames as frames_module
from banso.platform.attributes.api import rows
from banso.platform.definitions.api import save
from banso.platform.kit.days import EPOCH_DAY
from banso.platform.tenancy.api import Workspace, scope
from banso.record.customers.api import create_account
from banso.record.usage.api import retract_events
from tests.cast import NOW, make_workspace
from tests.judgement.metrics import oracle
from tests.judgement.metrics.company import Used, as_seen, put
from tests.judgement.metrics.declared import declared
from tests.judgement.metrics.test_compiler import shipped

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "golden_science" / "starter_cases.json"
YESTERDAY = date(2026, 3, 31)


def table(frame: metrics.Frame) -> dict[tuple[date, int], dict[str, float | None]]:
    found = {}
    for place, (account, day) in enumerate(zip(frame.accounts, frame.days, strict=True)):
        row = {slug: column[place] for slug, column in frame.values.items()}
        found[day.item(), int(account)] = {
            slug: None if math.isnan(value) else float(value) for slug, value in row.items()
        }
    return found


def some_use(seed: int, size: int = 300) -> list[Used]:
    """Events around midnights, changes of the clock and months, a fifth of them known late."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(size):
        at = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(minutes=30 * int(random.integers(0, 48 * 390)))
        late = timedelta(hours=int(random.integers(1, 900))) if random.random() < 0.2 else timedelta(0)
        found.append(
            Used(int(random.integers(1, 6)), int(random.integers(0, 4)), "abc"[random.integers(3)], at, at + late)
        )
    return found


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Asia/Kolkata"])
def test_frames_equal_the_oracle_over_raw_events(db: None, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the lake, in several zones, with accounts in several chunks and days in several passes."""
    monkeypatch.setattr(frames_module, "CHUNK_ROWS", 100)
    monkeypatch.setattr(frames_module, "PASS_ROWS", 20)
    days = [date(2025, 3, 1) + timedelta(days=step) for step in (0, 30, 31, 37, 44, 200, 364, 395)]
    events = some_use(7)
    with scope(make_workspace("zones", timezone=zone)):
        put(events, now=NOW)
        found = table(metrics.frame(days))
        pieces = [table(frame) for _, frame in metrics.frames(days, rows=10)]
    assert {key: row for piece in pieces for key, row in piece.items()} == found
    seen = as_seen(events, zone)
    expected = {
        (day, account): row
        for day in days
        for account, row in oracle.values(shipped(), seen, (day - EPOCH_DAY).days).items()
    }
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        for slug, value in row.items():
            got = found[key][slug]
            assert (got is None) == (value is None), (key, slug)
            assert got == pytest.approx(value, rel=1e-12, abs=1e-9), (key, slug)


def test_the_end_of_a_day_is_the_zones_also_when_the_clock_changes(db: None) -> None:
    """New York, 2026-03-08: the day has 23 hours, and ends at 04:00 UTC of the ninth."""
    at = datetime(2026, 3, 8, 16, tzinfo=UTC)
    with scope(make_workspace("ny", timezone="America/New_York")):
        put([Used(1, 1, "a", at, at)], now=NOW)
        found = metrics.frame([date(2026, 3, 8), date(2026, 3, 9)], ["days_since_last_event"])
    assert list(found.values["days_since_last_event"]) == [0.5, 1.5]


@pytest.mark.requirement("R18")
def test_golden_starter_cases(db: None) -> None:
    """The inputs of the starter card and of the starting probability, calculated elsewhere."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    names = sorted({event["account"] for event in golden["events"]})
    users = sorted({event["end_user"] for event in golden["events"]})
    events = []
    for event in golden["events"]:
        at = datetime.fromisoformat(event["at"])
        events.append(
            Used(names.index(event["account"]) + 1, users.index(event["end_user"]) + 1, event["feature"], at, at)
        )
    with scope(make_workspace("golden", timezone=golden["timezone"])):
        put(events, now=NOW)
        found = table(metrics.frame([date.fromisoformat(golden["as_of"])]))
        slugs = set(metrics.catalogue())
    checked = 0
    for name, expected in golden["expected"].items():
        row = found[date.fromisoformat(golden["as_of"]), names.index(name) + 1]
        for slug, value in expected.items():
            if slug in slugs:
                assert row[slug] == pytest.approx(value, abs=5e-7), (name, slug)
                checked += 1
    assert checked >= 40


def account(name: str, at: datetime = NOW) -> int:
    return create_account(name, now=at).pk


def day_at(day: date, hour: int = 3) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.requirement("B3")
def test_the_newest_day_becomes_current_values(workspace: Workspace) -> None:
    busy, never = account("Busy"), account("Never")
    put([Used(busy, 1, "a", day_at(YESTERDAY), day_at(YESTERDAY))], now=NOW)
    metrics.compute([YESTERDAY - timedelta(days=7), YESTERDAY], now=NOW)
    one, other = rows("account", [busy, never], ["events_30d", "active_weeks_13", "tenure_days"])
    assert (one["events_30d"], one["active_weeks_13"], one["tenure_days"]) == (1, 1, 0)
    assert (other["events_30d"], other["tenure_days"]) == (None, None)
    made = metrics.computed_day(YESTERDAY)
    assert made.computed_at == NOW
    assert made.versions[metrics.METRICS]["events_30d"] == 1
    assert made.accounts == 1
    assert metrics.computed_day(YESTERDAY - timedelta(days=7)).accounts == 0


def test_facts_known_later_leave_a_day_alone_and_history_makes_it_stale(workspace: Workspace) -> None:
    one = account("One")
    put([Used(one, 1, "a", day_at(YESTERDAY), day_at(YESTERDAY))], now=NOW)
    metrics.compute([YESTERDAY], now=NOW)
    later = NOW + timedelta(days=1)
    put([Used(one, 2, "a", day_at(YESTERDAY), later)], now=later, first=10)
    assert metrics.computed_day(YESTERDAY, now=later).computed_at == NOW
    assert metrics.book(YESTERDAY, ["events_30d"], now=later).values["events_30d"] == [1]

    back = put([Used(one, 3, "a", day_at(YESTERDAY), day_at(YESTERDAY))], now=later, basis="assumed", first=20)
    assert YESTERDAY in metrics.due_days(later)
    made = metrics.computed_day(YESTERDAY, now=later)
    assert (made.computed_at, made.rests_on_assumed) == (later, True)
    assert metrics.book(YESTERDAY, ["events_30d"], now=later).values["events_30d"] == [2]

    retract_events(back, later)
    made = metrics.computed_day(YESTERDAY, now=later)
    assert not made.rests_on_assumed
    assert metrics.book(YESTERDAY, ["events_30d"], now=later).values["events_30d"] == [1]


def test_days_before_the_history_begins_stay_fresh(workspace: Workspace) -> None:
    one = account("One")
    put([Used(one, 1, "a", day_at(YESTERDAY), day_at(YESTERDAY))], now=NOW)
    early = YESTERDAY - timedelta(days=60)
    metrics.compute([early, YESTERDAY], now=NOW)
    at = day_at(YESTERDAY - timedelta(days=30))
    put([Used(one, 1, "a", at, at)], now=NOW, basis="assumed", first=10)
    assert metrics.due_days(NOW) == [YESTERDAY]


def test_a_day_that_is_not_over_is_never_current(workspace: Workspace) -> None:
    one = account("One")
    put([Used(one, 1, "a", day_at(YESTERDAY), day_at(YESTERDAY))], now=NOW)
    today = YESTERDAY + timedelta(days=1)
    metrics.compute([YESTERDAY, today], now=NOW)
    (row,) = rows("account", [one], ["tenure_days"])
    assert row["tenure_days"] == 0


def test_hooks_and_producers_hear_of_the_newest_day(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[date, datetime]] = []
    monkeypatch.setattr(
        "banso.judgement.metrics.declarations._hooks", {"test": lambda day, now: heard.append((day, now))}
    )
    twice = metrics.Producer(
        name="twice",
        columns={},
        produce=lambda frame: {"twice": frame.values["events_30d"] * 2},
        version=lambda: {"twice": 3},
    )
    monkeypatch.setattr("banso.judgement.metrics.declarations._producers", {"twice": twice})
    one = account("One")
    put([Used(one, 1, "a", day_at(YESTERDAY), day_at(YESTERDAY))], now=NOW)
    steps: list[tuple[int, int | None]] = []
    days = [YESTERDAY - timedelta(days=7), YESTERDAY]
    metrics.compute(days, now=NOW, on_progress=lambda done, total: steps.append((done, total)))
    assert heard == [(YESTERDAY, NOW)]
    assert steps == [(1, 2), (2, 2)]
    assert metrics.stored([YESTERDAY], ["twice"]).values["twice"] == [2]
    assert metrics.computed_day(YESTERDAY).versions["twice"] == {"twice": 3}
    assert list(metrics.series(one, ["twice", "unknown"], days[0], days[1]).values["twice"]) == [2]


@pytest.mark.requirement("B3")
def test_a_workspaces_own_metric_joins_the_book(workspace: Workspace) -> None:
    one = account("One")
    at = day_at(YESTERDAY)
    put([Used(one, 1, "report", at, at), Used(one, 1, "chat", at, at)], now=NOW)
    metrics.compute([YESTERDAY], now=NOW)
    body: dict[str, Any] = declared(
        "reports_28d", aggregation="count", window={"days": 28}, where={"feature": "report"}
    )
    save("metric", body, after=None, author=None, reason="We sell reports", now=NOW)
    assert metrics.due_days(NOW) == [YESTERDAY]
    metrics.compute([YESTERDAY], now=NOW)
    assert metrics.stored([YESTERDAY], ["reports_28d"]).values["reports_28d"] == [1]
    (row,) = rows("account", [one], ["reports_28d"])
    assert row["reports_28d"] == 1


def test_a_metric_that_lost_its_ground_is_left_out(workspace: Workspace) -> None:
    one = account("One")
    put([Used(one, 1, "a", day_at(YESTERDAY), day_at(YESTERDAY))], now=NOW)
    save(
        "metric",
        declared("base", aggregation="count", window={"days": 7}),
        after=None,
        author=None,
        reason="a",
        now=NOW,
    )
    above = declared("above", aggregation={"kind": "trend", "of": "base"})
    save("metric", above, after=None, author=None, reason="a", now=NOW)
    without = declared("base", aggregation="tenure")
    save("metric", without, after=1, author=None, reason="b", now=NOW)
    found = metrics.frame([YESTERDAY])
    assert "above" not in found.values
    assert "base" in found.values
    with pytest.raises(metrics.MetricInvalid):
        metrics.frame([YESTERDAY], ["above"])
    with pytest.raises(metrics.NoMetric):
        metrics.frame([YESTERDAY], ["nothing"])


def test_no_days_and_no_facts(workspace: Workspace) -> None:
    assert len(metrics.frame([])) == 0
    assert len(metrics.frame([YESTERDAY])) == 0
    metrics.compute([YESTERDAY], now=NOW)
    assert metrics.computed_day(YESTERDAY).accounts == 0


def test_another_workspace_has_its_own_book(workspace: Workspace) -> None:
    one = account("One")
    put([Used(one, 1, "a", day_at(YESTERDAY), day_at(YESTERDAY))], now=NOW)
    metrics.compute([YESTERDAY], now=NOW)
    with scope(make_workspace("other")):
        assert metrics.latest_day() is None
        assert len(metrics.stored([YESTERDAY])) == 0
        assert len(metrics.frame([YESTERDAY])) == 0
