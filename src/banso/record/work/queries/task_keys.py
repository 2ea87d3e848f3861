"""Tasks by the names that other systems have for them."""

from __future__ import annotations

from collections.abc import Sequence

from banso.platform.journal.api import Batch, BatchState
from banso.record.work.models import Task, TaskState

_CHUNK = 500


def tasks_by_key(source: str, keys: Sequence[str]) -> dict[str, Task]:
    """``{key: task}`` of those that came from ``source``; one query for each 500."""
    found: dict[str, Task] = {}
    rows = Task.objects.select_related("account", "owner", "person").filter(source=source)
    for place in range(0, len(keys), _CHUNK):
        part = rows.filter(key__in=keys[place : place + _CHUNK])
        found.update({task.key or "": task for task in part})
    return found


def taken_back_with_import(tasks: Sequence[Task]) -> set[int]:
    """Those that are cancelled because the import that made them was undone."""
    batches = {task.batch for task in tasks if task.batch and task.state == TaskState.CANCELLED}
    undone = set(Batch.objects.filter(pk__in=batches, state=BatchState.UNDONE).values_list("pk", flat=True))
    return {task.pk for task in tasks if task.state == TaskState.CANCELLED and task.batch in undone}
