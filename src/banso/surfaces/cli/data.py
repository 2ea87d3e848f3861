"""Commands that bring data in and show it: import, accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from banso.connectors.files import api as files
from banso.judgement.health import api as health
from banso.judgement.metrics import api as metrics
from banso.platform.jobs import api as jobs
from banso.platform.journal.api import acting, publish_all
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import scope
from banso.surfaces.cli import database
from banso.surfaces.cli.output import (
    ROWS_REFUSED,
    JsonOption,
    WorkspaceOption,
    complain,
    day_option,
    json_option,
    now,
    progress,
    say,
    show_json,
    show_table,
    workspace_of,
)

SHOWN_PROBLEMS = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_files)
    app.command("accounts")(accounts)


def import_files(
    kind: Annotated[str, typer.Argument(help="accounts or events.")],
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="CSV files, also gzip.")],
    mapping: Annotated[list[str], typer.Option("--map", metavar="FIELD=COLUMN", help="Overrule a guess.")] = [],  # noqa: B006 - typer's way
    ignore: Annotated[list[str], typer.Option(metavar="COLUMN", help="Leave a column out.")] = [],  # noqa: B006
    create_fields: Annotated[bool, typer.Option(help="Make fields of unknown columns.")] = False,
    create_accounts: Annotated[bool, typer.Option(help="Make accounts that events name.")] = False,
    history: Annotated[bool, typer.Option(help="Rows were known when they happened.")] = False,
    source: Annotated[str, typer.Option(help="What the sending system is called.")] = "csv",
    input_timezone: Annotated[str, typer.Option(help="Zone of times without one.")] = "",
    date_order: Annotated[str, typer.Option(help="dmy, mdy or ymd, where dates are ambiguous.")] = "",
    skip_errors: Annotated[bool, typer.Option(help="Import the good rows of a file with bad ones.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> int:
    """Import CSV files, whole or not at all; the same file twice changes nothing."""
    database.prepare()
    options = files.Options(
        source=source,
        map=_pairs(mapping),
        ignore=tuple(ignore),
        create_fields=create_fields,
        create_accounts=create_accounts,
        history=history,
        skip_errors=skip_errors,
        input_timezone=input_timezone,
        date_order=date_order or None,  # type: ignore[arg-type]  # checked by Options
    )
    results: list[dict[str, Any]] = []
    code = 0
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        for path in paths:
            result, refused = _import_one(path, kind, options, dry_run=dry_run, quiet=as_json)
            results.append(result)
            code = ROWS_REFUSED if refused else code
        if not dry_run and any(result["applied"] for result in results):
            publish_all(now())
            metrics.request_compute(now())
    if as_json:
        show_json(results)
    return code


def _pairs(mapping: list[str]) -> dict[str, str]:
    """``FIELD=COLUMN`` options as a mapping."""
    pairs = {}
    for text in mapping:
        field, equals, column = text.partition("=")
        if not equals or not field or not column:
            raise BansoError(f"--map {text} is not understood.", hint="Write --map FIELD=COLUMN.")
        pairs[field.strip()] = column.strip()
    return pairs


def _import_one(
    path: Path, kind: str, options: files.Options, *, dry_run: bool, quiet: bool
) -> tuple[dict[str, Any], bool]:
    """Check one file and, unless it is a dry run or refused, apply it."""
    batch = files.begin(path, kind, options, file_name=path.name, now=now())
    if batch.state in ("draft", "checked"):
        with progress(f"checking {path.name}"):
            report = files.check_batch(batch, now=now())
    else:
        report = files.report_of(batch)
    refused = not report.can_apply(skip_errors=options.skip_errors)
    applied: dict[str, Any] | None = None
    if not dry_run and not refused:
        job = files.apply(batch, now=now())
        with progress(f"importing {path.name}") as update:
            jobs.run_job(job, now, lambda one: update(one.progress_done, one.progress_total))
        batch.refresh_from_db()
        applied = batch.report.get("applied") or {"rows": batch.rows_done}
    if not quiet:
        _tell(report, applied)
    return {"file": path.name, "batch": str(batch.uid), "applied": applied, **report.as_json()}, refused


def _tell(report: files.Report, applied: dict[str, Any] | None) -> None:
    """A report in lines for people: columns, outcomes, what stands in the way."""
    outcomes = ", ".join(f"{count:,} {name}" for name, count in sorted(report.outcomes.items()))
    say(f"{report.file_name}: {report.rows:,} rows: {outcomes or 'nothing to do'}")
    show_table(
        ["column", "goes to"],
        [[column.header, _target(column)] for column in report.columns],
    )
    for problem in [*report.questions, *report.problems][:SHOWN_PROBLEMS]:
        where = f"row {problem.row:,}" if problem.row else "file"
        complain(
            f"{report.file_name}, {where}{f', {problem.column}' if problem.column else ''}: {problem.message()}",
            problem.hint(),
        )
    rest = sum(report.problem_counts.values()) - min(len(report.problems), SHOWN_PROBLEMS)
    if rest > 0:
        complain(f"… and {rest:,} more problems; --json lists the first 1,000.")
    if applied is not None:
        say("applied: " + ", ".join(f"{key} {value:,}" for key, value in applied.items() if isinstance(value, int)))


def _target(column: files.Column) -> str:
    if column.use == "ignore":
        return "left out"
    if column.use == "open":
        return "? (nobody has said)"
    words = {"field": "", "custom": "custom field ", "create": "new field ", "property": "property "}
    return f"{words[column.use]}{column.target}"


def accounts(
    filter_json: Annotated[str, typer.Option("--filter", metavar="JSON", help="See docs/filters.md.")] = "",
    as_of: Annotated[str, typer.Option(metavar="DAY", help="As of the end of a day.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """List accounts with health, probability of silence and metrics."""
    tree = json_option(filter_json, "--filter")
    day = day_option(as_of, "--as-of")
    with scope(workspace_of(workspace)):
        listed = _listed(tree, day)
    if as_json:
        show_json(listed)
        return
    show_table(
        ["account", "name", "health", "band", "silence 180 d"],
        [[row["external_id"], row["name"], row["health"], row["band"], row["silence_180d"]] for row in listed],
    )


def _listed(tree: Any, day: Any) -> list[dict[str, Any]]:
    closed = metrics.closed_day(now())
    slugs = list(metrics.catalogue())
    keys = ["external_id", "name", health.HEALTH, health.BAND, health.COVERAGE, "silence_180d", *slugs]
    shown = day or closed
    if shown > closed:
        raise BansoError(f"{shown} has not ended yet.", hint=f"The last day that has ended is {closed}.")
    computed = metrics.computed_day(shown)
    book = metrics.book(shown)
    found = metrics.listed_then(tree, [("name", "asc")], keys, book=book, day=shown)
    basis = "assumed" if computed.rests_on_assumed else "observed"
    return [
        {
            "external_id": row["external_id"],
            "name": row["name"],
            "health": row[health.HEALTH],
            "band": health.band_name(row[health.BAND]),
            "coverage": row[health.COVERAGE],
            "silence_180d": row["silence_180d"],
            "metrics": {slug: row[slug] for slug in slugs},
            "as_of": shown.isoformat(),
            "known_basis": basis,
        }
        for row in found.rows
    ]
