"""Changing what a task says, and handing it to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, record
from banso.platform.kit.errors import Conflict
from banso.platform.kit.text import clean
from banso.record.work.actions.checked import BadTask, checked
from banso.record.work.actions.create_task import SUBJECT, tell_owner
from banso.record.work.models import UNFINISHED, Task
from banso.record.work.rules.recurrence import usual

CHANGEABLE: Final = frozenset(
    {
        "title",
        "detail",
        "kind",
        "account",
        "person",
        "signal_id",
        "owner",
        "due",
        "priority",
        "recurrence",
        "minutes",
        "steps",
    }
)
NOTE: Final = 2000
_LINKS: Final = {"account": "account_id", "person": "person_id", "owner": "owner_id"}


def change_task(
    task: Task,
    changes: Mapping[str, Any],
    *,
    member: Member | None,
    now: datetime,
    batch: Batch | None = None,
    reason: str = "",
) -> Task:
    """Change fields of a task: those of :data:`CHANGEABLE`, links as objects; a signal by its id.

    Nothing is recorded where nothing differs. A new owner is told of it, unless it is one of a ``batch``.
    Raises :class:`BadTask`, with the name of the field.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise KeyError(min(unknown))
    with transaction.atomic():
        task = _locked(task)
        due = changes.get("due", task.due)
        wanted = dict(changes)
        if "due" in wanted and task.recurrence:
            # A rule tied to the 31st follows the day to which the task was moved.
            wanted.setdefault("recurrence", usual(task.recurrence))
        values = checked(wanted, due=due)
        before = {name: _kept(task, name) for name in values}
        for name, value in values.items():
            setattr(task, name, value)
        after = {name: _kept(task, name) for name in values}
        moved = {name: (before[name], after[name]) for name in values if before[name] != after[name]}
        if not moved:
            return task
        task.save(update_fields=[_LINKS.get(name, name) for name in moved])
        said = {name: pair for name, pair in moved.items() if name != "title_fold"}
        record(subject=SUBJECT, subject_id=task.pk, changes=said, now=now, batch=batch, reason=reason)
        if "owner" in moved and batch is None:
            tell_owner(task, member=member, now=now, note=reason)
    return task


def hand_over_task(task: Task, to: Member, *, note: str, member: Member | None, now: datetime) -> Task:
    """Give an unfinished task to ``to``, with a note to them, which stays in the task's history."""
    said = clean(note) or ""
    if len(said) > NOTE:
        raise BadTask(
            _("The note is at most %(most)d characters long.") % {"most": NOTE},
            field="note",
            hint=_("Put the details into the task."),
        )
    if task.state not in UNFINISHED:
        raise Conflict(
            _("This task is %(state)s already.") % {"state": task.get_state_display()},
            hint=_("Open it again first."),
            code="task_state",
        )
    if task.owner_id == to.pk:
        raise BadTask(
            _("%(name)s has this task already.") % {"name": to.name}, field="to", hint=_("Choose somebody else.")
        )
    return change_task(task, {"owner": to}, member=member, now=now, reason=said)


def _locked(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",)).select_related("account", "owner", "person", "done_by")
    return rows.get(pk=task.pk)


def _kept(task: Task, name: str) -> Any:
    value = getattr(task, _LINKS.get(name, name))
    return [dict(step) for step in value] if name == "steps" else value
