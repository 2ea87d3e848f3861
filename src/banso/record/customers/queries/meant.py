"""What was meant: an account or a person that was chosen, or only typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError
from banso.platform.kit.text import fold
from banso.record.customers.models import Account, Person
from banso.record.customers.queries.accounts import get_account
from banso.record.customers.queries.people import find_person
from banso.record.customers.queries.search import Match, find_accounts, find_persons

_MOST = 8


def account_meant(typed: str, uid: str = "") -> Account:
    """The account that was chosen, else the only one that fits what was typed, else the one of that external id.

    Raises :class:`BansoError` that says what to write instead.
    """
    found: Account = _meant(typed, uid, find_accounts, get_account)
    return found


def person_meant(typed: str, uid: str = "") -> Person:
    """The person likewise; typed may be a mail address, too."""
    found: Person = _meant(typed, uid, find_persons, find_person)
    return found


def _meant(typed: str, uid: str, find: Callable[..., list[Match]], get: Callable[[str], Any]) -> Any:
    typed, uid = typed.strip(), uid.strip()
    if uid:
        try:
            chosen = get(uid)
        except BansoError:
            typed = typed or uid
        else:
            # Without a name it was a link; with another one, somebody typed over what was chosen before.
            if not typed or fold(chosen.name) == fold(typed):
                return chosen
    found = find(typed, limit=_MOST)
    same = [one for one in found if fold(one.name) == fold(typed)] or found
    if len(same) > 1:
        names = ", ".join(f"{one.name}（{one.beside}）" if one.beside else one.name for one in same[:4])
        raise BansoError(
            _("Several fit: %(names)s.") % {"names": names}, hint=_("Choose one of those that are proposed.")
        )
    return get(str(same[0].uid) if same else typed)
