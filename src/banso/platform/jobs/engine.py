"""Running jobs: one attempt, a command's job in its own process, the worker's loop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from types import FrameType, TracebackType
from typing import Final, Self

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import translation
from django.utils.translation import gettext as _

from banso.platform.jobs import lease as leases
from banso.platform.jobs.lease import LEASE, LeaseLost
from banso.platform.jobs.models import Job, State
from banso.platform.jobs.registry import kind_of, ticks
from banso.platform.jobs.schedule import ensure_everywhere, queue_due
from banso.platform.jobs.sending import SEND_LEASE, Sender, send_due
from banso.platform.jobs.turns import give_way
from banso.platform.kit.errors import BansoError, Conflict
from banso.platform.tenancy.api import scope, unscoped

log = logging.getLogger("banso.jobs")

Clock = Callable[[], datetime]
Progress = Callable[[Job], object]

POLL: Final = 1.0
"""Seconds between two looks for work, and between two ticks."""
TURN: Final = timedelta(seconds=30)
"""After so long a job lets others that wait have the worker; it goes on from its cursor."""

_contexts: list[Callable[[Job], AbstractContextManager[object]]] = []


def around(context: Callable[[Job], AbstractContextManager[object]]) -> None:
    """Run every attempt inside ``context(job)``, such as the journal's "who is acting"."""
    if context not in _contexts:
        _contexts.append(context)


class _Heart:
    """Keeps the lease while a long step computes, from a thread with a connection of its own."""

    def __init__(self, job: Job, now_fn: Clock, lease: timedelta) -> None:
        self._job = job
        self._now = now_fn
        self._lease = lease
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease of job {job.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        touched = False
        while not self._stop.wait(self._lease.total_seconds() / 3):
            touched = True
            try:
                with unscoped("keeping a lease"):
                    if not leases.renew(self._job, self._now(), lease=self._lease):
                        break
            except (DatabaseError, InterfaceError):
                log.warning("lease not renewed, trying again", extra={"job": self._job.pk})
        if touched:
            connection.close()


def _steps(job: Job, now_fn: Clock, lease: timedelta, after_step: Callable[[], bool]) -> bool:
    """Run the handler to its end (True), or until ``after_step`` says no (False)."""
    with _Heart(job, now_fn, lease), closing(kind_of(job.kind).run(job, now_fn())) as steps:  # type: ignore[type-var]
        for step in steps:
            leases.commit_step(job, step, now_fn(), lease=lease)
            give_way()
            if not after_step():
                return False
    return True


def _attempt(
    job: Job,
    now_fn: Clock,
    *,
    lease: timedelta,
    after_step: Callable[[], bool],
    paused_by_hand: bool = False,
) -> Exception | None:
    """One attempt at a claimed job. Returns the failure it noted in the row; lets ``LeaseLost`` through."""
    with ExitStack() as stack:
        stack.enter_context(scope(job.workspace))
        stack.enter_context(translation.override(job.workspace.language))
        for context in _contexts:
            stack.enter_context(context(job))
        try:
            if _steps(job, now_fn, lease, after_step):
                leases.finish(job, now_fn())
            else:
                leases.release(job, now_fn())
        except LeaseLost:
            raise
        except BansoError as error:
            log.info("job failed: %s", error, extra={"job": job.pk, "kind": job.kind})
            leases.fail(job, str(error), now_fn(), permanent=True)
            return error
        except Exception as error:
            log.exception("job failed", extra={"job": job.pk, "kind": job.kind})
            leases.fail(job, f"{type(error).__name__}: {error}", now_fn(), permanent=False)
            return error
        except BaseException:
            leases.release(job, now_fn(), paused=paused_by_hand)
            raise
    return None


def run_job(job: Job, now_fn: Clock, on_progress: Progress | None = None, *, lease: timedelta = LEASE) -> Job:
    """Run one job here and now, to its end: for commands, and for tests.

    A person's command goes first: a job that waits, is paused, failed, or belonged to a process that was
    killed is taken over from its cursor (the fence makes that exact, whoever else may still believe to own
    it). ``on_progress(job)`` is called after each step. A failure is noted in the row and raised;
    Ctrl-C pauses the job. Returns the job, ``done``, or ``cancelled`` or ``paused`` by somebody else.
    """
    with unscoped("running one job"):
        job.refresh_from_db()
        claimed = leases.claim_by_hand(job, now_fn(), lease=lease)
    if not claimed:
        raise Conflict(_("This job is %(state)s.") % {"state": job.get_state_display()}, code="job_over")

    def after_step() -> bool:
        if on_progress is not None:
            on_progress(job)
        return True

    failure: Exception | None = None
    try:
        failure = _attempt(job, now_fn, lease=lease, after_step=after_step, paused_by_hand=True)
    except LeaseLost:
        with scope(job.workspace):
            job.refresh_from_db()
        if job.state == State.RUNNING:
            raise Conflict(_("Another process has taken this job over."), code="taken") from None
    if failure is not None:
        raise failure
    return job


def work(
    stop: threading.Event,
    now_fn: Clock,
    *,
    lease: timedelta = LEASE,
    send_lease: timedelta = SEND_LEASE,
    poll: float = POLL,
    until_idle: bool = False,
) -> int:
    """The worker's loop: schedules, ticks, jobs and effects of every workspace until ``stop`` is set.

    Stopping is clean: the step under way is completed and its job given back. Effects are sent beside the jobs, so
    that neither holds the other up. With ``until_idle`` the loop ends when nothing is due, and effects are sent in
    turn. Returns how many attempts were made at jobs.
    """
    if until_idle:
        return _loop(stop, now_fn, lease, poll, until_idle=True)
    with Sender(now_fn, poll, send_lease):
        return _loop(stop, now_fn, lease, poll, until_idle=False)


def _loop(stop: threading.Event, now_fn: Clock, lease: timedelta, poll: float, *, until_idle: bool) -> int:
    pulse = _Pulse(now_fn, poll)
    attempts = 0
    while not stop.is_set():
        try:
            if not connection.in_atomic_block:
                close_old_connections()
            pulse.beat()
            if until_idle:
                send_due(now_fn, stop)
            with unscoped("worker claim"):
                job = leases.claim_next(now_fn(), lease=lease)
            if job is not None:
                attempts += 1
                _work_on(job, stop, now_fn, lease, pulse)
                continue
        except (DatabaseError, InterfaceError):
            log.exception("the database does not answer, trying again")
        if until_idle:
            break
        stop.wait(poll)
    return attempts


def _work_on(job: Job, stop: threading.Event, now_fn: Clock, lease: timedelta, pulse: _Pulse) -> None:
    began = now_fn()

    def after_step() -> bool:
        pulse.beat()
        now = now_fn()
        return not stop.is_set() and not (now - began > TURN and _others_wait(now))

    try:
        _attempt(job, now_fn, lease=lease, after_step=after_step)
    except LeaseLost:
        log.info("lease lost, leaving the job alone", extra={"job": job.pk, "kind": job.kind})


def _others_wait(now: datetime) -> bool:
    with unscoped("whether others wait"):
        return Job.objects.filter(state=State.WAIT, due_at__lte=now).exists()


class _Pulse:
    """Schedules and ticks, at most once in ``every`` seconds, between steps too."""

    def __init__(self, now_fn: Clock, every: float) -> None:
        self._now = now_fn
        self._every = timedelta(seconds=every)
        self._last: datetime | None = None

    def beat(self) -> None:
        now = self._now()
        if self._last is not None and now - self._last < self._every:
            return
        self._last = now
        for name, tick in {"workspaces": ensure_everywhere, "schedules": queue_due, **ticks()}.items():
            try:
                tick(now)
            except Exception:
                log.exception("tick failed", extra={"tick": name})


@contextmanager
def stop_on_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set: the worker then ends after the step under way."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, old in before.items():
            signal.signal(number, old)
