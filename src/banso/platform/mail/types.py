"""Types of mail: each app registers its own; a member may stop each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class MailType:
    """One type. ``by_default``: whether it comes to who has not chosen; ``order`` is its place on the page."""

    slug: str
    label: str | Promise
    note: str | Promise = ""
    by_default: bool = True
    order: int = 100


_types: dict[str, MailType] = {}


def register_type(type_: MailType) -> None:
    """Add a type of mail; the slug means the same for ever, for it stands in links that stop it."""
    known = _types.get(type_.slug)
    if known is not None and known != type_:
        raise ValueError(f"Two types of mail named {type_.slug!r}.")
    _types[type_.slug] = type_


def mail_types() -> list[MailType]:
    """Every type, in order."""
    return sorted(_types.values(), key=lambda one: (one.order, one.slug))


def find_type(slug: str) -> MailType | None:
    """The type, or None where no app knows it any more."""
    return _types.get(slug)
