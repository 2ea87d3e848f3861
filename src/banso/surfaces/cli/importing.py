"""What ``banso import`` and ``banso undo`` do."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from banso.connectors.files import api as files
from banso.platform.identity.api import invited_by, new_link
from banso.platform.jobs import api as jobs
from banso.platform.journal.api import UNDO_JOB, Batch, acting, try_publish
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import scope
from banso.surfaces.cli import database
from banso.surfaces.cli.operate import base_url
from banso.surfaces.cli.options import now, pairs_option, workspace_of
from banso.surfaces.cli.output import ROWS_REFUSED, complain, progress, say, show_json, show_table

SHOWN_PROBLEMS = 20
SHOWN_BATCHES = 5
MARKS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def options_of(*, mapping: list[str], ignore: list[str], delimiter: str, **given: Any) -> files.Options:
    """The choices of the command line; what was not given is left to be found out."""
    maybe: dict[str, Any] = {name: given.pop(name) or None for name in ("date_order", "decimal", "encoding")}
    return files.Options(
        map=pairs_option(mapping),
        ignore=tuple(ignore),
        delimiter=MARKS.get(delimiter, delimiter) or None,
        **maybe,
        **given,
    )


def import_files(
    workspace: str,
    kind: str,
    paths: list[Path],
    options: files.Options,
    *,
    saved: str = "",
    dry_run: bool,
    as_json: bool,
) -> int:
    """Import each file in turn; a file that cannot be read at all ends the command.

    ``saved`` names a mapping whose choices hold where the command line says nothing else.
    """
    database.prepare()
    results: list[dict[str, Any]] = []
    code = 0
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        try:
            if saved:
                options = _with_saved(saved, kind, options)
            for path in paths:
                result, refused = _import_one(path, kind, options, dry_run=dry_run, quiet=as_json)
                results.append(result)
                code = ROWS_REFUSED if refused else code
        finally:
            # What stands is told, also when a later file is refused.
            if any(result["applied"] for result in results):
                try_publish(now())
            if as_json:
                show_json(results)
    return code


def _with_saved(name: str, kind: str, options: files.Options) -> files.Options:
    """The saved choices, with what the command line says put over them."""
    mapping = files.mapping_named(name)
    if mapping.kind != kind:
        raise NotFound(
            f"The saved mapping “{mapping.name}” is for {mapping.kind}.", hint=f"banso import {mapping.kind} FILE"
        )
    kept = files.use_mapping(mapping, now())
    blank = files.Options()
    given = {
        one.name: getattr(options, one.name)
        for one in fields(options)
        if getattr(options, one.name) != getattr(blank, one.name)
    }
    if options.map:
        given["map"] = {**kept.map, **options.map}
    return replace(kept, **given)


def _import_one(
    path: Path, kind: str, options: files.Options, *, dry_run: bool, quiet: bool
) -> tuple[dict[str, Any], bool]:
    """Check one file and, unless it is a dry run or refused, apply it."""
    batch = files.begin(path, kind, options, file_name=path.name, now=now())
    if batch.state in ("draft", "checked"):
        with progress(f"checking {path.name}") as update:
            report = files.check_batch(batch, now=now(), beat=lambda _stage, row: update(row, None))
    else:
        report = files.report_of(batch)
    refused = not report.can_apply(skip_errors=options.skip_errors)
    applied: dict[str, Any] | None = None
    if not dry_run and not refused:
        _run(files.apply(batch, now=now()), f"importing {path.name}")
        batch.refresh_from_db()
        applied = batch.report.get("applied") or {"rows": batch.rows_done}
    if not quiet:
        _tell(report, batch, applied)
    said = {"file": path.name, "batch": str(batch.uid), "applied": applied, **report.as_json()}
    if kind == "members" and applied is not None:
        said["links"] = _links(batch, quiet=quiet)
    return said, refused


def _links(batch: Batch, *, quiet: bool) -> list[dict[str, str]]:
    """A fresh link for everybody who is invited by it: shown this once."""
    base = base_url()
    made = [
        {"email": one.login.email, "link": base + new_link(one, by=None, now=now()).path} for one in invited_by(batch)
    ]
    if not quiet:
        show_table(["email", "link (for a week, once)"], [[one["email"], one["link"]] for one in made])
    return made


def _run(job: jobs.Job, title: str) -> None:
    with progress(title) as update:
        jobs.run_job(job, now, lambda one: update(min(one.progress_done, one.progress_total or 0), one.progress_total))


def _tell(report: files.Report, batch: Batch, applied: dict[str, Any] | None) -> None:
    """A report in lines for people: columns, outcomes, what stands in the way."""
    say(f"{report.file_name}: {report.rows:,} rows: {_counts(report.outcomes) or 'nothing to do'}")
    show_table(["column", "goes to"], [[column.header, _target(column)] for column in report.columns])
    shown = [*report.questions, *report.problems][:SHOWN_PROBLEMS]
    for problem in shown:
        cell = f" It says “{problem.value}”." if problem.value else ""
        complain(f"{problem.where(report.file_name)}: {problem.message()}{cell}", problem.hint())
    rest = sum(report.problem_counts.values()) + len(report.questions) - len(shown)
    if rest > 0:
        complain(f"… and {rest:,} more problems; --json lists the first 1,000.")
    if applied is not None:
        say(f"applied: {_counts(applied) or 'nothing to do'}")
        say(f"batch: {batch.uid} (“banso undo {batch.uid}” takes it back)")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()) if count)


def _target(column: files.Column) -> str:
    if column.use == "ignore":
        return "left out"
    if column.use == "open":
        return "? (nobody has said)"
    words = {"field": "", "custom": "custom field ", "create": "new field ", "property": "property "}
    return f"{words[column.use]}{column.target}"


def undo(workspace: str, batch_id: str, *, as_json: bool) -> None:
    """Take a batch back and say what became of its changes."""
    database.prepare()
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        batch = _batch(batch_id)
        running = jobs.unfinished(UNDO_JOB, batch=batch.pk)
        _run(running or files.undo(batch, now=now()), f"undoing {batch.file_name}")
        try_publish(now())
        batch.refresh_from_db()
    said = {"fields": 0, "conflicts": 0, **batch.report.get("undo", {})}
    if as_json:
        row = {"batch": str(batch.uid), "file": batch.file_name, "kind": batch.kind, "state": str(batch.state)}
        show_json(row | {"fields": said["fields"], "conflicts": said["conflicts"]})
        return
    say(f"{batch.file_name} is undone: {said['fields']:,} fields went back.")
    if said["conflicts"]:
        say(f"{said['conflicts']:,} were changed since by others and stay as they are.")


def _batch(batch_id: str) -> Batch:
    try:
        return Batch.objects.get(uid=UUID(batch_id))
    except (Batch.DoesNotExist, ValueError, ValidationError) as error:
        newest = Batch.objects.exclude(file_name="").order_by("-pk")[:SHOWN_BATCHES]
        named = "; ".join(f"{one.uid} ({one.kind}, {one.file_name}, {one.get_state_display()})" for one in newest)
        raise NotFound(
            f"There is no import “{batch_id}”.", hint=f"The newest are: {named}." if named else "Nothing was imported."
        ) from error
