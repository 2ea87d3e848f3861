"""The page of one import, from the guessed columns to the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import available_timezones

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.connectors.files.api import APPLY_JOB, CHECK_JOB, Options, Problem, Report, refusal_of, report_of
from banso.platform.identity.api import Member
from banso.platform.jobs.api import Job
from banso.platform.journal.api import UNDO_JOB, Batch, BatchState
from banso.platform.tenancy.api import current_workspace
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import columns
from banso.surfaces.workspace.compose.data import batch_lines, is_first
from banso.surfaces.workspace.compose.results import applied_lines, conflicts, outcome_lines, samples
from banso.surfaces.workspace.compose.work import ACTIVE, job_lines

SHOWN_PROBLEMS = 50
_STEPS = {"checking": 2, "refused": 1, "choosing": 3}


def import_page(
    batch: Batch,
    member: Member,
    *,
    now: datetime,
    error: tuple[str, str] = ("", ""),
    sent: Mapping[str, str] | None = None,
) -> pages.ImportPage:
    """The page of ``batch``; ``error`` is what is wrong with the form ``sent``, and what to do: its choices stay."""
    sent = sent or {}
    report, options = report_of(batch), Options.from_json(batch.options)
    refusal = refusal_of(batch)
    job = job_of(batch)
    stage = stage_of(batch, job)
    can_apply = batch.state == BatchState.CHECKED and report.can_apply(skip_errors=True)
    if refusal is not None and not error[0]:
        error = (refusal.message(), page_hint(refusal))
    undo = batch.report.get("undo", {})
    (line,) = batch_lines([batch], may_open=True)
    (work,) = job_lines([job], member, now=now) if job else (None,)
    outcomes = applied_lines(batch) if stage in ("applied", "undoing", "undone") else outcome_lines(report)
    return pages.ImportPage(
        batch=line,
        stage=stage,
        step=_STEPS.get(stage, 4),
        file=_file(report),
        seconds=report.seconds,
        choices=_choices(report, options, sent),
        columns=columns.column_lines(report, options, sent),
        groups=columns.option_groups(batch.kind),
        questions=[columns.question(one, batch.kind) for one in report.questions if not one.column],
        rows=report.rows,
        outcomes=outcomes,
        fields=columns.named_fields(report.fields),
        samples=samples(report),
        samples_of=sum(report.fields.values()),
        problems=[problem_line(one) for one in report.problems[:SHOWN_PROBLEMS]],
        problem_kinds=_kinds(report),
        problems_total=sum(report.problem_counts.values()),
        problems_kept=len(report.problems),
        refused=report.refused,
        will_apply=report.rows - report.refused,
        is_first=is_first(batch.kind),
        can_apply=can_apply and report.rows > report.refused,
        problem=error[0],
        hint=error[1],
        work=work,
        undone_fields=undo.get("fields", 0),
        conflicts_total=undo.get("conflicts", 0),
        conflicts=conflicts(undo.get("examples", [])),
        quarantine_url=f"{reverse('workspace:quarantine')}?batch={batch.uid}" if batch.kind == "events" else "",
        shown_problems=min(len(report.problems), SHOWN_PROBLEMS),
    )


def job_of(batch: Batch) -> Job | None:
    """The newest job about the batch."""
    rows = Job.objects.filter(kind__in=[CHECK_JOB, APPLY_JOB, UNDO_JOB], payload__batch=batch.pk)
    return rows.order_by("-pk").first()


def stage_of(batch: Batch, job: Job | None) -> pages.Stage:
    """In which stage the page is."""
    working = job is not None and job.state in ACTIVE
    match batch.state:
        case BatchState.APPLYING:
            return "applying" if working else "failed"
        case BatchState.APPLIED | BatchState.FAILED | BatchState.UNDOING | BatchState.UNDONE:
            return batch.state  # type: ignore[return-value]  # the words are the same
        case _ if working:
            return "checking"
        case _:
            return "choosing" if batch.report.get("kind") else "refused"


def problem_line(problem: Problem) -> pages.ProblemLine:
    """A fault of a row in words."""
    return pages.ProblemLine(problem.row, problem.column, problem.value, problem.message(), page_hint(problem))


def page_hint(problem: Problem) -> str:
    """What to do about a fault, in the words of a page, which has no options to type."""
    hints = {
        "unknown_account": _("Import accounts first, or let the missing ones be made."),
        "ambiguous_account": _("Choose under “Source” which system these IDs are from."),
        "encoding": _("Save the file as UTF-8, or choose its encoding below."),
        "bad_option": _("Choose another value."),
    }
    return hints.get(problem.code) or problem.hint()


def _kinds(report: Report) -> list[tuple[str, int]]:
    """The faults by what is wrong, the most frequent first, each with the words of its first example."""
    words: dict[str, str] = {}
    for one in report.problems:
        words.setdefault(one.code, one.message())
    return [(words.get(code, code), n) for code, n in Counter(report.problem_counts).most_common()]


def _file(report: Report) -> str:
    """How the file is written: size, encoding, separator, zone of its times."""
    if report.layout is None:
        return ""
    encodings = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp932": "Shift_JIS (CP932)"}
    delimiters = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs")}
    parts = [
        filesizeformat(report.file_bytes),
        encodings.get(report.layout.encoding, report.layout.encoding),
        delimiters.get(report.layout.delimiter, report.layout.delimiter),
        "gzip" if report.layout.compressed else "",
    ]
    return " · ".join(part for part in parts if part)


def _choices(report: Report, options: Options, sent: Mapping[str, str]) -> pages.ImportChoices:
    asked = next((one for one in report.questions if one.code == "ambiguous_numbers"), None)
    return pages.ImportChoices(
        source=sent.get("source", options.source),
        history=sent["history"] == "yes" if "history" in sent else options.history,
        create_accounts=sent["create_accounts"] == "yes" if "create_accounts" in sent else options.create_accounts,
        zone=sent.get("zone") or options.input_timezone or current_workspace().timezone,
        encoding=sent.get("encoding", options.encoding or ""),
        delimiter=sent.get("delimiter", options.delimiter or ""),
        decimal=sent.get("decimal", options.decimal or ""),
        zones=sorted(available_timezones()) if report.kind == "events" else (),
        encodings=[
            pages.Choice("", _("found out")),
            pages.Choice("utf-8", "UTF-8"),
            pages.Choice("cp932", "Shift_JIS (CP932)"),
            pages.Choice("utf-16", "UTF-16"),
            pages.Choice("euc_jp", "EUC-JP"),
            pages.Choice("cp1252", "Windows-1252"),
        ],
        delimiters=[
            pages.Choice("", _("found out")),
            pages.Choice(",", _("commas")),
            pages.Choice(";", _("semicolons")),
            pages.Choice("\t", _("tabs")),
        ],
        decimals=[pages.Choice("point", _("point: 1.5")), pages.Choice("comma", _("comma: 1,5"))],
        ask_decimal=f"{asked.column}: {asked.message()}" if asked else "",
    )
