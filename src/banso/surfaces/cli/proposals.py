"""Commands about proposals."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import JsonOption, WorkspaceOption

proposals_app = typer.Typer(help="Proposals to customers: list, add, move, close, rates.")
ProposalArgument = Annotated[str, typer.Argument(metavar="PROPOSAL", help="Id that list printed.", show_default=False)]
MemberOption = Annotated[str, typer.Option("--member", metavar="EMAIL", help="Who says so.")]
NoteOption = Annotated[str, typer.Option(metavar="TEXT", help="A note.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    proposals_app.command("list")(ready(list_proposals))
    proposals_app.command("add")(ready(add_proposal))
    proposals_app.command("move")(ready(move_proposal))
    proposals_app.command("close")(ready(close_proposal))
    proposals_app.command("rates")(ready(rates))
    app.add_typer(proposals_app, name="proposals")


def list_proposals(
    state: Annotated[str, typer.Option(metavar="STATE", help="open, won, lost or all.")] = "open",
    owner: Annotated[str, typer.Option(metavar="EMAIL", help="Only those that this member leads.")] = "",
    product: Annotated[str, typer.Option(metavar="PRODUCT", help="Only those of this product, by key or name.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="DAY", help="As they stood at the end of this day.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Proposals, the soonest expected decision first."""
    from banso.surfaces.cli import proposing

    proposing.list_proposals(workspace, state, owner, product, as_of, as_json=as_json)


def add_proposal(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its id.", show_default=False)],
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="Its key or name.", show_default=False)],
    mrr: Annotated[str, typer.Argument(metavar="MRR", help="What it would add a month.", show_default=False)],
    goal: Annotated[
        str, typer.Option(metavar="TEXT", help="The goal of the customer that it serves.", show_default=False)
    ],
    kind: Annotated[str, typer.Option(metavar="KIND", help="upsell, cross_sell, upgrade or price_up.")] = "upsell",
    plan: Annotated[str, typer.Option(metavar="PLAN", help="To which plan, by key or name.")] = "",
    currency: Annotated[str, typer.Option(metavar="CUR", help="Of the amount; else the workspace's.")] = "",
    owner: Annotated[str, typer.Option(metavar="EMAIL", help="Who leads it.")] = "",
    stage: Annotated[str, typer.Option(metavar="STAGE", help="identified, agreed or offered.")] = "identified",
    opened: Annotated[str, typer.Option(metavar="DAY", help="On which it was opened; else today.")] = "",
    expected: Annotated[str, typer.Option(metavar="DAY", help="By which a decision is expected.")] = "",
    note: NoteOption = "",
    member: MemberOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Open a proposal; without a goal of the customer it is refused."""
    from banso.surfaces.cli import proposing

    said = {
        "product": product, "mrr": mrr, "goal": goal, "kind": kind, "plan": plan, "currency": currency, "owner": owner,
        "stage": stage, "opened": opened, "expected": expected, "note": note, "member": member,
    }  # fmt: skip
    proposing.add_proposal(workspace, account, said, as_json=as_json)


def move_proposal(
    proposal: ProposalArgument,
    stage: Annotated[str, typer.Argument(metavar="STAGE", help="identified, agreed or offered.", show_default=False)],
    member: MemberOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say how far a proposal is; one that was decided is open again."""
    from banso.surfaces.cli import proposing

    proposing.move_proposal(workspace, proposal, stage, member, as_json=as_json)


def close_proposal(
    proposal: ProposalArgument,
    stage: Annotated[str, typer.Argument(metavar="HOW", help="won or lost.", show_default=False)],
    on: Annotated[str, typer.Option(metavar="DAY", help="On which it was decided; else today.")] = "",
    mrr: Annotated[str, typer.Option(metavar="AMOUNT", help="What it adds a month; else as expected.")] = "",
    line: Annotated[str, typer.Option(metavar="LINE", help="Id of the contract line that followed.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it was lost.")] = "",
    note: NoteOption = "",
    member: MemberOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """A proposal was won, with the line that followed, or lost, and why."""
    from banso.surfaces.cli import proposing

    said = {"on": on, "mrr": mrr, "line": line, "reason": reason, "note": note, "member": member}
    proposing.close_proposal(workspace, proposal, stage, said, as_json=as_json)


def rates(
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day; else a year before the last.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day; else today.")] = "",
    by: Annotated[str, typer.Option(metavar="ATTRIBUTE", help="By product, or an attribute of accounts, too.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Pipeline, win rates and cycle time, with what each is divided by; too few decided is said, not rated."""
    from banso.surfaces.cli import proposing

    proposing.rates(workspace, first, last, by, as_json=as_json)
