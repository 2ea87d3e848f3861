"""Commands that list touches by any attribute, and the saved views of lists."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import FilterOption, JsonOption, WorkspaceOption

touches_app = typer.Typer(help="Touches: list.")
views_app = typer.Typer(help="Saved views of lists and reports: list.")
SortOption = Annotated[str, typer.Option("--sort", metavar="KEYS", help="Attributes with commas; -key turns round.")]
LimitOption = Annotated[int, typer.Option("--limit", metavar="ROWS", help="So many rows at most; 0: all.", min=0)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    touches_app.command("list")(ready(list_touches))
    views_app.command("list")(ready(list_views))
    app.add_typer(touches_app, name="touches")
    app.add_typer(views_app, name="views")


def list_touches(
    filter_json: FilterOption = "",
    sort: SortOption = "-at",
    limit: LimitOption = 0,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Touches, the newest first; without what was said."""
    from banso.surfaces.cli import listing

    listing.rows_of(workspace, "touch", filter_json, sort, limit, as_json=as_json)


def list_views(
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Those that this member sees; else everybody's.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Saved views with what they show."""
    from banso.surfaces.cli import listing

    listing.views(workspace, member, as_json=as_json)
