"""Events count once, for ever; what cannot be taken is kept with its reason; what changed is known."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.platform.journal.api import Batch
from banso.platform.kit.columns import Columns
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import Workspace, scope
from banso.record.usage import api as usage
from banso.record.usage.queries.rollups import local_day, zone_offsets
from tests.cast import NOW, make_workspace

FIRST = datetime(1990, 1, 1)  # noqa: DTZ001 - hypothesis wants its bounds without a zone
Row = tuple[int, int, str, str, str]
"""account, end user, instant (UTC), feature, message id."""


def batch(now: datetime = NOW) -> Batch:
    return Batch.objects.create(kind="events", source="app", created_at=now)


def columns(rows: Sequence[Row], **more: Any) -> Columns:
    size = len(rows)
    text = {
        name: np.array([row[place] for row in rows], dtype=object)
        for name, place in (("name", 3), ("feature", 3), ("message_id", 4))
    }
    return {
        "account": np.array([row[0] for row in rows], dtype=np.int64),
        "end_user": np.array([row[1] for row in rows], dtype=np.int64),
        "at": np.array([row[2] for row in rows], dtype="datetime64[us]"),
        "properties": np.full(size, "{}", dtype=object),
        "source": np.full(size, "app", dtype=object),
        **text,
        **more,
    }


def add(rows: Sequence[Row], *, now: datetime = NOW, of: Batch | None = None, **more: Any) -> usage.Counts:
    return usage.append_events(columns(rows, **more), batch=of or batch(now), now=now)


def events() -> list[tuple[str, str]]:
    with lake.session() as engine:
        found = engine.fetch(engine.table("event").select("at", "message_id").order_by("at", "message_id"))
    return [(str(at)[:16], key) for at, key in zip(found["at"], found["message_id"], strict=True)]


@pytest.mark.requirement("B2")
def test_a_message_counts_once_for_ever(workspace: Workspace) -> None:
    first = (1, 1, "2026-03-01T10:00", "a", "m1")
    assert add([first, (1, 1, "2026-03-02T10:00", "a", "m1"), (1, 1, "2026-03-03T10:00", "a", "m2")]) == usage.Counts(
        added=2, duplicates=1
    )
    # Another time, another month, another feature: still the same message.
    assert add([(1, 1, "2025-11-30T10:00", "b", "m1")]) == usage.Counts(duplicates=1)
    other = np.array(["crm"], dtype=object)
    assert add([first], source=other) == usage.Counts(added=1)
    assert [key for _, key in events()] == ["m1", "m1", "m2"]


def test_keys_given_by_the_caller_decide(workspace: Workspace) -> None:
    same: dict[str, Any] = {"key_hi": np.array([1, 1, 1]), "key_lo": np.array([2, 3, 2])}
    row = (1, 1, "2026-03-01T10:00", "a", "")
    assert add([row, row, row], **same) == usage.Counts(added=2, duplicates=1)
    assert add([row, row, row], **same) == usage.Counts(duplicates=3)
    assert list(usage.known_keys(np.array([1, 1, 2]), np.array([2, 9, 2]))) == [True, False, False]


@pytest.mark.requirement("B10")
def test_impossible_instants_go_to_quarantine(workspace: Workspace) -> None:
    """Tomorrow is the workspace's: NOW is 2026-04-01 in Tokyo, so 2026-04-02 there is the last day."""
    given = batch()
    rows = [
        (1, 1, "0201-03-01T00:00", "a", "m1"),
        (1, 1, "1989-12-31T23:59", "a", "m2"),
        (1, 1, "1990-01-01T00:00", "a", "m3"),
        (1, 1, "2026-04-02T14:59", "a", "m4"),
        (1, 1, "2026-04-02T15:00", "a", "m5"),
    ]
    assert add(rows, of=given) == usage.Counts(added=2, quarantined=3)
    kept = sorted(usage.quarantined(given.pk), key=lambda row: row.row_number)
    assert [(row.row_number, row.reason) for row in kept] == [
        (1, "before_1990"),
        (2, "before_1990"),
        (5, "after_tomorrow"),
    ]
    assert kept[2].raw["at"].startswith("2026-04-02T15:00")
    assert add(rows, of=given) == usage.Counts(duplicates=2, quarantined=3)
    assert len(usage.quarantined(given.pk)) == 3


def test_nothing_of_a_failed_transaction_stays(workspace: Workspace) -> None:
    def fail() -> None:
        with transaction.atomic():
            add([(1, 1, "2026-03-01T10:00", "a", "m1")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert events() == []
    assert usage.last_change() == 0
    assert add([(1, 1, "2026-03-01T10:00", "a", "m1")]) == usage.Counts(added=1)


def test_another_workspace_sees_nothing(workspace: Workspace) -> None:
    add([(1, 1, "2026-03-01T10:00", "a", "m1")])
    with scope(make_workspace("other")):
        assert events() == []
        assert len(usage.active_days(date(2026, 4, 30))["day"]) == 0
        assert add([(1, 1, "2026-03-01T10:00", "a", "m1")]) == usage.Counts(added=1)


@pytest.mark.requirement("R34")
def test_days_are_the_workspaces(workspace: Workspace) -> None:
    """Tokyo is nine hours ahead; the roll-up of a UTC month may hold a day of the next."""
    add([(1, 1, "2026-02-28T14:59", "a", "m1"), (1, 1, "2026-02-28T15:00", "a", "m2")])
    found = usage.active_days(date(2026, 4, 30), accounts=[1])
    days = [str(np.datetime64("1970-01-01") + int(day)) for day in found["day"]]
    assert days == ["2026-02-28", "2026-03-01"]


@settings(max_examples=20)
@given(
    zone=st.sampled_from(["Asia/Tokyo", "America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe"]),
    instants=st.lists(st.datetimes(FIRST, FIRST + timedelta(days=16_000)), min_size=1, max_size=80),
)
def test_local_days_equal_the_time_zone_database(zone: str, instants: list[datetime]) -> None:
    import ibis
    import pyarrow as pa

    aware = [instant.replace(tzinfo=UTC) for instant in instants]
    offsets = zone_offsets(zone, min(aware), max(aware))
    con = ibis.duckdb.connect(threads=1)
    try:
        con.con.register("given", pa.table({"at": pa.array(instants, type=pa.timestamp("us"))}))
        table = con.table("given")
        found = con.to_pyarrow(table.select(day=local_day(table["at"], zone, offsets))).to_pydict()["day"]
    finally:
        con.disconnect()
    expected = [(instant.astimezone(ZoneInfo(zone)).date() - date(1970, 1, 1)).days for instant in aware]
    assert found == expected


def test_only_months_whose_events_changed_are_rolled_up_again(workspace: Workspace) -> None:
    add([(1, 1, "2026-01-10T10:00", "a", "m1"), (1, 1, "2026-02-10T10:00", "a", "m2")])
    assert usage.refresh_rollups() == ["2026-01", "2026-02"]
    assert usage.refresh_rollups() == []
    given = batch()
    add([(2, 1, "2026-02-11T10:00", "a", "m3")], of=given)
    assert usage.refresh_rollups() == ["2026-02"]
    usage.retract_events(given, NOW)
    assert usage.refresh_rollups() == ["2026-02"]
    assert list(usage.active_days(date(2026, 4, 30))["account"]) == [1, 1]


def test_a_retracted_batch_was_never_there(workspace: Workspace) -> None:
    kept, given = batch(), batch()
    add([(1, 1, "2026-03-01T10:00", "a", "m1")], of=kept)
    add([(1, 1, "2026-03-02T10:00", "a", "m2"), (1, 1, "0201-01-01T00:00", "a", "m9")], of=given)
    assert usage.retract_events(given, NOW) == 1
    assert [key for _, key in events()] == ["m1"]
    assert usage.quarantined(given.pk) == []
    assert usage.retract_events(given, NOW) == 0
    assert add([(1, 1, "2026-03-02T10:00", "a", "m2")]) == usage.Counts(added=1)


def test_what_changed_is_known_by_the_day_from_which_it_was_known(workspace: Workspace) -> None:
    at = np.array(["2026-03-05T10:00"], dtype="datetime64[us]")
    add([(1, 1, "2026-03-05T10:00", "a", "m1")], known_at=at)
    seen = usage.last_change()
    assert usage.changed_after(seen) is None
    add([(1, 1, "2026-03-06T10:00", "a", "m2")])
    assert usage.changed_after(seen) == date(2026, 4, 1)
    history = batch()
    add([(1, 1, "2026-03-05T11:00", "a", "m3")], known_at=at, of=history)
    assert usage.changed_after(seen) == date(2026, 3, 5)
    seen = usage.last_change()
    usage.retract_events(history, NOW)
    assert usage.changed_after(seen) == date(2026, 3, 5)


@pytest.mark.requirement("R34")
def test_what_pages_read(workspace: Workspace) -> None:
    known = np.array(["2026-03-10", "2026-03-10", "2026-03-17", "2026-03-18", "2026-03-30"], dtype="datetime64[us]")
    add(
        [
            (1, 1, "2026-03-10T00:00", "a", "m1"),
            (1, 2, "2026-03-10T01:00", "b", "m2"),
            (1, 1, "2026-03-17T00:00", "b", "m3"),
            (2, 3, "2026-03-18T00:00", "a", "m4"),
            (1, 0, "2026-03-16T00:00", "c", "m5"),
        ],
        known_at=known,
    )
    until = date(2026, 3, 24)
    week = usage.weekly_usage(1, until, 3)
    assert list(week["n"]) == [2, 1, 0]
    assert list(week["users"]) == [2, 1, 0]
    assert [str(day) for day in week["week_end"]] == ["2026-03-10", "2026-03-17", "2026-03-24"]
    assert list(usage.account_days(1, until)["n"]) == [2, 1]
    assert [str(name) for name in usage.top_features(1, until, 90)["feature"]] == ["b", "a"]
    everything = usage.active_days(until + timedelta(days=10))
    assert list(everything["account"]) == [1, 1, 1, 2]
    assert list(everything["n"]) == [2, 1, 1, 1]
