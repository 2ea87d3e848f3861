"""Finishing, reopening, snoozing and cancelling a task: moves of its state by compare-and-set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, record
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError, Conflict
from banso.platform.tenancy.api import current_workspace
from banso.record.work.actions.create_task import SUBJECT, NewTask, create_tasks
from banso.record.work.actions.tell import hold_back
from banso.record.work.models import UNFINISHED, Task, TaskState
from banso.record.work.rules.recurrence import next_due

_FIELDS = ("state", "snoozed_until", "done_at", "done_by_id")


def finish_task(task: Task, *, member: Member | None, now: datetime, batch: Batch | None = None) -> Task:
    """It is done; a second time changes nothing. One that repeats makes the next one, once.

    Raises :class:`Conflict` for a cancelled task.
    """
    if task.state == TaskState.DONE:
        return task
    with transaction.atomic():
        done_by = member.pk if member else None
        task = _move(task, UNFINISHED, now, batch=batch, state=TaskState.DONE, done_at=now, done_by_id=done_by)
        if task.recurrence:
            _make_next(task, member, now, batch)
    return task


def reopen_task(task: Task, *, now: datetime, batch: Batch | None = None) -> Task:
    """It is to be done after all, now. The next one that its finishing made goes, if nobody has touched it."""
    if task.state == TaskState.OPEN:
        return task
    with transaction.atomic():
        if task.state == TaskState.CANCELLED and task.previous_id and _next_of(task.previous_id).exists():
            raise Conflict(_("The next one of this series is there already."), code="task_series")
        was_done = task.state == TaskState.DONE
        states = (TaskState.DONE, TaskState.CANCELLED, TaskState.SNOOZED)
        task = _move(task, states, now, batch=batch, state=TaskState.OPEN)
        if was_done and task.recurrence:
            for following in _next_of(task.pk).filter(state=TaskState.OPEN):
                cancel_task(following, now=now, batch=batch)
    return task


def snooze_task(task: Task, *, until: date, today: date, now: datetime, batch: Batch | None = None) -> Task:
    """It can wait: it counts as open again from ``until``, a day after ``today``."""
    if until <= today:
        raise BansoError(
            _("A task can only be put off to a later day."), hint=_("Choose tomorrow or later."), code="bad_day"
        )
    return _move(task, UNFINISHED, now, batch=batch, state=TaskState.SNOOZED, snoozed_until=until)


def cancel_task(task: Task, *, now: datetime, reason: str = "", batch: Batch | None = None) -> Task:
    """It need not be done. A mail about it that has not gone is not sent; what it told stays in the inbox."""
    if task.state == TaskState.CANCELLED:
        return task
    with transaction.atomic():
        task = _move(task, UNFINISHED, now, reason=reason, batch=batch, state=TaskState.CANCELLED)
        hold_back(f"task:{task.uid}:", now)
    return task


def tick_step(task: Task, number: int, *, done: bool, now: datetime) -> Task:
    """Tick or untick step ``number`` (from 0) of the task's checklist."""
    with transaction.atomic():
        task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
        if not 0 <= number < len(task.steps):
            raise Conflict(_("This task has no such step any more."), hint=_("Reload the page."))
        before = [dict(step) for step in task.steps]
        task.steps[number]["done"] = done
        task.save(update_fields=["steps"])
        record(subject=SUBJECT, subject_id=task.pk, changes={"steps": (before, task.steps)}, now=now)
    return task


def _make_next(task: Task, member: Member | None, now: datetime, batch: Batch | None) -> None:
    """The next of a series, with the same checklist, unticked; the move of the state lets one caller come here."""
    due = next_due(task.recurrence, task.due, day_of(now, current_workspace().timezone))
    if due is None or _next_of(task.pk).exists():
        return
    following = NewTask(
        title=task.title,
        owner=task.owner,
        account=task.account,
        person=task.person,
        detail=task.detail,
        kind=task.kind,
        due=due,
        priority=task.priority,
        recurrence=task.recurrence,
        minutes=task.minutes,
        cause=task.cause,
        steps=[step["title"] for step in task.steps],
        previous=task,
    )
    create_tasks([following], member=member, now=now, batch=batch)


def _next_of(task_id: int) -> Any:
    return Task.objects.filter(previous_id=task_id).exclude(state=TaskState.CANCELLED)


def _move(
    task: Task,
    states: Sequence[str],
    now: datetime,
    *,
    reason: str = "",
    batch: Batch | None = None,
    **values: Any,
) -> Task:
    before = {name: getattr(task, name) for name in _FIELDS}
    after = dict.fromkeys(_FIELDS) | values
    with transaction.atomic():
        moved = Task.objects.filter(pk=task.pk, state__in=states, state=before["state"]).update(**after)
        task.refresh_from_db(fields=[*_FIELDS])
        if not moved:
            raise Conflict(
                _("This task is %(state)s already.") % {"state": task.get_state_display()},
                hint=_("Reload the page to see how it stands."),
                code="task_state",
            )
        record(
            subject=SUBJECT,
            subject_id=task.pk,
            changes={_journal_name(name): (before[name], after[name]) for name in _FIELDS},
            now=now,
            reason=reason,
            batch=batch,
        )
    return task


def _journal_name(field: str) -> str:
    return field.removesuffix("_id")
