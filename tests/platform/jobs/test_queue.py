"""Queueing, cancelling, pausing: what a person or an action can do to a job."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from banso.platform.jobs.api import Job, State, Step, cancel, enqueue, find_job, handler, pause, resume, unfinished
from banso.platform.kit.errors import Conflict, NotFound
from banso.platform.tenancy.api import scope
from tests.cast import make_workspace


@handler("test.nothing")
def nothing(job: Job, now) -> Iterator[Step]:
    yield Step(None)


def test_a_job_is_queued_with_the_transaction(workspace, now):
    with transaction.atomic():
        enqueue("test.nothing", {"a": 1}, now=now)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_an_unknown_kind_is_refused(workspace, now):
    with pytest.raises(KeyError):
        enqueue("test.nobody", now=now)


def test_a_key_waits_once(workspace, now):
    first = enqueue("test.nothing", now=now, key="k", due_at=now + timedelta(hours=1))
    again = enqueue("test.nothing", now=now, key="k")
    assert again.pk == first.pk
    assert again.due_at == now
    later = enqueue("test.nothing", now=now, key="k", due_at=now + timedelta(days=1))
    assert later.due_at == now


def test_a_key_of_a_running_job_queues_another(workspace, now):
    first = enqueue("test.nothing", now=now, key="k")
    Job.objects.filter(pk=first.pk).update(state=State.RUNNING)
    assert enqueue("test.nothing", now=now, key="k").pk != first.pk


def test_keys_are_of_the_workspace(workspace, now):
    first = enqueue("test.nothing", now=now, key="k")
    with scope(make_workspace("other")):
        assert enqueue("test.nothing", now=now, key="k").pk != first.pk


def test_cancel_pause_resume(workspace, now):
    job = enqueue("test.nothing", now=now)
    assert pause(job)
    assert job.state == State.PAUSED
    assert resume(job, now)
    assert cancel(job, now)
    assert (job.state, job.finished_at) == (State.CANCELLED, now)
    assert not cancel(job, now)
    assert not pause(job)
    assert not resume(job, now)


def test_resuming_what_waits_again_already_is_a_conflict(workspace, now):
    job = enqueue("test.nothing", now=now, key="k")
    pause(job)
    enqueue("test.nothing", now=now, key="k")
    with pytest.raises(Conflict):
        resume(job, now)


def test_another_workspaces_job_does_not_exist(workspace, now):
    with scope(make_workspace("other")):
        job = enqueue("test.nothing", now=now)
    with pytest.raises(NotFound):
        find_job(job.uid)
    with pytest.raises(NotFound):
        find_job("no uid")


def test_unfinished_finds_by_payload(workspace, now):
    job = enqueue("test.nothing", {"batch": 7}, now=now)
    assert unfinished("test.nothing", batch=7) == job
    assert unfinished("test.nothing", batch=8) is None
    cancel(job, now)
    assert unfinished("test.nothing", batch=7) is None
