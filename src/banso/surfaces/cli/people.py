"""Commands about people at customers, and about what happened there."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import FilterOption, JsonOption, WorkspaceOption

people_app = typer.Typer(help="People at customers: list, show, add, end, merge.")
watch_app = typer.Typer(help="The watch list: list, add.")
PersonArgument = Annotated[
    str, typer.Argument(metavar="PERSON", help="Mail address, source:key or id.", show_default=False)
]
AccountOption = Annotated[str, typer.Option(metavar="ACCOUNT", help="External id, or source:id.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    people_app.command("list")(ready(list_people))
    people_app.command("show")(ready(show_person))
    people_app.command("add")(ready(add_person))
    people_app.command("end")(ready(end_contact))
    people_app.command("merge")(ready(merge))
    app.add_typer(people_app, name="people")
    watch_app.command("list")(ready(list_watch))
    watch_app.command("add")(ready(add_watch))
    app.add_typer(watch_app, name="watch")


def list_people(
    account: AccountOption = "",
    filter_json: FilterOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """People by name; with --account those of an account, who has left too, and what is missing there."""
    from banso.surfaces.cli import knowing_people

    knowing_people.list_people(workspace, account, filter_json, as_json=as_json)


def show_person(person: PersonArgument, workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """Addresses of a person, and what they are and were where."""
    from banso.surfaces.cli import knowing_people

    knowing_people.show(workspace, person, as_json=as_json)


def add_person(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The person's name.", show_default=False)],
    reading: Annotated[str, typer.Option(metavar="KANA", help="How the name is read.")] = "",
    mail: Annotated[list[str], typer.Option(metavar="MAIL", help="A mail address.")] = [],  # noqa: B006 - typer's way
    phone: Annotated[list[str], typer.Option(metavar="NUMBER", help="A phone number.")] = [],  # noqa: B006
    account: AccountOption = "",
    title: Annotated[str, typer.Option(metavar="TEXT", help="Job title at the account.")] = "",
    department: Annotated[str, typer.Option(metavar="TEXT", help="Department at the account.")] = "",
    role: Annotated[str, typer.Option(metavar="ROLE", help="decision_maker, sponsor, champion, user or sceptic.")] = "",
    influence: Annotated[int, typer.Option(metavar="N", help="1 low, 2 middle, 3 high.")] = 0,
    tag: Annotated[list[str], typer.Option(metavar="WORD", help="A tag.")] = [],  # noqa: B006
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Add a person; with --account as a contact of it. Somebody who has one of the addresses is that person."""
    from banso.surfaces.cli import knowing_people

    fields = {"reading": reading, "mails": mail, "phones": phone, "tags": tag}
    about = {"title": title, "department": department, "role": role, "influence": influence}
    knowing_people.add(workspace, name, fields, account, about, as_json=as_json)


def end_contact(
    person: PersonArgument,
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Which account they leave.", show_default=False)],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="From when on; else today.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """A person works at an account no more."""
    from banso.surfaces.cli import knowing_people

    knowing_people.end(workspace, person, account, on, reason, as_json=as_json)


def merge(
    stays: Annotated[
        str, typer.Argument(metavar="STAYS", help="Mail address of the one that stays.", show_default=False)
    ],
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="Of the one that becomes part of it.", show_default=False)
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make one person of two; the page of duplicates makes them two again."""
    from banso.surfaces.cli import knowing_people

    knowing_people.merge(workspace, stays, other, dry_run=dry_run, as_json=as_json)


def list_watch(account: AccountOption = "", workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """What happened at customers within a year, or ever at one account."""
    from banso.surfaces.cli import knowing_people

    knowing_people.list_watch(workspace, account, as_json=as_json)


def add_watch(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="External id, or source:id.", show_default=False)],
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What happened, in one line.", show_default=False)],
    kind: Annotated[
        str,
        typer.Option(metavar="KIND", help="reorganisation, layoffs, funding, merger, new_executive, strategy, other."),
    ] = "other",
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="When; else today.")] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="Where it was read.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Note that something happened at a customer."""
    from banso.surfaces.cli import knowing_people

    knowing_people.add_watch(workspace, account, title, kind, on, url, as_json=as_json)
