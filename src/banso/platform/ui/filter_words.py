"""Filters in words, and made from words: what pages with a filter show of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.attributes.api import Attribute
from banso.platform.kit.errors import BansoError
from banso.platform.ui import formats


@dataclass(frozen=True)
class Condition:
    """One condition of the filter in words, and the address of the page without it."""

    attribute: str
    op: str
    value: str
    without: str


def conditions_of(tree: Any) -> list[Any]:
    """The conditions that must all hold, as trees."""
    if tree is None:
        return []
    if isinstance(tree, dict) and list(tree) == ["all"] and isinstance(tree["all"], list):
        return list(tree["all"])
    return [tree]


def all_of(conditions: Sequence[Any]) -> Any:
    """The filter that has these conditions; none where there is none."""
    return None if not conditions else conditions[0] if len(conditions) == 1 else {"all": list(conditions)}


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
