"""The kinds of files that can be imported, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.connectors.files.api import RECORDS
from banso.platform.identity.api import IMPORT, Member, allowed


@dataclass(frozen=True)
class KindWords:
    """One kind as pages speak of it. ``tells_past``: since when its rows were known is asked."""

    kind: str
    label: str
    title: str
    about: str
    undo: str
    new: str
    changed: str
    tells_past: bool = True
    makes_accounts: bool = False


def kind_words(kind: str) -> KindWords:
    """The words of ``kind``."""
    if kind in RECORDS:
        one = RECORDS[kind]
        return KindWords(
            kind,
            str(one.label),
            str(one.title),
            str(one.about),
            str(one.undo_text),
            str(one.new_label),
            str(one.changed_label),
            one.tells_past,
            one.makes_accounts,
        )
    if kind == "events":
        return KindWords(
            kind,
            _("Usage"),
            _("Import usage"),
            _("One row each time somebody did something: when, which account, what."),
            _("Its events are taken out, and accounts that it made. What depends on them is computed again."),
            _("New events"),
            "",
            makes_accounts=True,
        )
    return KindWords(
        kind,
        _("Accounts") if kind == "accounts" else kind,
        _("Import accounts"),
        _("One row a customer: ID, name, owner, value and whatever else you keep."),
        _(
            "Accounts that it made are taken away, and fields it changed get their value from before. "
            "What somebody has changed since stays as it is, and is named."
        ),
        _("New accounts"),
        _("Accounts that change"),
    )


def kinds_for(member: Member) -> list[KindWords]:
    """The kinds that ``member`` may import, the usual first."""
    return [kind_words(kind) for kind in ("accounts", "events", *RECORDS) if may_import(member, kind)]


def may_import(member: Member, kind: str) -> bool:
    """Whether ``member`` may import files of ``kind``."""
    permission = RECORDS[kind].permission if kind in RECORDS else IMPORT
    return allowed(member, IMPORT) and allowed(member, permission)
