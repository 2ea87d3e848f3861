"""Work in the background, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from banso.connectors.files.api import APPLY_JOB, CHECK_JOB
from banso.judgement.metrics.api import COMPUTE
from banso.platform.identity.api import IMPORT, Member, allowed
from banso.platform.jobs.api import Job, State
from banso.platform.journal.api import TIDY_JOB, UNDO_JOB, Batch
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.compose.feeds import effect_lines

ACTIVE = (State.WAIT, State.RUNNING)
LATE = timedelta(minutes=1)
"""Work that nobody has taken up for so long means that no worker is there."""
MOST_OPEN = 50
MOST_DONE = 5
OF_IMPORTS = (APPLY_JOB, UNDO_JOB)
"""These are stopped and taken up again on the page of their import, which knows what that means."""
_NAMES: dict[str, Promise] = {
    CHECK_JOB: gettext_lazy("Dry run of a file"),
    APPLY_JOB: pgettext_lazy("noun", "Import"),
    UNDO_JOB: gettext_lazy("Undo of an import"),
    COMPUTE: gettext_lazy("Computing metrics, health and signals"),
    TIDY_JOB: gettext_lazy("Tidying up the stored facts"),
    "proof_lists": gettext_lazy("Past lists for the proof"),
    "files.drop": gettext_lazy("A file from the drop folder"),
    "workspace.morning_mail": gettext_lazy("Mails of the morning"),
    "work.signal_digest": gettext_lazy("Mails about new signals"),
}
_TONES = {State.RUNNING: "info", State.DONE: "good", State.DEAD: "risk"}


def work_panel(member: Member, *, now: datetime) -> pages.WorkPanel:
    """What is being worked on, what waits, what was given up; and the last that was done."""
    jobs = list(Job.objects.exclude(state__in=[State.DONE, State.CANCELLED]).order_by("-pk")[:MOST_OPEN])
    jobs += Job.objects.filter(state=State.DONE).order_by("-finished_at")[:MOST_DONE]
    return pages.WorkPanel(
        lines=job_lines(jobs, member, now=now),
        is_active=any(job.state in ACTIVE for job in jobs),
        effects=effect_lines(member),
    )


def job_lines(jobs: Iterable[Job], member: Member, *, now: datetime) -> list[pages.JobLine]:
    """Jobs as lines; who may not import sees neither errors, which may quote data, nor buttons."""
    jobs = list(jobs)
    may = allowed(member, IMPORT)
    names = names_of_members(job.created_by for job in jobs)
    batches = Batch.objects.in_bulk([job.payload["batch"] for job in jobs if "batch" in job.payload])
    return [_line(job, batches.get(job.payload.get("batch", 0)), names, now, may=may) for job in jobs]


def _line(job: Job, batch: Batch | None, names: dict[int, str], now: datetime, *, may: bool) -> pages.JobLine:
    is_own = job.kind not in OF_IMPORTS
    late = job.state == State.WAIT and now - job.due_at > LATE and not job.failures
    return pages.JobLine(
        uid=str(job.uid),
        name=str(_NAMES.get(job.kind, job.kind)),
        state=job.state,
        state_word=job.get_state_display(),
        tone=_TONES.get(State(job.state), "outline"),
        done=job.progress_done,
        total=job.progress_total,
        since=job.finished_at or job.started_at or job.created_at,
        is_active=job.state in ACTIVE,
        detail=_("Nobody has taken it up yet. Is the worker running? banso serve starts one.") if late else "",
        url=reverse("workspace:import", args=[batch.uid]) if batch and may else "",
        error=job.error if may else "",
        by=" ".join(part for part in (_batch_words(batch), names.get(job.created_by or 0, "")) if part),
        can_resume=may and is_own and job.state in (State.DEAD, State.PAUSED),
        can_cancel=may and is_own and job.state in (*ACTIVE, State.PAUSED),
    )


def _batch_words(batch: Batch | None) -> str:
    return f"#{batch.pk} {batch.file_name}".strip() if batch else ""
