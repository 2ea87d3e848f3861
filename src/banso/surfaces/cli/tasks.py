"""Commands about a member's day: tasks and meetings."""

from pathlib import Path
from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import JsonOption, WorkspaceOption

tasks_app = typer.Typer(help="Tasks: list, add, done, snooze.")
meetings_app = typer.Typer(help="Meetings of a member: list, import.")
TaskArgument = Annotated[str, typer.Argument(metavar="TASK", help="Id that list printed.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    tasks_app.command("list")(ready(list_tasks))
    tasks_app.command("add")(ready(add_task))
    tasks_app.command("done")(ready(done_task))
    tasks_app.command("snooze")(ready(snooze_task))
    app.add_typer(tasks_app, name="tasks")
    meetings_app.command("list")(ready(list_meetings))
    meetings_app.command("import")(ready(import_meetings))
    app.add_typer(meetings_app, name="meetings")


def list_tasks(
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Only this member's tasks.")] = "",
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Only tasks of this account.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """What is to be done, the most overdue first; of an account also what is over."""
    from banso.surfaces.cli import tasking

    tasking.list_tasks(workspace, member, account, as_json=as_json)


def add_task(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What is to be done.", show_default=False)],
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Who is to do it.", show_default=False)],
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="External id, or source:id.")] = "",
    due: Annotated[str, typer.Option(metavar="DAY", help="By when.")] = "",
    priority: Annotated[str, typer.Option(metavar="WORD", help="low, normal, high or urgent.")] = "normal",
    repeat: Annotated[str, typer.Option(metavar="RULE", help="An RRULE, such as FREQ=WEEKLY.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Add a task."""
    from banso.surfaces.cli import tasking

    wanted = {"title": title, "account": account, "due": due, "priority": priority, "repeat": repeat}
    tasking.add_task(workspace, member, wanted, as_json=as_json)


def done_task(task: TaskArgument, workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """A task is done; one that repeats makes the next one."""
    from banso.surfaces.cli import tasking

    tasking.done(workspace, task, as_json=as_json)


def snooze_task(
    task: TaskArgument,
    until: Annotated[str, typer.Option(metavar="DAY", help="When it comes back.", show_default=False)],
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """A task can wait until a day."""
    from banso.surfaces.cli import tasking

    tasking.snooze(workspace, task, until, as_json=as_json)


def list_meetings(
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Whose calendar.", show_default=False)],
    days: Annotated[int, typer.Option(metavar="DAYS", help="How many days from today.", min=1, max=90)] = 14,
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """A member's meetings from today on, with the accounts they are with."""
    from banso.surfaces.cli import tasking

    tasking.list_meetings(workspace, member, days, as_json=as_json)


def import_meetings(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A calendar file (.ics).", show_default=False)],
    member: Annotated[str, typer.Option(metavar="EMAIL", help="Whose calendar.", show_default=False)],
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take the meetings of a calendar file; the same file twice changes nothing."""
    from banso.surfaces.cli import tasking

    tasking.import_meetings(workspace, path, member, as_json=as_json)
