"""Making a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, Entry, record_many
from banso.platform.kit.errors import BansoError
from banso.platform.kit.text import clean, fold
from banso.record.work.models import Task, TaskKind

if TYPE_CHECKING:
    from banso.record.customers.models import Account

SUBJECT = "task"
_TITLE = 300


class BadTask(BansoError):
    """A task cannot be made from these values."""

    code = "bad_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """What a task is made from; ``steps`` are the titles of its checklist."""

    title: str
    owner: Member
    account: Account | None = None
    kind: str = TaskKind.TODO
    due: date | None = None
    minutes: int | None = None
    cause: Mapping[str, Any] = field(default_factory=dict)
    signal_id: int | None = None
    steps: Sequence[str] = ()


def create_tasks(wanted: Sequence[NewTask], *, member: Member | None, now: datetime) -> list[Task]:
    """Make tasks, all or none; ``member`` asked for them. Raises :class:`BadTask`."""
    rows = [_row(one, member, now) for one in wanted]
    with transaction.atomic():
        made = Task.objects.bulk_create(rows)
        record_many(
            Entry(
                subject=SUBJECT,
                subject_id=task.pk,
                changes={
                    EXISTS: (False, True),
                    "title": (None, task.title),
                    "owner": (None, task.owner_id),
                    "account": (None, task.account_id),
                    "due": (None, task.due),
                    "state": (None, task.state),
                },
                now=now,
            )
            for task in made
        )
    return made


def create_task(wanted: NewTask, *, member: Member | None, now: datetime) -> Task:
    """Make one task; see :func:`create_tasks`."""
    return create_tasks([wanted], member=member, now=now)[0]


def _row(wanted: NewTask, member: Member | None, now: datetime) -> Task:
    title = clean(wanted.title)
    if title is None:
        raise BadTask(_("The task needs a title."), hint=_("Say in a few words what is to be done."))
    if len(title) > _TITLE:
        raise BadTask(
            _("The title of a task is at most %(most)d characters long.") % {"most": _TITLE},
            hint=_("Put the details into its steps."),
        )
    if wanted.kind not in TaskKind.values:
        raise BadTask(_("“%(kind)s” is not a kind of task.") % {"kind": wanted.kind})
    return Task(
        title=title,
        title_fold=fold(title),
        kind=wanted.kind,
        owner=wanted.owner,
        account=wanted.account,
        due=wanted.due,
        minutes=wanted.minutes,
        cause=dict(wanted.cause),
        signal_id=wanted.signal_id,
        steps=[{"title": step, "done": False} for step in wanted.steps],
        created_at=now,
        created_by=member,
    )
