"""Making a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, Batch, Entry, record_many
from banso.record.work.actions.checked import BadTask, checked
from banso.record.work.actions.tell import tell
from banso.record.work.models import InboxKind, Priority, Task, TaskKind

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

__all__ = ["SUBJECT", "BadTask", "NewTask", "create_task", "create_tasks"]

SUBJECT = "task"
_JOURNALED = (
    "title",
    "detail",
    "kind",
    "owner",
    "account",
    "person",
    "due",
    "priority",
    "recurrence",
    "minutes",
    "state",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """What a task is made from; ``steps`` are the titles of its checklist.

    ``previous`` is the task that this one repeats; ``source`` and ``key`` name it in another system.
    """

    title: str
    owner: Member
    account: Account | None = None
    person: Person | None = None
    detail: str | None = None
    kind: str = TaskKind.TODO
    due: date | None = None
    priority: int = Priority.NORMAL
    recurrence: str = ""
    minutes: int | None = None
    cause: Mapping[str, Any] = field(default_factory=dict)
    signal_id: int | None = None
    steps: Sequence[str] = ()
    previous: Task | None = None
    source: str = "manual"
    key: str | None = None


def create_tasks(
    wanted: Sequence[NewTask], *, member: Member | None, now: datetime, batch: Batch | None = None
) -> list[Task]:
    """Make tasks, all or none; ``member`` asked for them. Raises :class:`BadTask`.

    Owners are told of what others give them, but not of a whole ``batch``.
    """
    rows = [_row(one, member, now, batch) for one in wanted]
    with transaction.atomic():
        made = Task.objects.bulk_create(rows)
        record_many(
            Entry(
                subject=SUBJECT,
                subject_id=task.pk,
                changes={EXISTS: (False, True)} | {name: (None, _journaled(task, name)) for name in _JOURNALED},
                now=now,
                batch=batch,
            )
            for task in made
        )
        if batch is None and member is not None:
            for task in made:
                if task.previous_id is None:
                    tell_owner(task, member=member, now=now)
    return made


def create_task(wanted: NewTask, *, member: Member | None, now: datetime) -> Task:
    """Make one task; see :func:`create_tasks`."""
    return create_tasks([wanted], member=member, now=now)[0]


def tell_owner(task: Task, *, member: Member | None, now: datetime, note: str = "") -> None:
    """Put ``task`` into its owner's inbox, unless they gave it to themselves."""
    tell(
        [task.owner],
        InboxKind.ASSIGNMENT,
        f"task:{task.uid}:{task.owner_id}:{now.isoformat()}",
        account=task.account,
        actor=member,
        params={"title": task.title, "text": note},
        url=reverse("work:task", args=[task.uid]),
        now=now,
    )


def _journaled(task: Task, name: str) -> Any:
    value = getattr(task, f"{name}_id" if name in {"owner", "account", "person"} else name)
    return None if value == "" else value


def _row(wanted: NewTask, member: Member | None, now: datetime, batch: Batch | None) -> Task:
    steps = [{"title": step, "done": False} for step in wanted.steps]
    names = ("title", "detail", "kind", "priority", "recurrence", "minutes")
    values = checked({name: getattr(wanted, name) for name in names} | {"steps": steps}, due=wanted.due)
    return Task(
        **values,
        owner=wanted.owner,
        account=wanted.account,
        person=wanted.person,
        due=wanted.due,
        cause=dict(wanted.cause),
        signal_id=wanted.signal_id,
        previous=wanted.previous,
        source=wanted.source,
        key=wanted.key,
        created_at=now,
        created_by=member,
        batch=batch.pk if batch else None,
    )
