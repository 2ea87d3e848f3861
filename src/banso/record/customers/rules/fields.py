"""The fields of an account and the values they may have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import available_timezones

from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import is_currency
from banso.platform.kit.text import clean, fold, reading_key

PLAIN: Final = (
    "name", "reading", "domains", "industry", "size", "country", "language", "timezone", "currency",
    "yearly_value", "notice_by", "tier", "stage", "purchase_reason", "problem", "success_statement",
)  # fmt: skip
"""Fields that are columns of the account's row."""
OWNER: Final = "owner"
"""The member's id; dated rows of their own beside the journal."""
PARENT: Final = "parent"
"""The parent account's id; likewise."""
KNOWN_SINCE: Final = "known_since"
"""From when the account was known; follows from what is said of it, and is journaled where it moves."""
FIELDS: Final = (*PLAIN, OWNER, PARENT)
TIERS: Final = ("high", "mid", "tech", "community")
_TEXTS: Final[Mapping[str, int]] = {
    "name": 300, "reading": 300, "industry": 120, "stage": 60, "country": 2, "language": 20,
    "purchase_reason": 20_000, "problem": 20_000, "success_statement": 20_000,
}  # fmt: skip
_COUNTRY = re.compile(r"[A-Z]{2}")
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")


class BadAccount(BansoError):
    """A value that a field of an account cannot have."""

    code = "bad_account"

    def __init__(self, field: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{field}: {message}", hint=hint)
        self.field = field


def checked(field: str, value: Any) -> Any:
    """``value`` as ``field`` keeps it; ``None`` and empty text are "no value". Raises :class:`BadAccount`."""
    if isinstance(value, str):
        try:
            value = clean(value)
        except BansoError as error:
            raise BadAccount(field, error.message, hint=error.hint) from error
    if field == "name" and value is None:
        raise BadAccount(field, "An account needs a name.")
    if value is None:
        return None
    if field in _TEXTS and (not isinstance(value, str) or len(value) > _TEXTS[field]):
        raise BadAccount(field, f"Give a text of at most {_TEXTS[field]} characters.")
    check = _CHECKS.get(field)
    if check is not None and not check(value):
        raise BadAccount(field, f"“{value}” is not a value of this field.")
    return value


def stored(field: str, value: Any) -> Any:
    """``value`` in the form of the journal: JSON, days as text, an empty list as no value."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return list(value) or None
    return None if value == "" else value


def loaded(field: str, value: Any) -> Any:
    """The reverse of :func:`stored`, as the column wants it."""
    if field == "notice_by" and isinstance(value, str):
        return date.fromisoformat(value)
    if field == KNOWN_SINCE and isinstance(value, str):
        return datetime.fromisoformat(value)
    if field == "domains":
        return value or []
    if field == "reading":
        return value or ""
    return value


def derived(name: str, reading: str) -> dict[str, str]:
    """The columns that follow the name and its reading: for search, and for the Japanese order."""
    return {"name_fold": fold(name)[:300], "sort_key": reading_key(reading or name)[:700]}


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "country": lambda value: bool(_COUNTRY.fullmatch(value)),
    "timezone": lambda value: value in available_timezones(),
    "currency": lambda value: isinstance(value, str) and is_currency(value),
    "tier": lambda value: value in TIERS,
    "size": _is_whole,
    "yearly_value": lambda value: isinstance(value, int) and abs(value) < 2**63,
    "notice_by": lambda value: isinstance(value, date),
    "domains": lambda value: isinstance(value, list) and all(_DOMAIN.fullmatch(one) for one in value),
}
