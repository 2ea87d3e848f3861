"""The command's frame: options that all commands share, errors, output."""

import sys

import click
import typer
from django.db import OperationalError
from django.utils import translation

from banso.platform.kit.errors import BansoError
from banso.surfaces.cli import data, judge, operate
from banso.surfaces.cli.output import REFUSED, complain

app = typer.Typer(
    name="banso",
    help="Banso: customer success, from facts to proof.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
operate.register(app)
data.register(app)
judge.register(app)

INTERRUPTED = 130


def run(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code. A person's mistake never shows a traceback."""
    # Documentation and scripts read the command's output: it is English unless asked otherwise.
    translation.activate("en")
    try:
        result = app(args=arguments, standalone_mode=False)
    except BansoError as error:
        complain(error.message, error.hint)
        return REFUSED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show(file=sys.stderr)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("Interrupted. What was finished is kept; the same command goes on from there.")
        return INTERRUPTED
    except OperationalError as error:
        complain(f"The database does not answer: {error}", "“banso doctor” looks into it.")
        return REFUSED
    return result if isinstance(result, int) else 0
