"""Cells that are one of a few values, in the words people use for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from banso.connectors.files.problems import BadValue
from banso.platform.kit.text import fold


class Choices:
    """Reads a cell as one of the values of ``words``: ``{value: "word, another word"}``; a value is a word for itself.

    Case, width, kind of kana, hyphens and low lines do not matter. Raises :class:`BadValue` naming the values.
    """

    def __init__(self, words: Mapping[Any, str]) -> None:
        self.values = tuple(words)
        self._known = {
            _key(word): value for value, listed in words.items() for word in (*listed.split(", "), str(value))
        }

    def __call__(self, cell: str) -> Any:
        """The value that the cell means."""
        try:
            return self._known[_key(cell)]
        except KeyError as error:
            raise BadValue("not_choice", known=", ".join(str(one) for one in self.values)) from error


def _key(word: str) -> str:
    folded = fold(word).strip().replace("−", "-")
    # A minus is part of -1 and a join in e-mail.
    plain = folded if folded[1:].isdigit() else folded.replace("-", " ")
    return " ".join(plain.replace("_", " ").split())
