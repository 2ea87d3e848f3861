"""One import, step by step: hand in, choose, look at the dry run, apply, take back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from banso.connectors.files import api as files
from banso.platform.identity.api import IMPORT, MemberRequest, requires
from banso.platform.jobs.api import cancel, resume, unfinished
from banso.platform.journal.api import Batch, BatchState, acting, find_batch
from banso.platform.kit.errors import BansoError, Conflict, NotAllowed, NotFound
from banso.platform.kit.sheets import Echo, plain
from banso.platform.ui.api import is_fragment, say
from banso.surfaces.workspace import importing
from banso.surfaces.workspace.compose.data import data_page, is_first
from banso.surfaces.workspace.compose.imports import import_page, job_of, problem_line
from banso.surfaces.workspace.compose.kinds import kind_words, may_import

SMALL = 256 * 1024
"""Bytes of a file whose dry run answers at once."""


@csrf_exempt  # checked below, once it is known that the body may be read
@requires(IMPORT)
@require_POST
def upload(request: MemberRequest) -> HttpResponse:
    """Take a file. One that is too large is refused before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > settings.UPLOAD_LIMIT:
        megabytes = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise BansoError(
            _("The file is larger than %(limit)s MB.") % {"limit": f"{megabytes:,}"},
            hint=_("Nothing was kept. Compress it with gzip, cut it into parts, or use banso import."),
            code="too_large",
            status=413,
        )
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    request = cast("MemberRequest", request)
    given, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if not isinstance(given, UploadedFile):
        error = BansoError(_("No file was chosen."), hint=_("Choose a CSV file, also compressed with gzip."))
        return _data_again(request, error)
    now = timezone.now()
    try:
        if kind in files.KINDS and not may_import(request.member, kind):
            raise NotAllowed(_("You may not import this."), hint=_("Ask an admin of the workspace."))
        options = files.Options(
            source=request.POST.get("source", "").strip() or files.Options().source,
            history=kind in files.KINDS and kind_words(kind).tells_past and is_first(kind),
        )
        batch = files.begin(
            cast("BinaryIO", given.file),
            kind,
            options,
            file_name=given.name or "",
            now=now,
            created_by=request.member.pk,
        )
    except BansoError as error:
        return _data_again(request, error)
    if batch.state == BatchState.DRAFT:
        if not batch.report:
            files.choose_saved(batch, now=now)
        _check(batch, request, size=given.size, now=now)
    return HttpResponseRedirect(_url(batch))


def _data_again(request: MemberRequest, error: BansoError) -> HttpResponse:
    page = data_page(request.member, now=timezone.now())
    context = {"page": page, "error": error, "sent": request.POST}
    return render(request, "workspace/data.html", context, status=422)


def _import(uid: UUID) -> Batch:
    """The import; a batch of another kind (many rows edited at once, a calendar) has no page here."""
    batch = find_batch(uid)
    if batch.kind not in files.KINDS:
        raise NotFound(_("There is no such import."))
    return batch


@requires(IMPORT)
@require_safe
def show(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The page, in the stage the import is in."""
    page = import_page(_import(uid), request.member, now=timezone.now())
    return render(request, "workspace/import.html", {"page": page})


@requires(IMPORT)
@require_safe
def progress(request: MemberRequest, uid: UUID) -> HttpResponse:
    """How far the work is: a fragment that asks for itself again, and for the whole page once the stage is over."""
    page = import_page(_import(uid), request.member, now=timezone.now())
    response = render(request, "workspace/_import_progress.html", {"page": page})
    if is_fragment(request) and page.stage != request.GET.get("stage"):
        response.headers["HX-Refresh"] = "true"
    return response


@requires(IMPORT)
@require_POST
def choose(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Say what becomes of the columns and how the file is read; it is tried again."""
    return _choose(request, _import(uid))


@requires(IMPORT)
@require_POST
def apply(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Import what the dry run showed. Choices that differ from it are tried first."""
    batch = _import(uid)
    if batch.state in (BatchState.DRAFT, BatchState.CHECKED):
        before = files.Options.from_json(batch.options)
        if importing.differs(request.POST, before, files.report_of(batch)):
            return _choose(request, batch)
    with acting(actor_id=request.member.pk, source="web"):
        files.apply(batch, now=timezone.now(), created_by=request.member.pk, skip_errors=True)
    return HttpResponseRedirect(_url(batch))


def _choose(request: MemberRequest, batch: Batch) -> HttpResponse:
    now, report = timezone.now(), files.report_of(batch)
    running = unfinished(files.CHECK_JOB, batch=batch.pk)
    try:
        options = importing.read_options(request.POST, files.Options.from_json(batch.options), report)
        if running is not None:
            cancel(running, now)
        files.choose(batch, options)
    except Conflict:
        raise
    except BansoError as error:
        page = import_page(batch, request.member, now=now, error=(error.message, error.hint), sent=request.POST)
        return render(request, "workspace/import.html", {"page": page}, status=422)
    _check(batch, request, size=report.file_bytes or SMALL + 1, now=now)
    return HttpResponseRedirect(_url(batch))


def _check(batch: Batch, request: MemberRequest, *, size: int | None, now: datetime) -> None:
    """Dry-run at once what is small; the rest in the background."""
    if size is None or size > SMALL or batch.file_name.endswith(".gz"):
        files.check_later(batch, now=now, created_by=request.member.pk)
        return
    try:
        files.check_batch(batch, now=now)
    except files.FileRefused:
        return  # kept with the batch; its page says so


@requires(IMPORT)
@require_POST
def stop(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Stop what is going on: a dry run ends, an import under way is taken back whole."""
    batch = _import(uid)
    now = timezone.now()
    running = unfinished(files.CHECK_JOB, batch=batch.pk)
    if running is not None and cancel(running, now):
        say(request, _("The dry run was stopped. Nothing was changed."))
    elif batch.state == BatchState.APPLYING:
        files.undo(batch, now=now, created_by=request.member.pk)
        say(request, _("Stopped. What was imported so far is being taken back."))
    return HttpResponseRedirect(_url(batch))


@requires(IMPORT)
@require_POST
def go_on(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take up again what was given up half-way, from where it was."""
    batch = _import(uid)
    job = job_of(batch)
    if job is None or not resume(job, timezone.now()):
        say(request, _("There is nothing to take up again."), error=True)
    return HttpResponseRedirect(_url(batch))


@requires(IMPORT)
@require_POST
def undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take the whole import back."""
    batch = _import(uid)
    with acting(actor_id=request.member.pk, source="web"):
        files.undo(batch, now=timezone.now(), created_by=request.member.pk)
    return HttpResponseRedirect(_url(batch))


@requires(IMPORT)
@require_safe
def problems(request: MemberRequest, uid: UUID) -> StreamingHttpResponse:
    """The kept faults as a file."""
    batch = _import(uid)
    return StreamingHttpResponse(
        _problem_lines(files.report_of(batch)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{batch.pk}-problems.csv"'},
    )


def _problem_lines(report: files.Report) -> Iterator[str]:
    writer = csv.writer(Echo())
    heading = [_("File"), _("Row"), _("Column"), _("Value"), _("What is wrong"), _("What to do")]
    yield "\ufeff" + writer.writerow([plain(text) for text in heading])
    for line in map(problem_line, report.problems):
        cells = [report.file_name, line.row, line.column, line.value, line.message, line.hint]
        yield writer.writerow([plain(str(cell), number=isinstance(cell, int)) for cell in cells])


def _url(batch: Batch) -> str:
    return reverse("workspace:import", args=[batch.uid])
