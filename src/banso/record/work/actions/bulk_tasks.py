"""Changing many tasks at once: one batch, which can be taken back whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.jobs.api import run_job
from banso.platform.journal.api import Batch, BatchState, undo_batch
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.record.work.actions.change_task import change_task
from banso.record.work.actions.move_task import cancel_task, finish_task, reopen_task, snooze_task
from banso.record.work.models import UNFINISHED, Task, TaskState

BATCH_KIND: Final = "edit_tasks"
MOST = limit("work.bulk", 500)
"""Tasks that a click changes at once, in the request."""

Act = Literal["", "done", "cancel", "reopen", "snooze"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEdit:
    """What is to become of each task: ``changes`` as for :func:`change_task`, then an act. ``until`` is for snooze."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    act: Act = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What became of them. ``skipped`` were finished already, or are gone."""

    batch: Batch
    changed: int
    skipped: int


def bulk_tasks(ids: Sequence[int], edit: BulkEdit, *, member: Member | None, today: date, now: datetime) -> BulkDone:
    """Change the tasks with these ids, in one transaction and one batch; the finished are left alone.

    Raises :class:`BansoError` where nothing is to be done, or too much at once.
    """
    if not edit.changes and not edit.act:
        raise BansoError(_("Nothing was chosen to change."), hint=_("Choose an owner, a day, a priority or an act."))
    if not 0 < len(ids) <= MOST:
        raise BansoError(
            _("Select 1 to %(most)d tasks.") % {"most": MOST}, hint=_("Use a narrower list for more, in several turns.")
        )
    with transaction.atomic():
        batch = Batch.objects.create(
            kind=BATCH_KIND,
            source="web",
            state=BatchState.APPLIED,
            rows_total=len(ids),
            created_by=member.pk if member else None,
            created_at=now,
            applied_at=now,
        )
        changed = apply_edit(ids, edit, batch=batch, member=member, today=today, now=now)
        Batch.objects.filter(pk=batch.pk).update(rows_done=changed)
    return BulkDone(batch, changed, len(ids) - changed)


def apply_edit(
    ids: Sequence[int], edit: BulkEdit, *, batch: Batch, member: Member | None, today: date, now: datetime
) -> int:
    """One part of a bulk edit under ``batch``, inside the caller's transaction; returns how many tasks it changed."""
    states = (TaskState.DONE, TaskState.CANCELLED) if edit.act == "reopen" else UNFINISHED
    rows = Task.objects.select_related("account", "owner", "person").filter(pk__in=list(ids), state__in=states)
    changed = 0
    for task in rows.order_by("pk"):
        here = change_task(task, edit.changes, member=member, now=now, batch=batch) if edit.changes else task
        match edit.act:
            case "done":
                finish_task(here, member=member, now=now, batch=batch)
            case "cancel":
                cancel_task(here, now=now, batch=batch)
            case "reopen":
                reopen_task(here, now=now, batch=batch)
            case "snooze":
                snooze_task(here, until=edit.until or today, today=today, now=now, batch=batch)
            case _:
                pass
        changed += 1
    return changed


def undo_bulk(batch: Batch, *, member: Member | None, clock: Callable[[], datetime]) -> Batch:
    """Give every task of the batch back what it was; what was changed since by others stays."""
    job = undo_batch(batch, clock(), created_by=member.pk if member else None)
    run_job(job, clock)
    batch.refresh_from_db()
    return batch
