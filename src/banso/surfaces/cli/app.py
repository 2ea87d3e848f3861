"""The command's frame: its parts, and what becomes of errors."""

import sys

import typer

from banso.platform.kit.errors import BansoError
from banso.surfaces.cli import (
    contracts,
    data,
    inbox,
    judge,
    lists,
    looking,
    operate,
    orders,
    people,
    proposals,
    record,
    revenue,
    segments,
    tasks,
    words,
)
from banso.surfaces.cli.output import INTERRUPTED, REFUSED, complain

app = typer.Typer(
    name="banso",
    help="Banso: customer success, from facts to proof.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
operate.register(app)
data.register(app)
judge.register(app)
lists.register(app)
looking.register(app)
record.register(app)
tasks.register(app)
inbox.register(app)
people.register(app)
segments.register(app)
revenue.register(app)
contracts.register(app)
proposals.register(app)
orders.register(app)
words.register(app)


def run(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code. A person's mistake never shows a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        result = app(args=given or ["--help"], prog_name="banso", standalone_mode=False)
    except BansoError as error:
        complain(error.message, error.hint)
        return REFUSED
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        complain(error.format_message(), f"See “{context.command_path if context else 'banso'} --help”.")
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        result = INTERRUPTED
    except Exception as error:
        said = _words_for(error)
        if said is None:
            raise
        complain(*said)
        return REFUSED
    if result == INTERRUPTED:
        complain("Interrupted. What was finished is kept; the same command goes on from there.")
    return result if isinstance(result, int) else 0


def _words_for(error: Exception) -> tuple[str, str] | None:
    """What to say of a failure that the operator can mend; None for one that needs a change of code."""
    from django.db import DatabaseError, OperationalError

    if not isinstance(error, DatabaseError):
        return None
    from banso.surfaces.cli import database

    try:
        waiting = database.pending()
    except DatabaseError:
        waiting = 0
    if waiting:
        hint = "“banso init” makes the first workspace; “banso serve” brings an older database up to date."
        return "The database is not set up for this version.", hint
    if isinstance(error, OperationalError):
        return f"The database does not answer: {error}", "“banso doctor” looks into it."
    return None
