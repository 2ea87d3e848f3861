"""The front door of work: tasks."""

from banso.record.work.actions.bulk_tasks import BulkDone, BulkEdit, apply_edit, bulk_tasks, undo_bulk
from banso.record.work.actions.change_task import change_task, hand_over_task
from banso.record.work.actions.create_task import BadTask, NewTask, create_task, create_tasks
from banso.record.work.actions.move_task import (
    cancel_task,
    finish_task,
    reopen_task,
    snooze_task,
    tick_step,
)
from banso.record.work.actions.pin import MOST_PINS, item_of, pin, unpin
from banso.record.work.actions.tell import News, tell, tell_many, untell
from banso.record.work.models import UNFINISHED, InboxItem, InboxKind, Task, TaskKind, TaskState
from banso.record.work.queries.facts import (
    NEVER,
    NO_DAY,
    own_view_facts,
    promise_facts,
    task_facts,
    touch_facts,
    touch_people,
)
from banso.record.work.queries.pins import pins
from banso.record.work.queries.inbox import inbox, unread_count
from banso.record.work.queries.inbox_words import sentence as inbox_sentence
from banso.record.work.queries.tasks import (
    accounts_in_hand,
    find_task,
    tasks_caused_by,
    tasks_of_account,
    tasks_of_member,
    tasks_of_signals,
)
from banso.record.work.queries.timeline import timeline

__all__ = [
    "MOST_PINS",
    "NEVER",
    "NO_DAY",
    "UNFINISHED",
    "BadTask",
    "BulkDone",
    "BulkEdit",
    "InboxItem",
    "InboxKind",
    "NewTask",
    "News",
    "Task",
    "TaskKind",
    "TaskState",
    "accounts_in_hand",
    "apply_edit",
    "bulk_tasks",
    "cancel_task",
    "change_task",
    "create_task",
    "create_tasks",
    "find_task",
    "finish_task",
    "hand_over_task",
    "inbox",
    "inbox_sentence",
    "item_of",
    "pin",
    "pins",
    "reopen_task",
    "snooze_task",
    "task_facts",
    "tasks_caused_by",
    "tasks_of_account",
    "tasks_of_member",
    "tasks_of_signals",
    "tell",
    "tell_many",
    "tick_step",
    "unread_count",
    "timeline",
    "own_view_facts",
    "promise_facts",
    "touch_facts",
    "touch_people",
    "undo_bulk",
    "unpin",
    "untell",
]
