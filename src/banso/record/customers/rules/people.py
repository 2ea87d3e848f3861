"""The fields of a person and of a contact, and the forms their values take in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from banso.platform.kit.text import fold
from banso.record.customers.rules.addresses import KEY, MAIL, PHONE

TAGS: Final = "tags"
PLAIN: Final = ("name", "reading", "language", "timezone", TAGS)
"""Fields that are columns of the person's row."""
ADDRESSES: Final = {"mails": MAIL, "phones": PHONE, "keys": KEY}
"""Fields that are lists of addresses, with their kind."""
PERSON_FIELDS: Final = (*PLAIN, *ADDRESSES)
MERGED_INTO: Final = "merged_into"
ARCHIVED: Final = "archived"
CONTACT_FIELDS: Final = (
    "title", "department", "role", "influence", "relation", "reports_to", "starts", "ends", "end_reason",
)  # fmt: skip
"""What a person is at an account; ``reports_to`` is a contact's id."""
LENGTHS: Final = {"name": 300, "reading": 300, "title": 200, "department": 200, "end_reason": 300}


def stored(value: Any) -> Any:
    """``value`` in the form of the journal: days as text, nothing as ``None``."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return list(value)
    return None if value == "" else value


def loaded(field: str, value: Any) -> Any:
    """The reverse of :func:`stored`, as the column wants it."""
    if field in ("starts", "ends") and isinstance(value, str):
        return date.fromisoformat(value)
    return value or "" if field == "reading" else value


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the person's row that those of ``values`` fill which are such."""
    found = {name: loaded(name, value) for name, value in values.items() if name in PLAIN}
    if TAGS in found:
        joined = ", ".join(found[TAGS] or ()) or None
        found |= {TAGS: joined, "tags_fold": fold(joined) if joined else None}
    return found
