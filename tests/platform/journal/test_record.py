"""Recording changes: one row a change, by whoever acts."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from banso.platform.journal.api import Change, Entry, acting, current_actor, history, record, record_many
from banso.platform.tenancy.api import NoWorkspace, scope
from tests.cast import make_workspace


def change(now, number=1, old=None, new="a", **more):
    return record(subject="thing", subject_id=number, changes={"name": (old, new)}, now=now, **more)


def test_a_change_keeps_both_clocks_actor_and_reason(workspace, now):
    with acting(actor_id=7, source="web"):
        change(now, reason="why", valid_from=now - timedelta(days=9), known_at=now - timedelta(days=8), basis="stated")
    row = Change.objects.get()
    assert (row.actor, row.source, row.reason, row.basis) == (7, "web", "why", "stated")
    assert (row.valid_from, row.known_at, row.recorded_at) == (now - timedelta(days=9), now - timedelta(days=8), now)
    assert row.changes == {"name": [None, "a"]}
    assert row.seq is None


def test_the_system_acts_where_nobody_else_does(workspace, now):
    with acting(actor_id=7, source="web"):
        pass
    change(now)
    assert (Change.objects.get().actor, Change.objects.get().source) == (None, "system")
    assert current_actor().actor_id is None


def test_what_did_not_change_is_not_recorded(workspace, now):
    assert change(now, old="a", new="a") is None
    row = record(subject="thing", subject_id=1, changes={"name": ("a", "a"), "tier": ("a", "b")}, now=now)
    assert row is not None
    assert row.changes == {"tier": ["a", "b"]}
    assert Change.objects.count() == 1


def test_dates_are_kept_as_text(workspace, now):
    record(subject="thing", subject_id=1, changes={"day": (None, date(2026, 3, 1)), "at": (None, now)}, now=now)
    assert Change.objects.get().changes == {"day": [None, "2026-03-01"], "at": [None, "2026-04-01T00:30:00Z"]}


def test_many_changes_cost_few_queries(workspace, now, django_assert_max_num_queries):
    entries = [Entry(subject="thing", subject_id=i, changes={"a": (None, i)}, now=now) for i in range(1200)]
    # PostgreSQL: three inserts of 500, 500 and 200. SQLite: Django binds at most 999 values a statement.
    with transaction.atomic(), django_assert_max_num_queries(24):
        record_many(entries)
    assert Change.objects.count() == 1200


def test_a_change_without_a_workspace_is_refused(db, now):
    with pytest.raises(NoWorkspace):
        change(now)


def test_history_is_newest_first_of_one_subject_and_workspace(workspace, now):
    change(now, new="a")
    change(now, old="a", new="b")
    change(now, number=2)
    record(subject="thing", subject_id=1, changes={"tier": (None, "high")}, now=now)
    with scope(make_workspace("other")):
        change(now, new="z")
    assert [row.changes for row in history("thing", 1)] == [
        {"tier": [None, "high"]},
        {"name": ["a", "b"]},
        {"name": [None, "a"]},
    ]
    named = history("thing", 1, fields=["name"], limit=1)
    assert [row.changes["name"][1] for row in named] == ["b"]
    assert [row.changes["name"][1] for row in history("thing", 1, fields=["name"], before=named[0].pk)] == ["a"]


def test_reading_history_costs_one_query(workspace, now):
    from django.db import connection

    change(now)
    with CaptureQueriesContext(connection) as queries:
        [row.batch for row in history("thing", 1)]
    assert len(queries) == 1
