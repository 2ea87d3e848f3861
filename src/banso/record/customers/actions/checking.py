"""Values that people and programs give for fields of an account."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError, WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.money import is_currency
from banso.platform.kit.text import clean
from banso.record.customers.rules.fields import TIERS

_TEXTS: Final[Mapping[str, int]] = {
    "name": 300,
    "reading": 300,
    "industry": 120,
    "stage": 60,
    "country": 2,
    "language": 20,
    "purchase_reason": 20_000,
    "problem": 20_000,
    "success_statement": 20_000,
}
MOST_TAGS = limit("fields.tags", 50)
_TAG = 60
_COUNTRY = re.compile(r"[A-Z]{2}")
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")


class BadAccount(WrongField):
    """A value that a field of an account cannot have; ``field`` is its key."""

    code = "bad_account"
    status = 400

    def __init__(self, field: str, message: str, *, hint: str = "") -> None:
        super().__init__(field, f"{field}: {message}", hint=hint)


def checked(field: str, value: Any) -> Any:
    """``value`` as ``field`` keeps it; ``None`` and empty text are "no value". Raises :class:`BadAccount`."""
    if isinstance(value, str):
        try:
            value = clean(value)
        except BansoError as error:
            raise BadAccount(field, error.message, hint=error.hint) from error
    if field == "name" and value is None:
        raise BadAccount(field, _("An account needs a name."))
    if value is None:
        return None
    if field in _TEXTS and (not isinstance(value, str) or len(value) > _TEXTS[field]):
        raise BadAccount(field, _("Give a text of at most %(count)s characters.") % {"count": _TEXTS[field]})
    check = _CHECKS.get(field)
    if check is not None and not check(value):
        raise BadAccount(field, _("“%(value)s” is not a value of this field.") % {"value": str(value)[:80]})
    return value


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def are_tags(value: Any) -> bool:
    """Words without commas, which part them where they are typed."""
    return (
        isinstance(value, list)
        and len(value) <= MOST_TAGS
        and len(set(value)) == len(value)
        and all(isinstance(one, str) and 0 < len(one) <= _TAG and "," not in one for one in value)
    )


_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "country": lambda value: bool(_COUNTRY.fullmatch(value)),
    "timezone": lambda value: value in available_timezones(),
    "currency": lambda value: isinstance(value, str) and is_currency(value),
    "tier": lambda value: value in TIERS,
    "size": _is_whole,
    "yearly_value": lambda value: isinstance(value, int) and abs(value) < 2**63,
    "notice_by": lambda value: isinstance(value, date),
    "tags": are_tags,
    "domains": lambda value: isinstance(value, list) and all(_DOMAIN.fullmatch(one) for one in value),
}
