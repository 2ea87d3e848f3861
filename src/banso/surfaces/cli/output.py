"""What the command prints: tables and progress for people, JSON for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fractions import Fraction

    from rich.console import Console

REFUSED = 1
ROWS_REFUSED = 3
INTERRUPTED = 130
WIDE = 1_000
"""Columns of a table that no terminal shows: one row stays one line for the program that reads it."""
QUIET_SECONDS = 10.0
"""Where no terminal shows a bar, a line of progress is written at most so often."""

Update = Callable[[int, int | None], None]


def say(text: str) -> None:
    """One line for people."""
    print(text)  # noqa: T201 - this is the command's voice


def complain(message: str, hint: str = "") -> None:
    """One error on stderr."""
    print(f"banso: {message}", file=sys.stderr)  # noqa: T201
    if hint:
        print(f"       {hint}", file=sys.stderr)  # noqa: T201


def show_json(value: Any) -> None:
    """``value`` as JSON on stdout."""
    # What is not a number in JSON must not leave as one.
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain, allow_nan=False)
    sys.stdout.write(text + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    return str(value)


def major(amount: Fraction, currency: str) -> float:
    """An amount of minor units in main units, as programs read it."""
    from banso.platform.kit.money import minor_digits

    digits = minor_digits(currency)
    return round(float(amount / 10**digits), max(digits, 2))


def show_table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows under headings; numbers to the right."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for position, heading in enumerate(headings):
        right = any(isinstance(row[position], int | float) for row in rows)
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows:
        # As Text: what stands in a cell is never markup.
        table.add_row(*(Text(_cell(value)) for value in row))
    _console(sys.stdout).print(table)


def show_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Rows whole as JSON, or ``columns`` of them as a table."""
    if as_json:
        show_json(list(rows))
    else:
        show_table(columns, [[row[name] for name in columns] for row in rows])


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)


def _console(stream: Any) -> Console:

    from rich.console import Console

    return Console(file=stream, highlight=False, width=None if stream.isatty() else WIDE)


@contextmanager
def progress(title: str) -> Iterator[Update]:
    """A bar on stderr; the callable takes what is done and the total (``None``: not known yet)."""
    if not sys.stderr.isatty():
        yield _lines(title)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console(sys.stderr), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def update(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield update


def _lines(title: str) -> Update:
    """Progress in lines, for logs: silent for what is quick."""
    last = time.monotonic()

    def update(done: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last < QUIET_SECONDS:
            return
        last = time.monotonic()
        of = f" of {total:,}" if total else ""
        print(f"{title}: {done:,}{of}", file=sys.stderr, flush=True)  # noqa: T201

    return update
