"""Commands about what comes by itself: the inbox, and mappings saved for files."""

from typing import Annotated, Any

import typer

from banso.platform.kit.errors import NotFound
from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import JsonOption, WorkspaceOption, member_called, now, workspace_of
from banso.surfaces.cli.output import say, show_json, show_table


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    inbox = typer.Typer(help="What members should know: mentions, tasks, hand-overs, comments, approvals, signals.")
    inbox.command("list")(ready(list_inbox))
    app.add_typer(inbox, name="inbox")
    mappings = typer.Typer(help="Choices for files, saved under a name.")
    mappings.command("list")(ready(list_mappings))
    mappings.command("remove")(ready(remove_mapping))
    app.add_typer(mappings, name="mappings")


def list_inbox(
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Whose inbox.", show_default=False)],
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="mention, assignment, hand_over, comment, approval or signal.")
    ] = "",
    unread: Annotated[bool, typer.Option("--unread", help="Only what is unread.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many items.")] = 50,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """List a member's inbox, the newest first."""
    from django.utils import translation

    from banso.platform.mail.api import language_of
    from banso.platform.tenancy.api import scope
    from banso.record.work.api import InboxKind, inbox, inbox_sentence

    if kind and kind not in InboxKind.values:
        raise NotFound(f"“{kind}” is not a kind of inbox item.", hint=", ".join(InboxKind.values))
    with scope(workspace_of(workspace)):
        whose = member_called(member)
        found = inbox(whose.pk, kind=kind, unread_only=unread, limit=limit)
        with translation.override(language_of(whose)):
            rows: list[dict[str, Any]] = [
                {
                    "id": str(item.uid),
                    "at": item.at.isoformat(),
                    "kind": item.kind,
                    "text": inbox_sentence(item),
                    "account": item.account.name if item.account else None,
                    "actor": item.actor.name if item.actor else None,
                    "url": item.url,
                    "read_at": item.read_at.isoformat() if item.read_at else None,
                }
                for item in found.items
            ]
    if as_json:
        show_json({"member": member, "items": rows, "more": found.more})
        return
    if not rows:
        say("Nothing is in this inbox.")
        return
    show_table(
        ["at", "kind", "", "text"],
        [[row["at"][:16], row["kind"], "" if row["read_at"] else "unread", row["text"]] for row in rows],
    )


def list_mappings(workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """List the mappings that are saved for files."""
    from banso.connectors.files.api import saved_mappings
    from banso.platform.tenancy.api import scope

    with scope(workspace_of(workspace)):
        rows: list[dict[str, Any]] = [
            {
                "id": str(one.uid),
                "name": one.name,
                "kind": one.kind,
                "source": one.source,
                "columns": one.headers,
                "used_at": one.used_at.isoformat() if one.used_at else None,
            }
            for one in saved_mappings()
        ]
    if as_json:
        show_json(rows)
        return
    if not rows:
        say("No mapping is saved. The page Data saves the choices made for a file.")
        return
    show_table(
        ["name", "kind", "source", "columns", "last used"],
        [
            [row["name"], row["kind"], row["source"], ", ".join(row["columns"]), (row["used_at"] or "–")[:10]]
            for row in rows
        ],
    )


def remove_mapping(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The saved mapping.", show_default=False)],
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Forget a saved mapping; what was imported with it stays."""
    from banso.connectors.files import api as files
    from banso.platform.journal.api import acting
    from banso.platform.tenancy.api import scope

    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        found = files.mapping_named(name)
        files.remove_mapping(found, now=now())
    if as_json:
        show_json({"id": str(found.uid), "name": found.name, "removed": True})
        return
    say(f"Removed: {found.name}")
