"""What a bulk edit shows: what it would do, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from banso.platform.attributes.api import attributes_of
from banso.platform.jobs.api import Job, State, unfinished
from banso.platform.journal.api import Batch, BatchState
from banso.surfaces.workspace.lists.bulk import BULK_JOB, Edit, Preview
from banso.surfaces.workspace.lists.editing import said_kept
from banso.surfaces.workspace.lists.spec import ListSpec, list_named


@dataclass(frozen=True)
class SaidPreview:
    """A preview in words. ``changing`` is how many rows would become another; None where it was not counted."""

    total: int
    changing: int | None
    examples: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class BulkPage:
    """A bulk edit that is under way or over."""

    uid: str
    title: str
    state: str
    said: str
    done: int
    total: int
    back: str
    fields: int = 0
    conflicts: int = 0
    error: str = ""
    is_running: bool = False
    can_undo: bool = False


def said_preview(spec: ListSpec, found: Preview, edit: Edit) -> SaidPreview:
    """The preview as the dialog shows it."""
    changing = None if found.same is None else found.total - found.same
    if edit.act == "archive":
        examples = [(name, _("in the list"), _("archived")) for name, _before, _after in found.examples]
        return SaidPreview(found.total, found.total, examples)
    if edit.act == "join":
        examples = [(name, _("in it") if before else _("not in it"), _("in it")) for name, before, _a in found.examples]
        return SaidPreview(found.total, changing, examples)
    attribute = attributes_of(spec.subject)[edit.key]
    is_owner = spec.editing is not None and edit.key == spec.editing.owner

    def said(value: object) -> str:
        return said_kept(attribute, value, is_owner=is_owner)

    return SaidPreview(
        found.total, changing, [(str(name), said(before), said(after)) for name, before, after in found.examples]
    )


def bulk_page(batch: Batch, *, now: datetime) -> BulkPage:
    """The page of one bulk edit."""
    spec = list_named(str(batch.options.get("noun", "")))
    undone = batch.report.get("undo", {})
    job = _job(batch)
    return BulkPage(
        uid=str(batch.uid),
        title=str(spec.title),
        state=batch.state,
        said=batch.get_state_display(),
        done=batch.rows_done,
        total=batch.rows_total or 0,
        back=spec.path,
        fields=undone.get("fields", 0),
        conflicts=undone.get("conflicts", 0),
        error=job.error if job is not None and job.state == State.DEAD else "",
        is_running=batch.state in (BatchState.APPLYING, BatchState.UNDOING),
        can_undo=batch.state in (BatchState.APPLIED, BatchState.FAILED),
    )


def _job(batch: Batch) -> Job | None:
    running = unfinished(BULK_JOB, batch=batch.pk)
    return running or Job.objects.filter(kind=BULK_JOB, payload__batch=batch.pk).order_by("-pk").first()
