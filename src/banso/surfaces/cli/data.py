"""Commands that bring data in, take it back and show it: import, undo, accounts."""

from pathlib import Path
from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import (
    AsOfOption,
    FilterOption,
    JsonOption,
    MappingOption,
    SkipErrorsOption,
    WorkspaceOption,
)

KINDS = "accounts, events, people, members, touches, tasks, watch, contracts, orders, rates, targets or costs"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(ready(import_files))
    app.command("undo")(ready(undo))
    app.command("accounts")(ready(accounts))


def import_files(
    kind: Annotated[
        str,
        typer.Argument(metavar="KIND", help=f"{KINDS}.", show_default=False),
    ],
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="CSV files, also gzip.", show_default=False)],
    saved: MappingOption = "",
    mapping: Annotated[list[str], typer.Option("--map", metavar="FIELD=COLUMN", help="Overrule a guess.")] = [],  # noqa: B006 - typer's way
    ignore: Annotated[list[str], typer.Option(metavar="COLUMN", help="Leave a column out.")] = [],  # noqa: B006
    create_fields: Annotated[
        bool, typer.Option("--create-fields", help="Make custom fields, or event properties, of unknown columns.")
    ] = False,
    create_accounts: Annotated[
        bool, typer.Option("--create-accounts", help="Make the accounts that rows name and nobody knows.")
    ] = False,
    history: Annotated[bool, typer.Option("--history", help="Rows were known when they happened.")] = False,
    source: Annotated[str, typer.Option(metavar="NAME", help="What the sending system is called.")] = "csv",
    input_timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="Zone of times without one; else the workspace's.")
    ] = "",
    date_order: Annotated[str, typer.Option(metavar="ORDER", help="dmy, mdy or ymd, where dates are ambiguous.")] = "",
    decimal: Annotated[str, typer.Option(metavar="MARK", help="point or comma, where numbers are ambiguous.")] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="The file's encoding, if it is not found out.")] = "",
    delimiter: Annotated[str, typer.Option(metavar="MARK", help="comma, semicolon or tab, likewise.")] = "",
    skip_errors: SkipErrorsOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> int:
    """Import CSV files, each whole or not at all; the same file twice changes nothing."""
    from banso.surfaces.cli import importing

    options = importing.options_of(
        source=source,
        mapping=mapping,
        ignore=ignore,
        create_fields=create_fields,
        create_accounts=create_accounts,
        history=history,
        skip_errors=skip_errors,
        input_timezone=input_timezone,
        date_order=date_order,
        decimal=decimal,
        encoding=encoding,
        delimiter=delimiter,
    )
    return importing.import_files(workspace, kind, paths, options, saved=saved, dry_run=dry_run, as_json=as_json)


def undo(
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="Id that import printed.", show_default=False)],
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take a whole import back; what was changed since by others stays."""
    from banso.surfaces.cli import importing

    importing.undo(workspace, batch, as_json=as_json)


def accounts(
    filter_json: FilterOption = "",
    as_of: AsOfOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """List accounts with health, probability of silence and metrics."""
    from banso.surfaces.cli import listing

    listing.accounts(workspace, filter_json, as_of, as_json=as_json)
