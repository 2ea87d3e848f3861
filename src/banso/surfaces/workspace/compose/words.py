"""Filters in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.attributes.api import Attribute
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats


def ops() -> dict[str, str]:
    """Each comparison as a person reads it."""
    return {
        "eq": _("is"),
        "ne": _("is not"),
        "lt": "<",
        "le": "≤",
        "gt": ">",
        "ge": "≥",
        "between": _("is between"),
        "in": _("is one of"),
        "contains": _("contains"),
        "starts": _("starts with"),
        "missing": _("is missing"),
    }


def condition(tree: Any, attributes: Mapping[str, Attribute]) -> tuple[str, str, str]:
    """A condition as attribute, comparison and value; what is no single comparison is called so."""
    if not isinstance(tree, dict):
        return _("Condition"), "", str(tree)[:60]
    if "attribute" not in tree:
        kinds = {"any": _("any of"), "all": _("all of"), "not": _("not")}
        kind = next(iter(tree), "")
        return kinds.get(kind, _("Condition")), "", ", ".join(_inside(tree.get(kind), attributes))
    attribute = attributes.get(str(tree.get("attribute")))
    label = str(attribute.label) if attribute else str(tree.get("attribute"))[:60]
    return label, ops().get(str(tree.get("op")), str(tree.get("op"))), _values(attribute, tree.get("value", ""))


def choice_label(attribute: Attribute, value: str) -> str:
    """What people read for a value of a choice."""
    return next((str(choice.label) for choice in attribute.choices if choice.value == value), value)


def _inside(children: Any, attributes: Mapping[str, Attribute]) -> list[str]:
    listed = children if isinstance(children, list) else [children]
    return [" ".join(part for part in condition(child, attributes) if part) for child in listed]


def _values(attribute: Attribute | None, value: Any) -> str:
    if isinstance(value, list):
        return _(", ").join(_value(attribute, one) for one in value)
    return "" if value is True else _value(attribute, value)


def _value(attribute: Attribute | None, value: Any) -> str:
    language = get_language() or "en"
    if isinstance(value, dict) and isinstance(value.get("days_from_now"), int):
        return formats.days_away(value["days_from_now"], language)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formats.number(value, language, digits=0 if value == round(value) else 2)
    if attribute and attribute.choices:
        return choice_label(attribute, str(value))
    return str(value)[:60]


def leaf(attribute: Attribute, op: str, text: str) -> dict[str, Any]:
    """A condition from what was typed into the form. Raises BansoError for a number that is none."""
    made: dict[str, Any] = {"attribute": attribute.key, "op": op}
    if op == "missing":
        return made
    if op in ("in", "between"):
        return made | {"value": [_typed(attribute, part.strip()) for part in text.split(",") if part.strip()]}
    return made | {"value": _typed(attribute, text.strip())}


def _typed(attribute: Attribute, text: str) -> Any:
    if attribute.type == "number":
        try:
            return float(text.replace(",", ""))
        except ValueError as error:
            raise BansoError(
                _("“%(text)s” is not a number.") % {"text": text[:40]}, hint=_("Write for example 40 or 12.5.")
            ) from error
    if attribute.type == "bool":
        return text.casefold() in {"yes", "true", "1", _("yes")}
    if attribute.type == "choice":
        by_label = {str(choice.label).casefold(): choice.value for choice in attribute.choices}
        return by_label.get(text.casefold(), text)
    return text


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
