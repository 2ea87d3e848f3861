"""Publishing: numbers in order, rows in the lake, every handler at least once."""

from datetime import timedelta

import pytest
from django.db import transaction

from banso.platform.journal import publish as publishing
from banso.platform.journal.api import Changed, Entry, publish, publish_all, record, record_many, subscribe
from banso.platform.journal.models import Change, Head, Position
from banso.platform.lake.api import session
from banso.platform.tenancy.api import scope
from tests.cast import make_workspace


def change(now, number=1, new="a", subject="thing"):
    return record(subject=subject, subject_id=number, changes={"name": (None, new)}, now=now)


def facts():
    with session() as engine:
        rows = engine.fetch(engine.table("field_value").order_by("seq"))
    return list(zip(rows["seq"].tolist(), rows["subject_id"].tolist(), rows["value"].tolist(), strict=True))


def test_published_changes_are_numbered_in_order_and_in_the_lake(workspace, now):
    for number in (3, 1, 2):
        change(now, number)
    assert publish(now) == 3
    assert publish(now) == 0
    seqs = list(Change.objects.order_by("pk").values_list("seq", flat=True))
    assert seqs == [1, 2, 3]
    assert facts() == list(zip(seqs, (3, 1, 2), ['"a"'] * 3, strict=True))
    assert Head.objects.get().last_seq == seqs[-1]


def test_numbers_go_on_growing_beside_another_workspace(workspace, now):
    change(now)
    publish(now)
    other = make_workspace("other")
    with scope(other):
        for number in range(5):
            change(now, number)
    change(now, 2)
    assert publish_all(now) == 6
    seqs = list(Change.objects.order_by("pk").values_list("seq", flat=True))
    assert seqs == [1, 2]
    with scope(other):
        assert list(Change.objects.order_by("pk").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


def test_more_than_one_round(workspace, now, monkeypatch):
    monkeypatch.setattr(publishing, "ROUND", 4)
    record_many(
        Entry(subject="thing", subject_id=i, changes={"a": (None, i), "b": (None, i)}, now=now) for i in range(10)
    )
    assert publish(now) == 10
    assert len(facts()) == 20


def test_a_round_that_fails_leaves_nothing(workspace, now, monkeypatch):
    change(now)

    def full(*args, **kwargs):
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("banso.platform.lake.api.append", full)
        with pytest.raises(OSError, match="no space"):
            publish(now)
        assert publish_all(now) == 0
    assert Change.objects.get().seq is None
    assert publish(now) == 1


def test_handlers_hear_of_their_subject_in_order(workspace, now):
    heard: list[Changed] = []
    all_heard: list[int] = []
    subscribe("thing", lambda events, now: heard.extend(events), name="things")
    subscribe(None, lambda events, now: all_heard.extend(event.subject_id for event in events), name="all")
    change(now, 1)
    change(now, 2, subject="other")
    change(now, 3)
    publish(now)
    publish(now)
    assert [(event.subject_id, event.changes) for event in heard] == [
        (1, {"name": [None, "a"]}),
        (3, {"name": [None, "a"]}),
    ]
    assert heard[0].seq < heard[1].seq
    assert all_heard == [1, 2, 3]
    assert set(Position.objects.values_list("seq", flat=True)) == {3}


def test_a_handler_that_fails_gets_the_same_again_and_holds_up_nobody(workspace, now):
    trouble = [RuntimeError("not now")]
    heard: list[int] = []
    others: list[Changed] = []

    def handler(events, now):
        change(now, 99, subject="trace")
        if trouble:
            raise trouble[0]
        heard.extend(event.subject_id for event in events)

    subscribe("thing", handler, name="a fails")
    subscribe("thing", lambda events, now: others.extend(events), name="b works")
    change(now)
    publish(now)
    position = Position.objects.get(handler="a fails")
    assert (heard, len(others), position.failures, position.error) == ([], 1, 1, "RuntimeError: not now")
    assert not Change.objects.filter(subject="trace").exists(), "what a failed handler wrote is taken back"
    trouble.clear()
    publish(now)
    assert heard == [], "not before its time"
    publish_all(now + timedelta(seconds=5))
    assert heard == [1]
    position.refresh_from_db()
    assert (position.failures, position.error) == (0, "")


def test_a_new_handler_hears_everything_from_the_beginning(workspace, now):
    change(now, 1)
    publish(now)
    heard: list[int] = []
    subscribe("thing", lambda events, now: heard.extend(event.subject_id for event in events), name="late")
    assert publish_all(now) == 0
    assert heard == [1]


def test_what_a_handler_records_is_by_the_journal(workspace, now):
    subscribe("thing", lambda events, now: change(now, 1, subject="echo"), name="echo")
    change(now)
    publish(now)
    assert Change.objects.get(subject="echo").source == "journal"


def test_one_name_is_one_handler(workspace):
    subscribe("thing", lambda events, now: None, name="x")
    with pytest.raises(ValueError, match="Two handlers"):
        subscribe("thing", lambda events, now: None, name="x")


def test_nothing_uncommitted_is_published(workspace, now):
    with transaction.atomic():
        change(now)
        transaction.set_rollback(True)
    assert publish(now) == 0
