"""What was true as of a moment: known then, known now."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.platform.journal.api import ASSUMED, Entry, decode, publish, record, record_many, values_as_of
from banso.platform.lake.api import session
from banso.platform.tenancy.api import scope
from tests.cast import make_workspace

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def read(instant: datetime, attributes=("name",), known_then=True) -> dict[int, dict[str, Any]]:
    with session() as engine:
        rows = engine.fetch(values_as_of(engine, "thing", attributes, instant, known_then=known_then))
    columns = {name: decode(rows[name].tolist()) for name in attributes}
    return {
        int(key): {name: columns[name][i] for name in attributes} | {"assumed": bool(rows[ASSUMED][i])}
        for i, key in enumerate(rows["subject_id"].tolist())
    }


def say(value, *, at, known=None, basis="observed", name="name", number=1):
    record(
        subject="thing",
        subject_id=number,
        changes={name: ("?", value)},
        now=known or at,
        valid_from=at,
        known_at=known or at,
        basis=basis,
    )


def names(instant, known_then=True):
    return {key: row["name"] for key, row in read(instant, known_then=known_then).items()}


def test_the_latest_value_before_the_moment(workspace, now):
    say("a", at=START)
    say("b", at=START + DAY)
    publish(now)
    assert names(START) == {}
    assert names(START + timedelta(microseconds=1)) == {1: "a"}
    assert names(START + DAY) == {1: "a"}
    assert names(START + 2 * DAY) == {1: "b"}


def test_what_was_learnt_later_counts_only_now(workspace, now):
    say("a", at=START)
    say("b", at=START + DAY, known=START + 5 * DAY)
    publish(now)
    assert names(START + 3 * DAY) == {1: "a"}
    assert names(START + 3 * DAY, known_then=False) == {1: "b"}
    assert names(START + 6 * DAY) == {1: "b"}


def test_an_older_truth_learnt_later_does_not_replace_a_newer(workspace, now):
    say("b", at=START + DAY)
    say("a", at=START, known=START + 5 * DAY)
    publish(now)
    assert names(START + 9 * DAY) == {1: "b"}
    assert names(START + DAY / 2, known_then=False) == {1: "a"}


def test_a_correction_of_the_same_moment_wins_by_sequence(workspace, now):
    say("a", at=START)
    say("b", at=START, known=START + DAY)
    publish(now)
    assert names(START + 2 * DAY) == {1: "b"}
    assert names(START + DAY / 2) == {1: "a"}


def test_missing_values_several_attributes_and_assumption(workspace, now):
    say("a", at=START)
    say(5, at=START, name="size", basis="assumed")
    say(None, at=START + DAY)
    say({"x": [1, "日本"]}, at=START, number=2)
    publish(now)
    assert read(START + DAY, ("name", "size")) == {
        1: {"name": "a", "size": 5, "assumed": True},
        2: {"name": {"x": [1, "日本"]}, "size": None, "assumed": False},
    }
    assert read(START + 2 * DAY, ("name", "size"))[1]["name"] is None


def test_another_workspace_sees_nothing(workspace, now):
    say("a", at=START)
    publish(now)
    with scope(make_workspace("other")):
        assert names(now) == {}


moments = st.integers(0, 6).map(lambda days: START + days * DAY)
said = st.tuples(st.integers(1, 2), st.integers(0, 9), moments, moments)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(said, max_size=8), later=st.lists(said, max_size=4), instant=moments)
def test_facts_known_later_change_nothing_known_then(workspace, facts, later, instant):
    """The plain definition in Python, and: adding facts known at or after K leaves "known then as of K" alone."""

    def put(rows) -> None:
        record_many(
            Entry(
                subject="thing",
                subject_id=number,
                changes={"name": ("?", value)},
                now=at,
                valid_from=at,
                known_at=known,
            )
            for number, value, at, known in rows
        )
        publish(instant)

    from banso.platform.kit.ids import uuid7

    with scope(make_workspace(f"h-{uuid7().hex[:30]}")):
        put(facts)
        expected: dict[int, tuple[datetime, int]] = {}
        for number, value, at, known in facts:
            if at < instant and known < instant and at >= expected.get(number, (START - DAY, 0))[0]:
                expected[number] = (at, value)
        assert names(instant) == {number: value for number, (_at, value) in expected.items()}
        put([(number, value, at, max(known, instant)) for number, value, at, known in later])
        assert names(instant) == {number: value for number, (_at, value) in expected.items()}
