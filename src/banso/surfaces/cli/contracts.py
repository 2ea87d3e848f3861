"""Commands about contracts, renewals and losses."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import JsonOption, WorkspaceOption

contracts_app = typer.Typer(help="Contracts and what was said of their lines: list, show.")
renewals_app = typer.Typer(help="Terms that end: list, close.")
losses_app = typer.Typer(help="Lines that ended, and why: list, class.")
ContractArgument = Annotated[str, typer.Argument(metavar="CONTRACT", help="Its number or id.", show_default=False)]
FromOption = Annotated[str, typer.Option("--from", metavar="DAY", help="First day.")]
ToOption = Annotated[str, typer.Option("--to", metavar="DAY", help="Last day.")]
NoteOption = Annotated[str, typer.Option(metavar="TEXT", help="In their words, or yours.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    contracts_app.command("list")(ready(list_contracts))
    contracts_app.command("show")(ready(show_contract))
    renewals_app.command("list")(ready(list_renewals))
    renewals_app.command("close")(ready(close_renewal))
    losses_app.command("list")(ready(list_losses))
    losses_app.command("class")(ready(class_loss))
    app.add_typer(contracts_app, name="contracts")
    app.add_typer(renewals_app, name="renewals")
    app.add_typer(losses_app, name="losses")


def list_contracts(
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Only those of this account.")] = "",
    limit: Annotated[int, typer.Option(metavar="ROWS", help="So many at most.", min=1, max=10_000)] = 100,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Contracts, the newest first."""
    from banso.surfaces.cli import contracting

    contracting.list_contracts(workspace, account, limit, as_json=as_json)


def show_contract(contract: ContractArgument, workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """A contract's lines, each with everything that was said of it and when."""
    from banso.surfaces.cli import contracting

    contracting.show_contract(workspace, contract, as_json=as_json)


def list_renewals(
    first: FromOption = "",
    last: ToOption = "",
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Only of accounts that this member looks after.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Terms that end, the first day of notice first; without days from 120 days back to 13 months ahead."""
    from banso.surfaces.cli import contracting

    contracting.list_renewals(workspace, first, last, member, every=every, as_json=as_json)


def close_renewal(
    contract: ContractArgument,
    day: Annotated[str, typer.Argument(metavar="DAY", help="On which the term ends.", show_default=False)],
    stage: Annotated[str, typer.Argument(metavar="HOW", help="renewed, changed or lost.", show_default=False)],
    until: Annotated[str, typer.Option(metavar="DAY", help="On which the new term ends; else as long as it was.")] = "",
    quantity: Annotated[str, typer.Option(metavar="NUMBER", help="The new quantity, of a contract of one line.")] = "",
    price: Annotated[str, typer.Option(metavar="AMOUNT", help="The new price, of a contract of one line.")] = "",
    reason: Annotated[str, typer.Option(metavar="REASON", help="Why it was lost: a word of the revenue policy.")] = "",
    note: NoteOption = "",
    member: Annotated[str, typer.Option("--member", metavar="EMAIL", help="Who closed it.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Close a renewal; its lines go on, or end, accordingly."""
    from banso.surfaces.cli import contracting

    said = {"until": until, "quantity": quantity, "price": price, "reason": reason, "note": note, "member": member}
    contracting.close_renewal(workspace, contract, day, stage, said, as_json=as_json)


def list_losses(
    first: FromOption = "",
    last: ToOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Lines that ended with nothing in their place, the newest first; without days those of the last 12 months."""
    from banso.surfaces.cli import contracting

    contracting.list_losses(workspace, first, last, as_json=as_json)


def class_loss(
    line: Annotated[str, typer.Argument(metavar="LINE", help="Id that list printed.", show_default=False)],
    day: Annotated[str, typer.Argument(metavar="DAY", help="On which it ended.", show_default=False)],
    reason: Annotated[
        str, typer.Argument(metavar="REASON", help="A word of the revenue policy, as price.", show_default=False)
    ],
    note: NoteOption = "",
    member: Annotated[str, typer.Option("--member", metavar="EMAIL", help="Who says so.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say why a line ended."""
    from banso.surfaces.cli import contracting

    contracting.class_loss(workspace, line, day, reason, note, member, as_json=as_json)
