"""Commands about what members write down: touches, notes, promises."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.lists import touches_app
from banso.surfaces.cli.options import JsonOption, WorkspaceOption

notes_app = typer.Typer(help="Notes about accounts: list, add.")
promises_app = typer.Typer(help="Promises to customers, and what they expect: list, add, keep.")
AccountArgument = Annotated[
    str, typer.Argument(metavar="ACCOUNT", help="External id, source:id or uid.", show_default=False)
]
ByOption = Annotated[str, typer.Option("--member", metavar="EMAIL", help="Whose it is.", show_default=False)]
SearchOption = Annotated[str, typer.Option("--search", metavar="TEXT", help="Only those that have it in them.")]
LimitOption = Annotated[int, typer.Option("--limit", metavar="ROWS", help="So many at most.", min=1, max=1000)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    touches_app.command("add")(ready(add_touch))
    notes_app.command("list")(ready(list_notes))
    notes_app.command("add")(ready(add_note))
    promises_app.command("list")(ready(list_promises))
    promises_app.command("add")(ready(add_promise))
    promises_app.command("keep")(ready(keep_promise))
    app.add_typer(notes_app, name="notes")
    app.add_typer(promises_app, name="promises")


def add_touch(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="What it was about.", show_default=False)],
    member: ByOption,
    kind: Annotated[str, typer.Option(metavar="WORD", help="mail, call, meeting, visit or chat.")] = "call",
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="External id, source:id or uid.")] = "",
    at: Annotated[str, typer.Option(metavar="TIME", help="When, as 2026-03-31T09:30; else now.")] = "",
    direction: Annotated[str, typer.Option(metavar="WORD", help="in or out.")] = "",
    body: Annotated[str, typer.Option(metavar="TEXT", help="What was said.")] = "",
    person: Annotated[list[str], typer.Option(metavar="EMAIL", help="Who took part; may come again.")] = [],  # noqa: B006 - typer's way
    sentiment: Annotated[str, typer.Option(metavar="WORD", help="good, neutral or bad.")] = "",
    next_step: Annotated[str, typer.Option(metavar="TEXT", help="What comes next.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Log a touch."""
    from banso.surfaces.cli import recording

    said = {"subject": subject, "kind": kind, "account": account, "at": at, "direction": direction, "body": body}
    more = {"sentiment": sentiment, "next_step": next_step}
    recording.add_touch(workspace, member, said | more, person, as_json=as_json)


def list_notes(
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Only notes about this account.")] = "",
    search: SearchOption = "",
    limit: LimitOption = 50,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Notes, the newest first."""
    from banso.surfaces.cli import recording

    recording.list_notes(workspace, account, search, limit, as_json=as_json)


def add_note(
    account: AccountArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Plain text.", show_default=False)],
    member: ByOption,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write a note about an account."""
    from banso.surfaces.cli import recording

    recording.add_note(workspace, account, text, member, as_json=as_json)


def list_promises(
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Only promises to this account.")] = "",
    late: Annotated[bool, typer.Option("--late", help="Only open ones that are late.")] = False,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Open promises and expectations by due day; of an account also what is over."""
    from banso.surfaces.cli import recording

    recording.list_promises(workspace, account, late=late, as_json=as_json)


def add_promise(
    account: AccountArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was promised or is expected.", show_default=False)],
    due: Annotated[str, typer.Option(metavar="DAY", help="Until when.")] = "",
    made_on: Annotated[str, typer.Option(metavar="DAY", help="When it was said; else today.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who said it.")] = "",
    expectation: Annotated[bool, typer.Option("--expectation", help="They expect it; nobody has promised.")] = False,
    in_sales: Annotated[bool, typer.Option("--in-sales", help="It was said before they bought.")] = False,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write down what was promised, or is expected."""
    from banso.surfaces.cli import recording

    said = {"text": text, "due": due, "made_on": made_on, "by": by}
    recording.add_promise(workspace, account, said, expectation=expectation, in_sales=in_sales, as_json=as_json)


def keep_promise(
    promise: Annotated[str, typer.Argument(metavar="PROMISE", help="Id that list printed.", show_default=False)],
    missed: Annotated[bool, typer.Option("--missed", help="It was not kept.")] = False,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="It holds no longer.")] = False,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """A promise was kept, or missed, or withdrawn."""
    from banso.surfaces.cli import recording

    state = "missed" if missed else "withdrawn" if withdrawn else "kept"
    recording.close_promise(workspace, promise, state, as_json=as_json)
