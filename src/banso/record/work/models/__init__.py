"""Tables of work: tasks, touches, notes, promises, meetings, the inbox."""

from banso.record.work.models.inbox import InboxItem, InboxKind
from banso.record.work.models.meetings import CalendarFeed, Meeting
from banso.record.work.models.notes import Attachment, Comment, Note, Pin
from banso.record.work.models.promises import OwnView, Promise, PromiseKind, PromiseState
from banso.record.work.models.tasks import UNFINISHED, Priority, Task, TaskKind, TaskState
from banso.record.work.models.touches import Direction, Sentiment, Touch, TouchBody, TouchKind, TouchPerson

__all__ = [
    "UNFINISHED",
    "Attachment",
    "CalendarFeed",
    "Comment",
    "Direction",
    "InboxItem",
    "InboxKind",
    "Meeting",
    "Note",
    "OwnView",
    "Pin",
    "Priority",
    "Promise",
    "PromiseKind",
    "PromiseState",
    "Sentiment",
    "Task",
    "TaskKind",
    "TaskState",
    "Touch",
    "TouchBody",
    "TouchKind",
    "TouchPerson",
]
