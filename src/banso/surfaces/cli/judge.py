"""Commands that judge: compute, today, explain, backtest, definitions."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from banso.judgement.health import api as health
from banso.judgement.metrics import api as metrics
from banso.judgement.proof import api as proof
from banso.judgement.signals import api as signals
from banso.platform.definitions import api as definitions
from banso.platform.identity import api as identity
from banso.platform.journal.api import acting, publish_all
from banso.platform.kit.days import each_day
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import scope
from banso.record.customers.api import get_account
from banso.surfaces.cli.output import (
    JsonOption,
    WorkspaceOption,
    day_option,
    json_option,
    now,
    progress,
    say,
    show_json,
    show_table,
    workspace_of,
)

definitions_app = typer.Typer(help="Definitions as files: export, check, apply.", no_args_is_help=True)
DAYS_AT_MOST = 4000


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("compute")(compute)
    app.command("today")(today)
    app.command("explain")(explain)
    app.command("backtest")(backtest)
    definitions_app.command("export")(export_definitions)
    definitions_app.command("check")(check_definitions)
    definitions_app.command("apply")(apply_definitions)
    app.add_typer(definitions_app, name="definitions")


def compute(
    as_of: Annotated[str, typer.Option(metavar="DAY", help="One day.")] = "",
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day of several.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day of several.")] = "",
    step: Annotated[int, typer.Option(help="Every how many days, counted back from the last.")] = 1,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Compute metrics, health, probability and signals; without days: what is due."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        publish_all(now())
        days = _days(as_of, first, last, step)
        with progress("computing") as update:
            metrics.compute(days, now=now(), on_progress=update)
        done = [metrics.computed_day(day) for day in days]
    rows = [
        {
            "day": row.day.isoformat(),
            "accounts": row.accounts,
            "computed_at": row.computed_at.isoformat(),
            "versions": row.versions,
            "known_basis": "assumed" if row.rests_on_assumed else "observed",
        }
        for row in done
    ]
    if as_json:
        show_json(rows)
        return
    if not rows:
        say("Nothing is due.")
        return
    show_table(["day", "accounts", "known"], [[r["day"], r["accounts"], r["known_basis"]] for r in rows])


def _days(as_of: str, first: str, last: str, step: int) -> list[date]:
    closed = metrics.closed_day(now())
    if step < 1:
        raise BansoError("--step must be 1 or more.")
    if as_of and (first or last):
        raise BansoError("Give --as-of, or --from and --to, not both.")
    if not (as_of or first or last):
        return metrics.due_days(now())
    if as_of:
        days = [day_option(as_of, "--as-of") or closed]
    else:
        start, end = day_option(first, "--from"), day_option(last, "--to") or closed
        if start is None:
            raise BansoError("--to needs --from.")
        if start > end:
            raise BansoError(f"--from {start} is after --to {end}.")
        days = [day for day in each_day(start, end) if (end - day) % timedelta(days=step) == timedelta(0)]
    if days[-1] > closed:
        raise BansoError(f"{days[-1]} has not ended yet.", hint=f"The last day that has ended is {closed}.")
    if len(days) > DAYS_AT_MOST:
        raise BansoError(f"{len(days):,} days are too many at once.", hint=f"At most {DAYS_AT_MOST:,}.")
    return days


def today(
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Only accounts in this member's care.")] = "",
    as_of: Annotated[str, typer.Option(metavar="DAY", help="As of the end of a day.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Whom to help first, why, and with which play."""
    day = day_option(as_of, "--as-of")
    with scope(workspace_of(workspace)):
        who = None
        if member:
            who = identity.member_by_email(member)
            if who is None:
                raise BansoError(f"There is no member {member}.", code="not_found", hint="Check the e-mail address.")
        found = signals.today(day, now=now(), member=who).to_json()
    if as_json:
        show_json(found)
        return
    counts = f"{len(found['items'])} to help, {found['left_out']} more left out, {found['gone']} long gone"
    say(f"As of {found['as_of']}: {counts}.")
    for item in found["items"]:
        say(f"{item['rank']:>3}. {item['name']} ({item['external_id']})  score {item['score']:.2f}")
        say(f"     {item['why']}")
        if item["play"]:
            say(f"     play: {item['play']}")


def explain(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="External id, or source:id.")],
    as_of: Annotated[str, typer.Option(metavar="DAY", help="As of the end of a day.")] = "",
    since: Annotated[str, typer.Option(metavar="DAY", help="Explain the change since this day.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Why an account's health is what it is, and why it changed."""
    with scope(workspace_of(workspace)):
        closed = metrics.closed_day(now())
        day = day_option(as_of, "--as-of") or closed
        before = day_option(since, "--since")
        if day > closed:
            raise BansoError(f"{day} has not ended yet.", hint=f"The last day that has ended is {closed}.")
        if before is not None and before >= day:
            raise BansoError(f"--since {before} is not before {day}.")
        found = health.explain(get_account(account).pk, day, before).to_json()
    if as_json:
        show_json(found)
        return
    say(f"score {_number(found['score'])}, coverage {found['coverage']:.0%}, as of {day}")
    if before is not None:
        scores = f"{_number(found['score_since'])} → {_number(found['score'])}"
        say(f"since {before}: {scores}, change {_number(found['change'])}")
    show_table(
        ["metric", "cause", "value", "points", "adds", "change", "in words"],
        [
            [p["metric"], p["cause"], p["value"], p["points"], p["contribution"], p["change"], p["text"]]
            for p in found["parts"]
        ],
    )


def _number(value: float | None) -> str:
    return "withheld" if value is None else f"{value:.2f}"


def backtest(
    subject: Annotated[str, typer.Option(help="scorecard:SLUG, metric:SLUG or model:silence.")],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day judged.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day judged.")] = "",
    every: Annotated[str, typer.Option(help="quarter or month.")] = "quarter",
    filter_json: Annotated[str, typer.Option("--filter", metavar="JSON", help="See docs/filters.md.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Test a score, metric or model against later silence."""
    tree = json_option(filter_json, "--filter")
    with scope(workspace_of(workspace)):
        found = proof.backtest(
            subject,
            now=now(),
            first=day_option(first, "--from"),
            last=day_option(last, "--to"),
            every=every,
            filter_tree=tree,
        ).to_json()
    if as_json:
        show_json(found)
        return
    say(f"{found['subject']}: {found['n']} rows, {found['events']} fell silent, {found['from']} to {found['to']}")
    for name, figures in (("all", found), ("engaged", found["engaged"])):
        auc = figures.get("auc")
        if auc is not None:
            low, high = figures["auc_interval"]
            say(f"{name}: AUC {auc:.3f} ({low:.3f}–{high:.3f}), n {figures['n']}, {figures['events']} silent")
        say(f"{name}: {figures['verdict']}")


def export_definitions(
    directory: Annotated[Path, typer.Argument(metavar="DIR")],
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write every definition in force as YAML."""
    with scope(workspace_of(workspace)):
        written = [str(path) for path in definitions.export(directory)]
    if as_json:
        show_json(written)
    else:
        say(f"{len(written)} files in {directory}")


def check_definitions(
    directory: Annotated[Path, typer.Argument(metavar="DIR")],
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say what applying a folder would change, and who would move; changes nothing."""
    with scope(workspace_of(workspace)):
        _show_differences(definitions.check(directory), as_json=as_json)


def apply_definitions(
    directory: Annotated[Path, typer.Argument(metavar="DIR")],
    reason: Annotated[str, typer.Option(help="Why; kept with the new versions.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make new versions of what differs in a folder, all or none."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        differences = definitions.check(directory)
        definitions.apply(directory, author=None, reason=reason, now=now())
        metrics.request_compute(now())
        _show_differences(differences, as_json=as_json)


def _show_differences(found: list[definitions.Difference], *, as_json: bool) -> None:
    changed = [one for one in found if one.state != "same"]
    if as_json:
        show_json(
            [
                {
                    "kind": o.kind,
                    "slug": o.slug,
                    "file": o.file,
                    "state": o.state,
                    "changes": o.lines,
                    "impact": o.impact,
                }
                for o in found
            ]
        )
        return
    if not changed:
        say("Nothing differs.")
    for one in changed:
        say(f"{one.kind} {one.slug}: {one.state}")
        for line in (*one.lines, *one.impact):
            say(f"  {line}")
