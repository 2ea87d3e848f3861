"""Data: what was brought in, what is worked on, what stands in quarantine."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banso.platform.identity.api import IMPORT, VIEW, MemberRequest, requires
from banso.platform.jobs.api import Job, cancel, find_job, resume
from banso.platform.journal.api import find_batch
from banso.platform.kit.errors import Conflict
from banso.platform.ui.api import go_back, say
from banso.surfaces.workspace.compose.data import data_page, quarantine_page
from banso.surfaces.workspace.compose.work import OF_IMPORTS, work_panel
from banso.surfaces.workspace.views.common import page_number


@requires(VIEW)
@require_safe
def data(request: MemberRequest) -> HttpResponse:
    """Imports so far, background work, and the form for a file."""
    return render(request, "workspace/data.html", {"page": data_page(request.member, now=timezone.now())})


@requires(VIEW)
@require_safe
def work(request: MemberRequest) -> HttpResponse:
    """The panel of background work: a fragment that asks for itself again while something goes on."""
    panel = work_panel(request.member, now=timezone.now())
    return render(request, "workspace/_work.html", {"work": panel})


@requires(IMPORT)
@require_POST
def job_resume(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Let work that was given up, or held, go on from where it was."""
    job = _own_job(uid)
    if resume(job, timezone.now()):
        say(request, _("It goes on."))
    else:
        say(request, _("It is %(state)s already.") % {"state": job.get_state_display()}, error=True)
    return go_back(request)


@requires(IMPORT)
@require_POST
def job_cancel(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Stop work; what it has done so far stays."""
    job = _own_job(uid)
    if cancel(job, timezone.now()):
        say(request, _("Stopped."))
    else:
        say(request, _("It is %(state)s already.") % {"state": job.get_state_display()}, error=True)
    return go_back(request)


def _own_job(uid: UUID) -> Job:
    job = find_job(uid)
    if job.kind in OF_IMPORTS:
        raise Conflict(
            _("This is the work of an import."),
            hint=_("Stop it, or take it up again, on the page of that import."),
            code="of_import",
        )
    return job


@requires(IMPORT)
@require_safe
def quarantine(request: MemberRequest) -> HttpResponse:
    """Events that were not taken, with the reason; of one import with ``batch``."""
    uid = request.GET.get("batch")
    page = quarantine_page(find_batch(uid) if uid else None, page_number(request))
    return render(request, "workspace/quarantine.html", {"page": page})
