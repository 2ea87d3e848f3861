"""Finishing, reopening, snoozing and cancelling a task: moves of its state by compare-and-set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import record
from banso.platform.kit.errors import BansoError, Conflict
from banso.record.work.actions.create_task import SUBJECT
from banso.record.work.models import UNFINISHED, Task, TaskState

_FIELDS = ("state", "snoozed_until", "done_at", "done_by_id")


def finish_task(task: Task, *, member: Member | None, now: datetime) -> Task:
    """It is done; a second time changes nothing. Raises :class:`Conflict` for a cancelled task."""
    if task.state == TaskState.DONE:
        return task
    return _move(task, UNFINISHED, now, state=TaskState.DONE, done_at=now, done_by_id=member.pk if member else None)


def reopen_task(task: Task, *, now: datetime) -> Task:
    """It is to be done after all, now."""
    if task.state == TaskState.OPEN:
        return task
    return _move(task, (TaskState.DONE, TaskState.CANCELLED, TaskState.SNOOZED), now, state=TaskState.OPEN)


def snooze_task(task: Task, *, until: date, today: date, now: datetime) -> Task:
    """It can wait: it counts as open again from ``until``, a day after ``today``."""
    if until <= today:
        raise BansoError(
            _("A task can only be put off to a later day."), hint=_("Choose tomorrow or later."), code="bad_day"
        )
    return _move(task, UNFINISHED, now, state=TaskState.SNOOZED, snoozed_until=until)


def cancel_task(task: Task, *, now: datetime, reason: str = "") -> Task:
    """It need not be done."""
    if task.state == TaskState.CANCELLED:
        return task
    return _move(task, UNFINISHED, now, reason=reason, state=TaskState.CANCELLED)


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


def _move(task: Task, states: Sequence[str], now: datetime, *, reason: str = "", **values: Any) -> Task:
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
        )
    return task


def _journal_name(field: str) -> str:
    return field.removesuffix("_id")
