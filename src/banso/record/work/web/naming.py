"""What people type and what is meant: accounts and persons by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError
from banso.platform.kit.text import fold
from banso.record.customers.api import accounts_named, get_account

PARTS = re.compile(r"[,;、；\n]")
"""What stands between several names or addresses."""

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person


def account_called(text: str) -> Account:
    """The account that ``text`` means: by name or reading where only one has it, by uid or external id.

    Raises :class:`forms.ValidationError` that says what to write instead.
    """
    if (named := only_one_called(text)) is not None:
        return named
    try:
        return get_account(text)
    except BansoError as error:
        raise forms.ValidationError(
            _("There is no account “%(text)s”. Leave it empty if you do not know yet.") % {"text": text[:60]}
        ) from error


def only_one_called(text: str) -> Account | None:
    """The account whose name is ``text``, else whose name or reading has it; None where none has.

    Raises :class:`forms.ValidationError` where several do.
    """
    found = accounts_named(text)
    same = [one for one in found if one.name_fold == fold(text)] or found
    if len(same) > 1:
        names = ", ".join(one.name for one in same[:4])
        raise forms.ValidationError(
            _("Several accounts fit: %(names)s. Write the whole name, or choose one of them.") % {"names": names}
        )
    return same[0] if same else None


def account_meant(name: str, uid: str) -> Account:
    """The account that was chosen, unless another name was typed over it; see :func:`account_called`."""
    if uid:
        try:
            chosen = get_account(uid)
        except BansoError:
            return account_called(name)
        if fold(chosen.name) == fold(name):
            return chosen
    return account_called(name)


def people_choices(people: Mapping[str, Person]) -> list[tuple[str, str]]:
    """Names to tick, with the reading where there is one."""
    return [(uid, f"{one.name}（{one.reading}）" if one.reading else one.name) for uid, one in people.items()]
