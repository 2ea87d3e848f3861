"""What the commands about words do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from banso.platform.identity.api import change_words
from banso.platform.journal.api import acting
from banso.platform.kit.errors import BansoError
from banso.platform.kit.words import TERMS, plural_of
from banso.platform.tenancy.api import current_workspace, scope
from banso.surfaces.cli.options import now, workspace_of
from banso.surfaces.cli.output import show_rows


def list_words(workspace: str, *, as_json: bool) -> None:
    """Print the words."""
    with scope(workspace_of(workspace)):
        _show(as_json=as_json)


def set_word(workspace: str, term: str, said: Mapping[str, str], *, as_json: bool) -> None:
    """Change one, and print all."""
    if term not in TERMS:
        raise BansoError(f"“{term}” cannot be called otherwise.", hint=f"Choose one of: {', '.join(TERMS)}.")
    with scope(workspace_of(workspace)) as place, acting(actor_id=None, source="cli"):
        words: dict[str, Any] = {one: forms for one, forms in place.words.items() if one != term}
        if any(said.values()):
            words[term] = dict(said)
        change_words(words, now())
        _show(as_json=as_json)


def _show(*, as_json: bool) -> None:
    said = current_workspace().words
    rows = []
    for term, standard in TERMS.items():
        forms = said.get(term) or {"en": standard.en, "plural": standard.plural, "ja": standard.ja}
        plural = forms.get("plural") or plural_of(forms["en"])
        rows.append({"term": term, "en": forms["en"], "plural": plural, "ja": forms["ja"], "changed": term in said})
    show_rows(rows, ["term", "en", "plural", "ja", "changed"], as_json=as_json)
