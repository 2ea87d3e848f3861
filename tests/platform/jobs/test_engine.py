"""Running jobs: steps, failure, fences, the loop."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest

from banso.platform.jobs import engine, lease, registry
from banso.platform.jobs.api import Job, State, Step, cancel, enqueue, handler, pause, run_job, work
from banso.platform.kit.errors import BansoError, Conflict
from banso.platform.tenancy.api import Workspace, current_workspace, scope, unscoped
from tests.cast import make_workspace

LEASE = timedelta(seconds=60)


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(now) -> Clock:
    return Clock(now)


@handler("test.rows")
def rows(job: Job, now: datetime) -> Iterator[Step]:
    """Makes one workspace a step: rows that are easily counted."""
    for number in range(job.cursor.get("next", 0), job.payload["rows"]):
        yield Step(partial(make_workspace, f"row-{number}"), {"next": number + 1}, number + 1, job.payload["rows"])


class Trouble:
    """What ``test.trouble`` raises next, and how often it was started."""

    error: Exception | None = None
    started = 0


@handler("test.trouble", max_failures=3)
def trouble(job: Job, now: datetime) -> Iterator[Step]:
    Trouble.started += 1
    if Trouble.error is not None:
        raise Trouble.error
    yield Step(None, {"there": current_workspace().slug}, 1, 1)


@pytest.fixture(autouse=True)
def no_trouble():
    Trouble.error, Trouble.started = None, 0


def made() -> int:
    return Workspace.objects.filter(slug__startswith="row-").count()


def work_off(clock: Clock) -> int:
    return work(threading.Event(), clock, until_idle=True)


def test_steps_progress_and_end(workspace, clock):
    job = enqueue("test.rows", {"rows": 3}, now=clock())
    seen = []
    run_job(job, clock, lambda job: seen.append((job.progress_done, job.progress_total)))
    job.refresh_from_db()
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert (job.state, job.finished_at, job.lease_until, made()) == (State.DONE, clock(), None, 3)


def test_the_worker_works_for_every_workspace(workspace, clock):
    there = make_workspace("other")
    with scope(there):
        job = enqueue("test.trouble", now=clock())
    enqueue("test.trouble", now=clock())
    assert work_off(clock) == 2
    with scope(there):
        job.refresh_from_db()
    assert (job.state, job.cursor) == (State.DONE, {"there": "other"})


def test_what_is_not_due_waits(workspace, clock):
    enqueue("test.trouble", now=clock(), due_at=clock() + timedelta(minutes=1))
    assert work_off(clock) == 0
    clock.forward(minutes=1)
    assert work_off(clock) == 1


def test_a_failure_is_tried_again_later_and_again_more_seldom(workspace, clock):
    job = enqueue("test.trouble", now=clock())
    Trouble.error = RuntimeError("disk full")
    waits = []
    for _attempt in range(2):
        assert work_off(clock) == 1
        job.refresh_from_db()
        assert (job.state, job.error) == (State.WAIT, "RuntimeError: disk full")
        waits.append(job.due_at - clock())
        clock.now = job.due_at
    assert waits == [timedelta(seconds=10), timedelta(seconds=20)]
    work_off(clock)
    job.refresh_from_db()
    assert (job.state, job.dead_at, job.error) == (State.DEAD, clock(), "RuntimeError: disk full")
    assert work_off(clock) == 0


def test_a_failure_that_waiting_cannot_mend_is_final(workspace, clock):
    job = enqueue("test.trouble", now=clock())
    Trouble.error = BansoError("Row 7 has no name.", hint="Fill it in.")
    work_off(clock)
    job.refresh_from_db()
    assert (job.state, job.error, Trouble.started) == (State.DEAD, "Row 7 has no name. Fill it in.", 1)


def test_progress_forgets_failures(workspace, clock):
    job = enqueue("test.trouble", now=clock())
    Job.objects.filter(pk=job.pk).update(failures=2, error="before")
    work_off(clock)
    job.refresh_from_db()
    assert (job.state, job.failures, job.error) == (State.DONE, 0, "")


def test_run_job_raises_what_the_handler_raised(workspace, clock):
    job = enqueue("test.trouble", now=clock())
    Trouble.error = BansoError("No.")
    with pytest.raises(BansoError, match="^No"):
        run_job(job, clock)
    Trouble.error = None
    run_job(job, clock)  # a person tries again
    job.refresh_from_db()
    assert (job.state, job.dead_at) == (State.DONE, None)
    with pytest.raises(Conflict):
        run_job(job, clock)


def test_ctrl_c_pauses(workspace, clock):
    job = enqueue("test.rows", {"rows": 3}, now=clock())

    def interrupt(job: Job) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(job, clock, interrupt)
    job.refresh_from_db()
    assert (job.state, job.cursor, made()) == (State.PAUSED, {"next": 1}, 1)
    run_job(job, clock)
    assert made() == 3


def test_sigterm_gives_the_job_back_after_the_step(workspace, clock):
    stop = threading.Event()

    @handler("test.stopped")
    def stopped(job: Job, now: datetime) -> Iterator[Step]:
        for number in range(3):
            stop.set()
            yield Step(partial(make_workspace, f"row-{number}"), {"next": number + 1})

    job = enqueue("test.stopped", now=clock())
    work(stop, clock)
    job.refresh_from_db()
    assert (job.state, job.cursor, job.failures, made()) == (State.WAIT, {"next": 1}, 0, 1)


@pytest.mark.parametrize(("meddle", "state"), [(cancel, State.CANCELLED), (lambda job, _now: pause(job), State.PAUSED)])
def test_a_running_job_stops_before_its_next_step(workspace, clock, meddle, state):
    job = enqueue("test.rows", {"rows": 3}, now=clock())
    other = Job.objects.get(pk=job.pk)

    def on_progress(job: Job) -> None:
        if job.progress_done == 2:
            meddle(other, clock())

    run_job(job, clock, on_progress)
    assert (job.state, made()) == (state, 2)


def test_an_attempt_that_lost_its_lease_writes_nothing(workspace, clock):
    job = enqueue("test.rows", {"rows": 3}, now=clock())
    with unscoped("test"):
        late = lease.claim_next(clock(), lease=LEASE)
        clock.forward(seconds=61)
        taken = lease.claim_next(clock(), lease=LEASE)
    assert late is not None
    assert taken is not None
    assert (taken.pk, taken.attempts, taken.failures) == (job.pk, 2, 1)
    with pytest.raises(lease.LeaseLost):
        lease.commit_step(late, Step(lambda: make_workspace("row-late"), {"next": 9}), clock())
    assert made() == 0
    assert not lease.renew(late, clock())
    for last in (lambda: lease.finish(late, clock()), lambda: lease.release(late, clock())):
        with pytest.raises(lease.LeaseLost):
            last()
    lease.commit_step(taken, Step(lambda: make_workspace("row-0"), {"next": 1}), clock())
    job.refresh_from_db()
    assert (job.cursor, job.failures, made()) == ({"next": 1}, 0, 1)


def test_a_step_is_whole_or_not_at_all(workspace, clock):
    def half() -> None:
        make_workspace("row-half")
        raise RuntimeError

    job = enqueue("test.rows", {"rows": 3}, now=clock())
    lease.claim_by_hand(job, clock())
    with pytest.raises(RuntimeError):
        lease.commit_step(job, Step(half, {"next": 1}, 1), clock())
    fresh = Job.objects.get(pk=job.pk)
    assert (fresh.cursor, fresh.progress_done, made()) == ({}, 0, 0)


def test_a_renewed_lease_is_not_free(workspace, clock):
    enqueue("test.rows", {"rows": 1}, now=clock())
    with unscoped("test"):
        job = lease.claim_next(clock(), lease=LEASE)
        assert job is not None
        stale = Job.objects.get(pk=job.pk)
        clock.forward(seconds=61)
        assert lease.renew(job, clock(), lease=LEASE)
        assert lease.claim(stale, clock(), lease=LEASE) is None
        assert lease.claim_next(clock(), lease=LEASE) is None


def test_work_that_kills_its_worker_each_time_is_given_up(workspace, clock):
    job = enqueue("test.trouble", now=clock())
    with unscoped("test"):
        for _attempt in range(3):
            assert lease.claim_next(clock(), lease=LEASE) is not None
            clock.forward(seconds=61)
        assert lease.claim_next(clock(), lease=LEASE) is None
    job.refresh_from_db()
    assert job.state == State.DEAD
    assert "途中" in job.error


def test_going_back_to_wait_beside_the_same_key_keeps_both(workspace, clock):
    job = enqueue("test.trouble", now=clock(), key="k")
    lease.claim_by_hand(job, clock())
    other = enqueue("test.trouble", now=clock(), key="k")
    lease.release(job, clock())
    job.refresh_from_db()
    assert (job.state, job.key, other.key) == (State.WAIT, "", "k")


def test_unknown_kinds_are_left_to_others(workspace, clock, monkeypatch):
    enqueue("test.trouble", now=clock())
    monkeypatch.delitem(registry._kinds, "test.trouble")
    assert work_off(clock) == 0


def test_one_kind_has_one_handler():
    with pytest.raises(ValueError, match="Two handlers"):
        handler("test.rows")(trouble)


def test_a_long_job_lets_others_have_a_turn(workspace, clock, monkeypatch):
    order = []

    @handler("test.long")
    def long(job: Job, now: datetime) -> Iterator[Step]:
        for number in range(job.cursor.get("next", 0), 3):
            clock.forward(seconds=40)
            order.append(f"long {number}")
            yield Step(None, {"next": number + 1})

    @handler("test.short")
    def short(job: Job, now: datetime) -> Iterator[Step]:
        order.append("short")
        yield Step(None)

    enqueue("test.long", now=clock())
    enqueue("test.short", now=clock(), due_at=clock() + timedelta(seconds=1))
    work_off(clock)
    assert order == ["long 0", "short", "long 1", "long 2"]


def test_ticks_run_and_one_that_fails_stops_nothing(workspace, clock, monkeypatch):
    ticked: list[datetime] = []

    def broken(now: datetime) -> None:
        raise RuntimeError

    monkeypatch.setattr(registry, "_ticks", {"a broken one": broken, "good": ticked.append})
    enqueue("test.trouble", now=clock())
    assert work_off(clock) == 1
    assert ticked == [clock()]


def test_attempts_run_in_the_registered_contexts_and_language(workspace, clock, monkeypatch):
    from contextlib import contextmanager

    from django.utils.translation import get_language

    seen = []

    @contextmanager
    def context(job: Job):
        seen.append(job.kind)
        yield
        seen.append(get_language())

    monkeypatch.setattr(engine, "_contexts", [context])
    enqueue("test.trouble", now=clock())
    work_off(clock)
    assert seen == ["test.trouble", "ja"]
