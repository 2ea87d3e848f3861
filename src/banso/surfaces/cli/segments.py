"""Commands of segments and signals: who is in one, what began, and what one says to it."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import AsOfOption, JsonOption, WorkspaceOption

segments_app = typer.Typer(help="Segments: list, show, members, pick and unpick.")
signals_app = typer.Typer(help="Signals: list and answer.")
SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="The segment.", show_default=False)]
AccountsArgument = Annotated[
    list[str], typer.Argument(metavar="ACCOUNT...", help="External ids, or source:id.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    segments_app.command("list")(ready(list_segments))
    segments_app.command("show")(ready(show_segment))
    segments_app.command("members")(ready(members_of_segment))
    segments_app.command("pick")(ready(pick))
    segments_app.command("unpick")(ready(unpick))
    app.add_typer(segments_app, name="segments")
    signals_app.command("list")(ready(list_signals))
    signals_app.command("answer")(ready(answer_signal))
    app.add_typer(signals_app, name="signals")


def list_segments(workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """Every segment with its size, and who came and went in 28 days."""
    from banso.surfaces.cli import segmenting

    segmenting.show_all(workspace, as_json=as_json)


def show_segment(slug: SlugArgument, workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """One segment: its definition, its size, who came and went in 28 days."""
    from banso.surfaces.cli import segmenting

    segmenting.show_one(workspace, slug, as_json=as_json)


def members_of_segment(
    slug: SlugArgument, as_of: AsOfOption = "", workspace: WorkspaceOption = "", as_json: JsonOption = False
) -> None:
    """The accounts in a segment: now, or as of a past day from what was known then."""
    from banso.surfaces.cli import segmenting

    segmenting.members(workspace, slug, as_of, as_json=as_json)


def pick(
    slug: SlugArgument, accounts: AccountsArgument, workspace: WorkspaceOption = "", as_json: JsonOption = False
) -> None:
    """Put accounts into a hand-picked segment."""
    from banso.surfaces.cli import segmenting

    segmenting.pick(workspace, slug, accounts, inside=True, as_json=as_json)


def unpick(
    slug: SlugArgument, accounts: AccountsArgument, workspace: WorkspaceOption = "", as_json: JsonOption = False
) -> None:
    """Take accounts out of a hand-picked segment."""
    from banso.surfaces.cli import segmenting

    segmenting.pick(workspace, slug, accounts, inside=False, as_json=as_json)


def list_signals(
    rule: Annotated[str, typer.Option(metavar="RULE", help="Only of this rule.")] = "",
    state: Annotated[str, typer.Option(metavar="STATE", help="open, muted, dismissed or ended.")] = "open",
    limit: Annotated[int, typer.Option(metavar="N", help="At most so many.")] = 100,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Stored signals, the newest first."""
    from banso.surfaces.cli import segmenting

    segmenting.signals(workspace, rule, state, limit, as_json=as_json)


def answer_signal(
    signal: Annotated[str, typer.Argument(metavar="SIGNAL", help="Its uid, as the list says.", show_default=False)],
    kind: Annotated[str, typer.Argument(metavar="ANSWER", help="right, wrong, dismiss or mute.", show_default=False)],
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why; needed for wrong.")] = "",
    days: Annotated[int, typer.Option(metavar="DAYS", help="For how many days to mute.")] = 90,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say whether a signal was right, or put it away."""
    from banso.surfaces.cli import segmenting

    segmenting.answer(workspace, signal, kind, because, days, as_json=as_json)
