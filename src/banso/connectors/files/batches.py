"""An import from file to undo: what people and programs do with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from banso.connectors.files.check import check
from banso.connectors.files.fields import KINDS
from banso.connectors.files.keeping import keep, keep_path, place_of
from banso.connectors.files.opening import Beat
from banso.connectors.files.options import Options
from banso.connectors.files.problems import FileRefused, Problem
from banso.connectors.files.report import Report
from banso.platform.jobs.api import Job, cancel, enqueue, unfinished
from banso.platform.journal.api import Batch, BatchState, move_batch, undo_batch
from banso.platform.kit.errors import BansoError, Conflict

CHECK_JOB = "import.check"
APPLY_JOB = "import.apply"
_OPEN = (BatchState.DRAFT, BatchState.CHECKED, BatchState.APPLYING, BatchState.FAILED)


class ImportRefused(BansoError):
    """The dry run found what stands in the way; ``report`` says all of it. Nothing was written."""

    code = "import_refused"

    def __init__(self, report: Report) -> None:
        first = (report.questions or report.problems)[0]
        super().__init__(f"{first.where(report.file_name)}: {first.message()}", hint=first.hint())
        self.report = report


def begin(
    content: Path | BinaryIO,
    kind: str,
    options: Options,
    *,
    file_name: str,
    now: datetime,
    created_by: int | None = None,
) -> Batch:
    """Keep a file and make its batch, in state ``draft``.

    The same content with the same choices, handed in again while its batch is not yet applied, is that batch: it goes
    on where it was. Raises :class:`~banso.connectors.files.problems.FileRefused`.
    """
    if kind not in KINDS:
        raise BansoError(_("“%(kind)s” cannot be imported.") % {"kind": kind}, hint=", ".join(KINDS))
    options = options.checked(file_name)
    path, sha256 = keep_path(content, file_name) if isinstance(content, Path) else keep(content)
    with transaction.atomic():
        same = Batch.objects.filter(kind=kind, file_sha256=sha256, source=options.source, state__in=_OPEN)
        for batch in same.order_by("-pk"):
            if batch.options == options.as_json():
                return batch
        return Batch.objects.create(
            kind=kind,
            source=options.source,
            file_name=file_name[-255:],
            file_path=path,
            file_sha256=sha256,
            options=options.as_json(),
            created_by=created_by,
            created_at=now,
        )


def choose(batch: Batch, options: Options) -> None:
    """Change the choices of a batch that is not being applied; it is a draft again."""
    options = options.checked(batch.file_name)
    moved = move_batch(
        batch,
        [BatchState.DRAFT, BatchState.CHECKED],
        BatchState.DRAFT,
        options=options.as_json(),
        source=options.source,
        report={},
        mapping={},
    )
    if not moved:
        raise _wrong_state(batch)


def check_batch(batch: Batch, *, now: datetime, beat: Beat | None = None) -> Report:
    """Dry-run a batch and keep the report with it: ``checked`` when nothing is left to ask, else still a draft.

    Raises :class:`~banso.connectors.files.problems.FileRefused`; why is kept with the batch (:func:`refusal_of`).
    """
    options = Options.from_json(batch.options)
    path = place_of(batch.file_path)
    try:
        report = check(
            path, batch.kind, options, now=now, file_name=batch.file_name, beat=beat, importer=batch.created_by
        )
    except FileRefused as error:
        move_batch(batch, [BatchState.DRAFT, BatchState.CHECKED], BatchState.DRAFT, report=_refused(error))
        raise
    state = BatchState.DRAFT if report.questions else BatchState.CHECKED
    kept: Mapping[str, Any] = {
        "report": report.as_json(),
        "mapping": {"columns": [column.as_json() for column in report.columns]},
        "rows_total": report.rows,
    }
    if not move_batch(batch, [BatchState.DRAFT, BatchState.CHECKED], state, **kept):
        raise _wrong_state(batch)
    return report


def apply(batch: Batch, *, now: datetime, created_by: int | None = None, skip_errors: bool = False) -> Job:
    """Queue the import of a checked batch; ``run_job`` runs it at once, otherwise the worker does.

    A batch that is being applied already, or failed half-way, goes on: its job is returned. ``skip_errors`` is said
    here by whoever has seen the dry run, else it is what the batch's options say. Raises :class:`ImportRefused`
    while there are open questions, or refused rows that are not to be skipped.
    """
    running = unfinished(APPLY_JOB, batch=batch.pk)
    if running is not None:
        return running
    report = report_of(batch)
    skipping = skip_errors or Options.from_json(batch.options).skip_errors
    if batch.state == BatchState.CHECKED and not report.can_apply(skip_errors=skipping):
        raise ImportRefused(report)
    if batch.state == BatchState.DRAFT and report.questions:
        raise ImportRefused(report)
    options = batch.options | {"skip_errors": skipping}
    may_be = [BatchState.CHECKED, BatchState.FAILED, BatchState.APPLYING]
    with transaction.atomic():
        if not move_batch(batch, may_be, BatchState.APPLYING, options=options):
            raise _wrong_state(batch)
        return enqueue(APPLY_JOB, {"batch": batch.pk}, now=now, key=f"batch:{batch.pk}", created_by=created_by)


def check_later(batch: Batch, *, now: datetime, created_by: int | None = None) -> Job:
    """Queue the dry run of a batch."""
    return enqueue(CHECK_JOB, {"batch": batch.pk}, now=now, key=f"batch:{batch.pk}", created_by=created_by)


def undo(batch: Batch, *, now: datetime, created_by: int | None = None) -> Job:
    """Take a whole import back, also one that is under way or failed half-way; returns the job that does it."""
    running = unfinished(APPLY_JOB, batch=batch.pk)
    if running is not None:
        cancel(running, now)
    move_batch(batch, [BatchState.APPLYING], BatchState.FAILED)
    return undo_batch(batch, now, created_by=created_by)


def report_of(batch: Batch) -> Report:
    """What the last dry run of the batch said; an empty report before it."""
    if not batch.report.get("kind"):
        return Report(batch.kind, batch.file_name)
    return Report.from_json(batch.report)


def refusal_of(batch: Batch) -> Problem | None:
    """Why the file could not be read at all at the last dry run."""
    kept = batch.report.get("refused")
    return Problem.from_json(kept) if kept else None


def _refused(error: FileRefused) -> dict[str, Any]:
    return {"refused": error.problem.as_json()}


def _wrong_state(batch: Batch) -> Conflict:
    return Conflict(
        _("This import is %(state)s.") % {"state": batch.get_state_display()},
        hint=_("Hand the file in again."),
        code="batch_state",
    )
