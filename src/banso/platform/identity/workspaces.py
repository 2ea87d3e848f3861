"""The settings of a workspace that can change. The time zone cannot: every roll-up of days hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from banso.platform.journal.api import Revert, UndoConflict, record
from banso.platform.kit.errors import WrongField
from banso.platform.kit.words import TERMS, problems_of
from banso.platform.tenancy.api import Workspace, current_workspace

SUBJECT: Final = "workspace"
SETTINGS: Final = ("name", "language", "currency", "fiscal_start_month")
_WORDS: Final[dict[str, Promise]] = {
    "not_words": gettext_lazy("Words are said as {term: {en: …, plural: …, ja: …}}."),
    "unknown_term": gettext_lazy("It is none of the words that can be changed: %(given)s."),
    "too_long": gettext_lazy("At most %(given)s characters."),
    "not_a_word": gettext_lazy("Only letters, digits, blanks, hyphens and dots stand in a word."),
    "both_languages": gettext_lazy("Say it in both languages, or in none."),
}


class BadWords(WrongField):
    """Things cannot be called so; ``field`` says which, such as ``account.ja``."""

    code = "bad_words"


def change_workspace(workspace: Workspace, values: Mapping[str, Any], now: datetime) -> None:
    """Change settings of the workspace (:data:`SETTINGS`), with a row in its journal."""
    with transaction.atomic():
        _set(workspace, {name: value for name, value in values.items() if name in SETTINGS}, now)


def change_words(said: Mapping[str, Mapping[str, str]], now: datetime) -> None:
    """Call things as ``{term: {"en", "plural", "ja"}}`` says, and by their standard words what it leaves out.

    Raises :class:`BadWords`.
    """
    for fault in problems_of(said):
        raise BadWords(fault.path, str(_WORDS[fault.code]) % {"given": fault.given})
    words = {
        term: {form: text.strip() for form, text in said[term].items() if text.strip()}
        for term in TERMS
        if term in said
    }
    with transaction.atomic():
        _set(current_workspace(), {"words": words}, now)


def revert_workspace(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """A setting goes back where it is still as the change made it."""
    conflicts = []
    workspace = current_workspace()
    workspace.refresh_from_db()
    for one in reverts:
        for name, (made, before) in one.changes.items():
            if getattr(workspace, name) == made:
                setattr(workspace, name, before)
            else:
                conflicts.append(UndoConflict(SUBJECT, workspace.pk, name, made, getattr(workspace, name)))
    workspace.save()
    return conflicts


def _set(workspace: Workspace, wanted: Mapping[str, Any], now: datetime) -> None:
    old = {name: getattr(workspace, name) for name in wanted}
    for name, value in wanted.items():
        setattr(workspace, name, value)
    workspace.save(update_fields=list(wanted))
    changes = {name: (old[name], value) for name, value in wanted.items()}
    record(subject=SUBJECT, subject_id=workspace.pk, changes=changes, now=now)
