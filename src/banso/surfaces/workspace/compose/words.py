"""Values of fields in words, and filters in words as :mod:`~banso.platform.ui.filter_words` says them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.attributes.api import Attribute
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.platform.ui.filter_words import choice_label, condition, leaf, ops

__all__ = ["as_text", "choice_label", "condition", "leaf", "ops", "said"]


def said(attribute: Attribute | None, value: Any) -> str:
    """A value of a field as a person reads it; values of the journal, whose days are text, too."""
    if value is None or value in ("", []):
        return formats.MISSING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return _said_number(value, is_money=attribute is not None and attribute.type == "money")
    return _(", ").join(map(str, value)) if isinstance(value, list) else _said_text(attribute, value)


def _said_text(attribute: Attribute | None, value: Any) -> str:
    if attribute and attribute.type == "date":
        return formats.day(_day(value), get_language() or "en")
    if attribute and attribute.choices:
        return choice_label(attribute, str(value))
    return _named(attribute.key if attribute else "", str(value))[:200]


def _named(key: str, code: str) -> str:
    """Codes of countries and languages by their names."""
    locale = formats.locale_of(get_language() or "en")
    names = {"country": locale.territories, "language": locale.languages}.get(key)
    return str(names.get(code, code)) if names else code


def _said_number(value: float, *, is_money: bool) -> str:
    language = get_language() or "en"
    if is_money:
        return formats.money(int(value), current_workspace().currency, language)
    return formats.number(value, language, digits=_decimals(value))


def _decimals(value: float) -> int:
    return next((digits for digits in (0, 1) if round(value, digits) == round(value, 2)), 2)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_text(value: Any) -> str:
    """A value of a list for a file: numbers and days plainly."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value == round(value) else repr(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
