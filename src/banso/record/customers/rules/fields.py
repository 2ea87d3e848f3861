"""The fields of an account and the forms their values take."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from banso.platform.kit.text import fold, reading_key

PLAIN: Final = (
    "name", "reading", "domains", "industry", "size", "country", "language", "timezone", "currency",
    "yearly_value", "notice_by", "tier", "stage", "purchase_reason", "problem", "success_statement", "tags",
)  # fmt: skip
"""Fields that are columns of the account's row."""
OWNER: Final = "owner"
"""The member's id; dated rows of their own beside the journal."""
PARENT: Final = "parent"
"""The parent account's id; likewise."""
PARTNER: Final = "partner"
"""The id of the account through which this one buys or is looked after; likewise."""
DATED: Final = (OWNER, PARENT, PARTNER)
"""Fields that are dated rows of their own."""
MERGED_INTO: Final = "merged_into"
"""The id of the account that stands for a merged one."""
KNOWN_SINCE: Final = "known_since"
"""From when the account was known; follows from what is said of it, and is journaled where it moves."""
FIELDS: Final = (*PLAIN, *DATED)
TIERS: Final = ("high", "mid", "tech", "community")


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
    if field in ("domains", "tags"):
        return value or []
    if field == "reading":
        return value or ""
    return value


def derived(name: str, reading: str) -> dict[str, str]:
    """The columns that follow the name and its reading: for search, and for the Japanese order."""
    return {"name_fold": fold(name)[:300], "sort_key": reading_key(reading or name)[:700]}
