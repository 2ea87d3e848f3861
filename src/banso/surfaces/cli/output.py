"""What the command prints: tables and progress for people, JSON for programs."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import Workspace, find_workspace

REFUSED = 1
ROWS_REFUSED = 3

WorkspaceOption = Annotated[
    str, typer.Option("--workspace", "-w", help="Short name of the workspace, if there are several.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def now() -> datetime:
    """The clock of the edge."""
    return datetime.now(UTC)


def workspace_of(slug: str) -> Workspace:
    """The workspace that a command is for."""
    return find_workspace(slug or None)


def day_option(text: str | None, name: str) -> date | None:
    """An ISO day, or a clear refusal."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BansoError(f"“{text}” is not a day for {name}.", hint="Write it as 2026-03-31.") from error


def json_option(text: str | None, name: str) -> Any:
    """JSON given on the command line, or a clear refusal."""
    if not text:
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BansoError(
            f"{name} is not JSON: {error.msg} at character {error.pos + 1}.",
            hint="See docs/filters.md.",
        ) from error


def say(text: str) -> None:
    """One line for people."""
    _out.print(text, markup=False)


def complain(message: str, hint: str = "") -> None:
    """One error on stderr."""
    _err.print(f"banso: {message}", markup=False)
    if hint:
        _err.print(f"       {hint}", markup=False)


def show_json(value: Any) -> None:
    """``value`` as JSON on stdout."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    return str(value)


def show_table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows under headings; numbers to the right."""
    table = Table(box=None, pad_edge=False)
    for position, heading in enumerate(headings):
        right = any(isinstance(row[position], int | float) for row in rows)
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    _out.print(table, markup=False)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on stderr; the callable takes what is done and the total (``None``: not known yet)."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_err,
        transient=True,
    )
    with bar:
        task = bar.add_task(title, total=None)

        def update(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield update
