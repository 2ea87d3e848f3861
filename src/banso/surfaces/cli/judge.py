"""Commands that judge: compute, today, explain, backtest, definitions."""

from pathlib import Path
from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import AsOfOption, FilterOption, JsonOption, WorkspaceOption

definitions_app = typer.Typer(help="What numbers mean: list, approve; as files: export, check, apply.")
DirectoryArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of YAML files.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("compute")(ready(compute))
    app.command("today")(ready(today))
    app.command("explain")(ready(explain))
    app.command("backtest")(ready(backtest))
    definitions_app.command("list")(ready(list_definitions))
    definitions_app.command("approve")(ready(approve_definition))
    definitions_app.command("export")(ready(export_definitions))
    definitions_app.command("check")(ready(check_definitions))
    definitions_app.command("apply")(ready(apply_definitions))
    app.add_typer(definitions_app, name="definitions")


def compute(
    as_of: Annotated[str, typer.Option(metavar="DAY", help="One day.")] = "",
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day of several.")] = "",
    last: Annotated[
        str, typer.Option("--to", metavar="DAY", help="Last day of several; else the last that has ended.")
    ] = "",
    step: Annotated[int, typer.Option(metavar="DAYS", help="Every how many days, counted back from the last.")] = 1,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Compute metrics, health, probability and signals; without days: what is due."""
    from banso.surfaces.cli import judging

    judging.compute(workspace, as_of, first, last, step=step, as_json=as_json)


def today(
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Only accounts in this member's care.")] = "",
    as_of: AsOfOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Whom to help first, why, and with which play."""
    from banso.surfaces.cli import judging

    judging.today(workspace, member, as_of, as_json=as_json)


def explain(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="External id, or source:id.", show_default=False)],
    as_of: AsOfOption = "",
    since: Annotated[str, typer.Option(metavar="DAY", help="Explain the change since this day.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Why an account's health is what it is, and why it changed."""
    from banso.surfaces.cli import judging

    judging.explain(workspace, account, as_of, since, as_json=as_json)


def backtest(
    subject: Annotated[
        str, typer.Option(metavar="SUBJECT", help="scorecard:SLUG, metric:SLUG or model:silence.", show_default=False)
    ],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day judged.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day judged.")] = "",
    every: Annotated[str, typer.Option(metavar="RHYTHM", help="quarter or month.")] = "quarter",
    target: Annotated[str, typer.Option(metavar="LOSS", help="What counts as a loss: silent or churned.")] = "silent",
    filter_json: FilterOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Test a score, metric or model against later silence, or against lost contracts."""
    from banso.surfaces.cli import judging

    judging.backtest(
        workspace, subject, first, last, every=every, filter_json=filter_json, target=target, as_json=as_json
    )


def list_definitions(
    kind: Annotated[str, typer.Option(metavar="KIND", help="Of one kind: metric, scorecard, signal, rate …")] = "",
    state: Annotated[str, typer.Option(metavar="STATE", help="Only those: approved, changed, asked or none.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """List every definition in force: its owner, its version, and who approved it."""
    from banso.surfaces.cli import approving

    approving.list_definitions(workspace, kind, state, as_json=as_json)


def approve_definition(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="Its kind: metric, scorecard, rate …", show_default=False)
    ],
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="Its name.", show_default=False)],
    member: Annotated[str, typer.Option(metavar="EMAIL", help="In whose name.", show_default=False)],
    ask: Annotated[bool, typer.Option("--ask", help="Ask those who may approve to do so.")] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Withdraw the last approval, or decline a request.")
    ] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it is withdrawn; kept in the journal.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Approve the version of a definition that is in force."""
    from banso.surfaces.cli import approving

    approving.approve(workspace, kind, slug, member, ask=ask, withdraw=withdraw, reason=reason, as_json=as_json)


def export_definitions(
    directory: DirectoryArgument,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write every definition in force as YAML."""
    from banso.surfaces.cli import exchanging

    exchanging.export(workspace, directory, as_json=as_json)


def check_definitions(
    directory: DirectoryArgument,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say what applying a folder would change, and who would move; changes nothing."""
    from banso.surfaces.cli import exchanging

    exchanging.check(workspace, directory, as_json=as_json)


def apply_definitions(
    directory: DirectoryArgument,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept with the new versions.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make new versions of what differs in a folder, all or none."""
    from banso.surfaces.cli import exchanging

    exchanging.apply(workspace, directory, reason, as_json=as_json)
