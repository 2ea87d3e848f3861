"""The front door of work: tasks."""

from banso.record.work.actions.create_task import BadTask, NewTask, create_task, create_tasks
from banso.record.work.actions.move_task import (
    cancel_task,
    finish_task,
    reopen_task,
    snooze_task,
    tick_step,
)
from banso.record.work.actions.tell import tell, untell
from banso.record.work.models import UNFINISHED, InboxItem, InboxKind, Task, TaskKind, TaskState
from banso.record.work.queries.tasks import (
    accounts_in_hand,
    find_task,
    tasks_caused_by,
    tasks_of_account,
    tasks_of_member,
    tasks_of_signals,
)

__all__ = [
    "UNFINISHED",
    "BadTask",
    "InboxItem",
    "InboxKind",
    "NewTask",
    "Task",
    "TaskKind",
    "TaskState",
    "accounts_in_hand",
    "cancel_task",
    "create_task",
    "create_tasks",
    "find_task",
    "finish_task",
    "reopen_task",
    "snooze_task",
    "tasks_caused_by",
    "tasks_of_account",
    "tasks_of_member",
    "tasks_of_signals",
    "tell",
    "tick_step",
    "untell",
]
