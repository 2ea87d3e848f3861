"""Undo by compare: a field goes back only where nobody has changed it since."""

from datetime import timedelta

import pytest

from banso.platform.jobs.api import State, run_job
from banso.platform.journal import undo
from banso.platform.journal.api import (
    EXISTS,
    Batch,
    BatchState,
    Change,
    Entry,
    acting,
    on_undo,
    publish,
    record,
    record_many,
    undo_batch,
    undo_change,
    undone_ids,
    values_as_of,
)
from banso.platform.kit.errors import Conflict
from banso.platform.lake.api import session


def put(things, number, now, batch=None, **fields):
    """Change a thing as a use case would: the row and the journal."""
    row = things.setdefault(number, {})
    changes = {name: (row.get(name), value) for name, value in fields.items()}
    row.update(fields)
    return record(subject="thing", subject_id=number, changes=changes, now=now, batch=batch)


def make_batch(now, state=BatchState.APPLIED, kind="things"):
    return Batch.objects.create(kind=kind, source="test", state=state, created_at=now)


def lake_values(now):
    with session() as engine:
        rows = engine.fetch(values_as_of(engine, "thing", ["name"], now))
    return dict(zip(rows["subject_id"].tolist(), rows["name"].tolist(), strict=True))


def later(now, **by):
    return now + timedelta(**(by or {"hours": 1}))


def test_a_change_goes_back_and_is_journaled(workspace, now, things):
    put(things, 1, now, name="a", tier="high")
    change = put(things, 1, now, name="b", tier="low")
    with acting(actor_id=3, source="web"):
        done = undo_change(change, later(now), reason="wrong row")
    assert things[1] == {"name": "a", "tier": "high"}
    assert (done.fields, done.conflicts) == (2, [])
    row = Change.objects.get(undoes=change)
    assert (row.changes, row.actor, row.reason) == ({"name": ["b", "a"], "tier": ["low", "high"]}, 3, "wrong row")
    assert undone_ids([change]) == {change.pk}
    with pytest.raises(Conflict):
        undo_change(change, later(now))


def test_what_was_changed_since_is_left_alone(workspace, now, things):
    put(things, 1, now, name="a", tier="high")
    change = put(things, 1, now, name="b", tier="low")
    put(things, 1, now, name="c")
    done = undo_change(change, later(now))
    assert things[1] == {"name": "c", "tier": "high"}
    (conflict,) = done.conflicts
    assert (conflict.subject_id, conflict.field, conflict.expected, conflict.found) == (1, "name", "b", "c")
    assert Change.objects.get(undoes=change).changes == {"tier": ["low", "high"]}


def test_an_undo_can_be_undone(workspace, now, things):
    put(things, 1, now, name="a")
    change = put(things, 1, now, name="b")
    undo_change(change, later(now))
    undo_change(Change.objects.get(undoes=change), later(now))
    assert things[1] == {"name": "b"}


def test_an_undone_change_is_undone_in_the_lake_too(workspace, now, things):
    put(things, 1, now, name="a")
    change = put(things, 1, later(now), name="b")
    undo_change(change, later(now, hours=2))
    publish(now)
    assert lake_values(later(now, hours=2)) == {1: '"b"'}, "known then"
    assert lake_values(later(now, hours=3)) == {1: '"a"'}


def undone(batch, now):
    return run_job(undo_batch(batch, now), lambda: now)


def test_a_batch_goes_back_whole_and_counts_as_never_known(workspace, now, things):
    put(things, 1, now, name="a")
    batch = make_batch(now)
    put(things, 1, later(now), batch, name="b")
    put(things, 1, later(now), batch, name="c")
    put(things, 2, later(now), batch, name="x", **{EXISTS: True})
    publish(now)
    assert lake_values(later(now, hours=2)) == {1: '"c"', 2: '"x"'}
    job = undone(batch, later(now, hours=5))
    assert things == {1: {"name": "a"}}
    publish(now)
    assert lake_values(later(now, hours=2)) == lake_values(later(now, hours=9)) == {1: '"a"'}
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at) == (BatchState.UNDONE, later(now, hours=5))
    assert batch.report["undo"] == {"fields": 4, "conflicts": 0, "examples": []}
    assert (job.state, job.progress_done, job.progress_total) == (State.DONE, 3, 3)


def test_conflicts_of_a_batch_are_reported(workspace, now, things):
    batch = make_batch(now)
    put(things, 1, now, batch, name="b")
    put(things, 1, later(now), name="mine")
    undone(batch, later(now, hours=2))
    batch.refresh_from_db()
    assert things[1] == {"name": "mine"}
    report = batch.report["undo"]
    assert (report["fields"], report["conflicts"]) == (0, 1)
    assert report["examples"] == [
        {"subject": "thing", "subject_id": 1, "field": "name", "expected": "b", "found": "mine"}
    ]


def test_a_batch_that_was_never_published_stays_out_of_the_lake(workspace, now, things):
    batch = make_batch(now)
    put(things, 1, now, batch, name="b")
    undone(batch, later(now))
    assert publish(now) == 2
    assert lake_values(later(now, days=9)) == {}


def test_a_batch_goes_back_in_parts_and_after_a_stop(workspace, now, things, monkeypatch):
    monkeypatch.setattr(undo, "CHUNK", 4)
    batch = make_batch(now)
    for number in range(10):
        put(things, number, now, batch, name="b", **{EXISTS: True})
    job = undo_batch(batch, now)
    calls = []

    def stop(job):
        calls.append(job.progress_done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(job, lambda: now, stop)
    assert (calls, sorted(things)) == ([4], [0, 1, 2, 3, 4, 5])
    run_job(job, lambda: now)
    batch.refresh_from_db()
    assert (things, batch.state, batch.report["undo"]["fields"]) == ({}, BatchState.UNDONE, 20)


@pytest.mark.parametrize("state", [BatchState.DRAFT, BatchState.CHECKED, BatchState.APPLYING, BatchState.UNDONE])
def test_only_what_was_applied_can_be_undone(workspace, now, things, state):
    with pytest.raises(Conflict):
        undo_batch(make_batch(now, state), now)


def test_two_clicks_begin_one_undo(workspace, now, things):
    batch = make_batch(now)
    same = Batch.objects.get(pk=batch.pk)
    undo_batch(batch, now)
    with pytest.raises(Conflict):
        undo_batch(same, now)


def test_what_else_a_batch_made_is_taken_back_by_its_kind(workspace, now, things, monkeypatch):
    monkeypatch.setattr(undo, "_aftermath", {})
    seen = []
    on_undo("events", lambda batch, now: seen.append((batch.pk, now)))
    batch = make_batch(now, kind="events")
    undone(batch, now)
    undone(make_batch(now), now)
    assert seen == [(batch.pk, now)]


def test_a_large_batch_is_undone_with_few_queries(workspace, now, things, django_assert_max_num_queries):
    batch = make_batch(now)
    for number in range(900):
        things[number] = {"name": "b"}
    record_many(
        Entry(subject="thing", subject_id=i, changes={"name": (None, "b")}, now=now, batch=batch) for i in range(900)
    )
    job = undo_batch(batch, now)
    with django_assert_max_num_queries(60):
        run_job(job, lambda: now)
    assert {row["name"] for row in things.values()} == {None}
