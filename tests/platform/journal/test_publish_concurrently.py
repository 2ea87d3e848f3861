"""Two publishers, and a transaction that commits late (PostgreSQL; SQLite has one writer by nature)."""

import threading

import pytest
from django.db import connection, transaction

from banso.platform.journal.api import Change, publish, record
from banso.platform.journal.publish import lock_head
from banso.platform.tenancy.api import Workspace, scope
from tests.cast import make_workspace

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs concurrent writers"),
]


def change(now, number):
    record(subject="thing", subject_id=number, changes={"name": (None, "a")}, now=now)


def elsewhere(workspace: Workspace, work) -> threading.Thread:
    """Run ``work`` in another thread, with a connection of its own."""

    def run() -> None:
        try:
            with scope(workspace):
                work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_late_commit_is_numbered_later_and_not_lost(now):
    workspace = make_workspace()
    written, commit = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            change(now, 1)
            written.set()
            commit.wait(10)

    thread = elsewhere(workspace, late)
    assert written.wait(10)
    with scope(workspace):
        change(now, 2)
        assert publish(now) == 1
        commit.set()
        thread.join()
        assert publish(now) == 1
        order = Change.objects.order_by("seq").values_list("subject_id", flat=True)
        assert list(order) == [2, 1]


def test_a_second_publisher_stands_back(now):
    workspace = make_workspace()
    held, release = threading.Event(), threading.Event()
    with scope(workspace):
        change(now, 1)
        publish(now)
        change(now, 2)

    def holder() -> None:
        with transaction.atomic():
            assert lock_head() is not None
            held.set()
            release.wait(10)

    thread = elsewhere(workspace, holder)
    assert held.wait(10)
    with scope(workspace):
        assert publish(now) == 0
        release.set()
        thread.join()
        assert publish(now) == 1
