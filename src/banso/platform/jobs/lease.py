"""Taking a job and keeping it: the only writers of a running job's row.

Whoever claims a job adds one to ``attempts`` and from then on writes only ``WHERE id AND state = running AND
attempts``. When such a write finds no row, somebody else has the job (its lease ran out, a person
cancelled or paused it): :class:`LeaseLost`, and the step's transaction is rolled back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from banso.platform.jobs.models import Job, State
from banso.platform.jobs.registry import Step, kind_of, kinds

LEASE: Final = timedelta(seconds=60)
FIRST_RETRY: Final = timedelta(seconds=10)
LAST_RETRY: Final = timedelta(hours=1)
ERROR_CHARS: Final = 4000


class LeaseLost(Exception):
    """The attempt no longer owns its job: stop, and write nothing more."""


def backoff(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 10 s, 20 s, 40 s … at most an hour."""
    wait: timedelta = FIRST_RETRY * 2 ** min(failures - 1, 20)
    return min(wait, LAST_RETRY)


def claim_next(now: datetime, *, lease: timedelta = LEASE) -> Job | None:
    """Claim the job that has been due longest, of any workspace; call it unscoped.

    Jobs of kinds this process does not know are left to others.
    """
    free = Q(state=State.WAIT, due_at__lte=now) | Q(state=State.RUNNING, lease_until__lt=now)
    rows = Job.objects.filter(free, kind__in=kinds()).order_by("due_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            locked = rows.select_for_update(skip_locked=True, of=("self",)).first()
            return claim(locked, now, lease=lease) if locked else None
    # SQLite has no row locks: look, then take by one conditional update, a few times where others win.
    for candidate in rows[:5]:
        claimed = claim(candidate, now, lease=lease)
        if claimed is not None:
            return claimed
    return None


def claim(job: Job, now: datetime, *, lease: timedelta = LEASE) -> Job | None:
    """Claim this job in the state it was read in; ``None`` where somebody else was quicker.

    A job that is taken over from an attempt which vanished counts one failure: work that kills its
    worker each time must not be tried for ever. Any step that is completed sets the count to 0.
    """
    vanished = job.state == State.RUNNING
    failures = job.failures + vanished
    if vanished and failures >= kind_of(job.kind).max_failures:
        with translation.override(job.workspace.language):
            error = job.error or _("The worker ended in the middle of this job, each time.")
        _set(job, _same(job), **_dead(error, failures, now))
        return None
    return job if _set(job, _same(job), **_claimed(job, failures, now, lease)) else None


def claim_by_hand(job: Job, now: datetime, *, lease: timedelta = LEASE) -> bool:
    """Claim a job that is not over, or is dead, whoever has its lease: a person says so.

    The fence stops the attempt it is taken from at its next write.
    """
    same = Q(state__in=[State.WAIT, State.RUNNING, State.PAUSED, State.DEAD])
    return _set(job, same, **_claimed(job, 0, now, lease), dead_at=None, finished_at=None)


def commit_step(job: Job, step: Step, now: datetime, *, lease: timedelta = LEASE) -> None:
    """Do the step's writes, move the cursor and renew the lease, in one transaction."""
    with transaction.atomic():
        # The fence first: on PostgreSQL it locks the row, so that nobody can claim it under the writes.
        _keep(
            job,
            cursor=dict(step.cursor),
            progress_done=step.done,
            progress_total=step.total,
            lease_until=now + lease,
            failures=0,
            error="",
        )
        if step.write is not None:
            step.write()


def renew(job: Job, now: datetime, *, lease: timedelta = LEASE) -> bool:
    """Keep the lease while a long step computes; False: it is lost."""
    rows = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)
    return bool(rows.update(lease_until=now + lease))


def finish(job: Job, now: datetime) -> None:
    """The job is done."""
    _keep(job, state=State.DONE, finished_at=now, lease_until=None, failures=0, error="")


def release(job: Job, now: datetime, *, paused: bool = False) -> None:
    """Give the job back unharmed: the worker is asked to stop, or a person stopped a command."""
    _back(job, State.PAUSED if paused else State.WAIT, due_at=now, lease_until=None)


def fail(job: Job, error: str, now: datetime, *, permanent: bool) -> None:
    """Note a failure: try again later, or give up and keep the error."""
    failures = job.failures + 1
    text = error[:ERROR_CHARS]
    if permanent or failures >= kind_of(job.kind).max_failures:
        _keep(job, **_dead(text, failures, now))
    else:
        _back(
            job,
            State.WAIT,
            due_at=now + backoff(failures),
            lease_until=None,
            failures=failures,
            error=text,
        )


def _claimed(job: Job, failures: int, now: datetime, lease: timedelta) -> dict[str, Any]:
    return {
        "state": State.RUNNING,
        "attempts": job.attempts + 1,
        "failures": failures,
        "lease_until": now + lease,
        "started_at": job.started_at or now,
    }


def _dead(error: str, failures: int, now: datetime) -> dict[str, Any]:
    return {
        "state": State.DEAD,
        "dead_at": now,
        "finished_at": now,
        "lease_until": None,
        "failures": failures,
        "error": error,
    }


def _same(job: Job) -> Q:
    """As it was read: a lease that was renewed since is not free."""
    return Q(state=job.state, lease_until=job.lease_until)


def _set(job: Job, where: Q, **values: Any) -> bool:
    """Write where ``where`` holds and nobody has claimed since; then ``job`` carries the values too."""
    if not Job.objects.filter(where, pk=job.pk, attempts=job.attempts).update(**values):
        return False
    for name, value in values.items():
        setattr(job, name, value)
    return True


def _keep(job: Job, **values: Any) -> None:
    if not _set(job, Q(state=State.RUNNING), **values):
        raise LeaseLost


def _back(job: Job, state: State, **values: Any) -> None:
    try:
        with transaction.atomic():
            _keep(job, state=state, **values)
    except IntegrityError:
        # The same key was queued again meanwhile; both are to run, and this one keeps its cursor.
        _keep(job, state=state, key="", **values)
