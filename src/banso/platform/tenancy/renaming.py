"""The product's texts in the words of the workspace (ADR 0013): wherever a text of ours is translated.

Texts of other packages, such as those of the log-in, keep their words: an “account” there is another thing.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from gettext import translation as catalogue
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.utils.translation import trans_real

from banso.platform.kit.words import Words
from banso.platform.tenancy.scope import active_workspace

_CONTEXT_ENDS: Final = "\x04"


def words() -> Words | None:
    """The words of the workspace at work; None where it keeps to the standard ones."""
    workspace = active_workspace()
    return (workspace.spoken or None) if workspace is not None else None


def renamed(text: str, language: str, *, japanese: str) -> str:
    """``text`` in the words of the workspace at work; ``japanese`` is the same text in Japanese."""
    said = words()
    return said.say(text, language, japanese) if said else text


def standard(text: str) -> str:
    """``text`` with the standard words in the place of those of the workspace at work."""
    said = words()
    return said.standard(text) if said else text


class _NotOurs(NullTranslations):
    """The end of the search: no catalogue of ours has it."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""


@cache
def _japanese() -> NullTranslations:
    """The Japanese of every text of ours, and nothing for any other."""
    found: NullTranslations = _NotOurs()
    for one in apps.get_app_configs():
        folder = Path(one.path) / "locale"
        if one.name.startswith("banso.") and folder.is_dir():
            ours = catalogue("django", folder, ["ja"], fallback=True)
            ours.add_fallback(found)
            found = ours
    return found


class RenamingTranslation(trans_real.DjangoTranslation):
    """Django's translation, and after it the workspace's words."""

    def gettext(self, message: str) -> str:
        text: str = super().gettext(message)
        if (said := words()) is None or not (japanese := _japanese().gettext(message)):
            return text
        # English stands in no catalogue: what Django gives back is the text with its context before it.
        return said.say(text.rpartition(_CONTEXT_ENDS)[2], self.language(), japanese)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        text: str = super().ngettext(msgid1, msgid2, n)
        if (said := words()) is None or not (japanese := _japanese().ngettext(msgid1, msgid2, n)):
            return text
        return said.say(text.rpartition(_CONTEXT_ENDS)[2], self.language(), japanese)


def install() -> None:
    """Let Django make its translations of this class; called once, when the program starts."""
    real: Any = trans_real
    real.DjangoTranslation = RenamingTranslation
    # A model of Django's has asked for a text while it was loaded.
    real._translations.clear()  # noqa: SLF001
    real._default = None  # noqa: SLF001
