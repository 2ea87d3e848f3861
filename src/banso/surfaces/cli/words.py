"""Commands about what a workspace calls things."""

from typing import Annotated

import typer

from banso.surfaces.cli.framework import ready
from banso.surfaces.cli.options import JsonOption, WorkspaceOption

words_app = typer.Typer(help="What the workspace calls accounts, contracts and others: list, set.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    words_app.command("list")(ready(list_words))
    words_app.command("set")(ready(set_word))
    app.add_typer(words_app, name="words")


def list_words(workspace: WorkspaceOption = "", as_json: JsonOption = False) -> None:
    """Every word that can be changed, with what the workspace says for it."""
    from banso.surfaces.cli import wording

    wording.list_words(workspace, as_json=as_json)


def set_word(
    term: Annotated[
        str,
        typer.Argument(
            metavar="TERM",
            help="account, contract, product, order, project, device, parent or csm.",
            show_default=False,
        ),
    ],
    english: Annotated[str, typer.Option("--en", metavar="WORD", help="One of them in English.")] = "",
    plural: Annotated[str, typer.Option("--plural", metavar="WORD", help="Several; else the regular plural.")] = "",
    japanese: Annotated[str, typer.Option("--ja", metavar="WORD", help="In Japanese.")] = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Call something by another word, in both languages; without words by the standard one again."""
    from banso.surfaces.cli import wording

    wording.set_word(workspace, term, {"en": english, "plural": plural, "ja": japanese}, as_json=as_json)
