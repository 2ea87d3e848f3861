"""Taking back changes of tasks, for the journal's undo."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.dateparse import parse_date, parse_datetime

from banso.platform.journal.api import EXISTS, Revert, UndoConflict
from banso.platform.kit.text import fold
from banso.record.work.actions.checked import TITLE
from banso.record.work.actions.create_task import SUBJECT
from banso.record.work.actions.tell import untell
from banso.record.work.models import Task, TaskState

_ENCODER = DjangoJSONEncoder()
_COLUMNS = {"owner": "owner_id", "account": "account_id", "person": "person_id", "done_by": "done_by_id"}
_GONE = {"state": TaskState.CANCELLED, "snoozed_until": None, "done_at": None, "done_by": None}


def revert_tasks(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Set each field that is still as the change left it to what it was; see the journal.

    A task is taken back whole or not at all: its states depend on each other. A task that came to be
    is cancelled, not removed, so that its history stays.
    """
    tasks = Task.objects.in_bulk([revert.subject_id for revert in reverts])
    conflicts: list[UndoConflict] = []
    for revert in reverts:
        task = tasks.get(revert.subject_id)
        wrong = [
            UndoConflict(SUBJECT, revert.subject_id, name, made, found)
            for name, (made, _before) in revert.changes.items()
            if (found := _found(task, name)) != made
        ]
        conflicts += wrong
        if task is None or wrong:
            continue
        if EXISTS in revert.changes:
            untell(f"task:{task.uid}:", beginning=True)
            Task.objects.filter(pk=task.pk).update(**_GONE)
            continue
        values = {_COLUMNS.get(name, name): _value(name, before) for name, (_m, before) in revert.changes.items()}
        if "owner" in revert.changes:
            # Who had the task for a moment is not told of it any more.
            untell(f"task:{task.uid}:{revert.changes['owner'][0]}:", beginning=True)
        if "title" in values:
            values["title_fold"] = fold(values["title"])[:TITLE]
        Task.objects.filter(pk=task.pk).update(**values)
    return conflicts


def _found(task: Task | None, name: str) -> Any:
    """A field as the journal writes it."""
    if name == EXISTS or task is None:
        return task is not None
    value = getattr(task, _COLUMNS.get(name, name))
    return _ENCODER.default(value) if isinstance(value, date) else value


def _value(name: str, text: Any) -> Any:
    if not isinstance(text, str):
        return text
    if name == "done_at":
        return parse_datetime(text)
    return parse_date(text) if name in {"due", "snoozed_until"} else text
