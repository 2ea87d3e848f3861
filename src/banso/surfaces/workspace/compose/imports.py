"""The page of one import, from the guessed columns to the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.connectors.files.api import (
    APPLY_JOB,
    CHECK_JOB,
    RECORDS,
    Options,
    Problem,
    Report,
    SavedMapping,
    mapping_for,
    refusal_of,
    report_of,
)
from banso.platform.identity.api import Member
from banso.platform.jobs.api import Job
from banso.platform.journal.api import UNDO_JOB, Batch, BatchState
from banso.platform.tenancy.api import current_workspace
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import columns
from banso.surfaces.workspace.compose.data import batch_lines, is_first
from banso.surfaces.workspace.compose.kinds import kind_words, may_import
from banso.surfaces.workspace.compose.results import applied_lines, conflicts, outcome_lines, samples
from banso.surfaces.workspace.compose.work import ACTIVE, job_lines

SHOWN_PROBLEMS = 50
_AFTER = ("applied", "undoing", "undone")
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
    report, options, job = report_of(batch), Options.from_json(batch.options), job_of(batch)
    stage = stage_of(batch, job)
    if (refusal := refusal_of(batch)) is not None and not error[0]:
        error = (f"{refusal.where(batch.file_name)}: {refusal.message()}", page_hint(refusal))
    (line,) = batch_lines([batch], may_open=True)
    (work,) = job_lines([job], member, now=now) if job else (None,)
    page = pages.ImportPage(
        batch=line,
        words=(words := kind_words(batch.kind)),
        stage=stage,
        step=_STEPS.get(stage, 4),
        file=_file(report),
        seconds=report.seconds,
        choices=_choices(report, options, sent or {}),
        rows=report.rows,
        outcomes=applied_lines(batch) if stage in _AFTER else outcome_lines(report),
        is_first=words.tells_past and is_first(batch.kind),
        problem=error[0],
        hint=error[1],
        work=work,
        links_url=_links_url(batch, stage, member),
        saved_as=saved.name if (saved := _saved(batch, report)) else "",
        mapping_name=(sent or {}).get("mapping_name", saved.name if saved else ""),
    )
    return replace(page, **_found(batch, report, options, sent or {}), **_undone(batch))


def _saved(batch: Batch, report: Report) -> SavedMapping | None:
    """The mapping that is saved for these columns."""
    return mapping_for(report.layout.header, kind=batch.kind, source=batch.source) if report.layout else None


def _links_url(batch: Batch, stage: pages.Stage, member: Member) -> str:
    """Where the links of invited members are to be had, for whoever may hand them out."""
    if batch.kind != "members" or stage != "applied" or not may_import(member, batch.kind):
        return ""
    return reverse("workspace:import_links", args=[batch.uid])


def _found(batch: Batch, report: Report, options: Options, sent: Mapping[str, str]) -> dict[str, Any]:
    """What the dry run has found."""
    return {
        "columns": columns.column_lines(report, options, sent),
        "groups": columns.option_groups(batch.kind),
        "questions": [columns.question(one, batch.kind) for one in report.questions if not one.column],
        "fields": columns.named_fields(batch.kind, report.fields),
        "samples": samples(report),
        "problems": [problem_line(one) for one in report.problems[:SHOWN_PROBLEMS]],
        "problem_kinds": _kinds(report),
        "problems_total": sum(report.problem_counts.values()),
        "problems_kept": len(report.problems),
        "refused": report.refused,
        "will_apply": report.rows - report.refused,
        "can_apply": batch.state == BatchState.CHECKED
        and report.can_apply(skip_errors=True)
        and report.rows > report.refused,
    }


def _undone(batch: Batch) -> dict[str, Any]:
    """What the undo has done."""
    undo = batch.report.get("undo", {})
    return {
        "undone_fields": undo.get("fields", 0),
        "conflicts_total": undo.get("conflicts", 0),
        "conflicts": conflicts(undo.get("examples", [])),
    }


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
        zones=sorted(available_timezones()) if report.kind == "events" or report.kind in RECORDS else (),
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
