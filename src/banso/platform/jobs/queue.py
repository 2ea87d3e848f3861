"""Putting work in the queue, and what people do to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from banso.platform.jobs.models import Job, State
from banso.platform.jobs.registry import kind_of
from banso.platform.kit.errors import Conflict, NotFound


def enqueue(
    kind: str,
    payload: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    key: str = "",
    due_at: datetime | None = None,
    created_by: int | None = None,
) -> Job:
    """Queue a job; call it in the transaction that makes it necessary, so that both happen or neither.

    With ``key``, a waiting job of the same kind and key is returned instead (moved forward when
    ``due_at`` is earlier); one that runs already is not, for it may have read what has changed since.
    Raises ``KeyError`` for a kind nobody handles.
    """
    kind_of(kind)
    due = due_at or now
    if key:
        waiting = Job.objects.filter(kind=kind, key=key, state=State.WAIT)
        if waiting.update(due_at=Least(F("due_at"), due)):
            found = waiting.first()
            if found is not None:
                return found
    values = {
        "kind": kind,
        "payload": dict(payload or {}),
        "key": key,
        "due_at": due,
        "created_by": created_by,
        "created_at": now,
    }
    if not key:
        return Job.objects.create(**values)
    try:
        with transaction.atomic():
            return Job.objects.create(**values)
    except IntegrityError:
        # Another transaction queued the same key between our look and our insert.
        return Job.objects.get(kind=kind, key=key, state=State.WAIT)


def cancel(job: Job, now: datetime) -> bool:
    """Cancel a job that is not over; a running one stops before its next step. False: it was over."""
    return _move(
        job,
        (State.WAIT, State.RUNNING, State.PAUSED),
        State.CANCELLED,
        finished_at=now,
        lease_until=None,
    )


def pause(job: Job) -> bool:
    """Hold a job; a running one stops before its next step and keeps its cursor. False: it was over."""
    return _move(job, (State.WAIT, State.RUNNING), State.PAUSED, lease_until=None)


def resume(job: Job, now: datetime) -> bool:
    """Let a paused or dead job go on from its cursor. False: it was neither."""
    try:
        with transaction.atomic():
            return _move(
                job,
                (State.PAUSED, State.DEAD),
                State.WAIT,
                due_at=now,
                failures=0,
                dead_at=None,
                finished_at=None,
            )
    except IntegrityError as error:
        raise Conflict(_("The same work is waiting already."), hint=_("Cancel one of the two jobs.")) from error


def find_job(uid: UUID | str) -> Job:
    """The workspace's job with this ``uid``; raises :class:`NotFound`."""
    try:
        return Job.objects.get(uid=uid)
    except (Job.DoesNotExist, ValidationError) as error:
        raise NotFound(_("There is no such job.")) from error


def unfinished(kind: str, **payload: object) -> Job | None:
    """The newest job of ``kind`` that is not over and whose payload has these values."""
    same = Q(**{f"payload__{name}": value for name, value in payload.items()})
    return (
        Job.objects.filter(same, kind=kind, state__in=[State.WAIT, State.RUNNING, State.PAUSED]).order_by("-id").first()
    )


def _move(job: Job, states: Sequence[State], to: State, **values: Any) -> bool:
    """Compare and set; ``job`` is brought up to date either way."""
    moved = Job.objects.filter(pk=job.pk, state__in=states).update(state=to, **values)
    job.refresh_from_db()
    return bool(moved)
