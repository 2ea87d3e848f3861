"""Values of a list as cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.forecasts.api import SILENCE
from banso.judgement.health.api import BAND, HEALTH, band_name
from banso.platform.attributes.api import Attribute
from banso.platform.ui import formats
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose import words
from banso.surfaces.workspace.compose.today import probability
from banso.surfaces.workspace.lists.groups import Group
from banso.surfaces.workspace.lists.spec import ListSpec, address_of

COUNTED_DOWN = {"notice_by", "due"}
"""Days of which it matters how far off they are."""


def kind_of(attribute: Attribute) -> pages.CellKind:
    """How an attribute's values are drawn."""
    if attribute.key == HEALTH:
        return "health"
    if attribute.key == SILENCE:
        return "probability"
    if attribute.type == "number":
        return "percent" if attribute.unit == "share" else "number"
    if attribute.type in ("money", "date", "bool", "link"):
        return attribute.type
    return "text"


def digits_of(values: Sequence[Any]) -> int:
    """How many decimals a column needs."""
    numbers = [value for value in values if isinstance(value, float)]
    return 0 if all(value == round(value) for value in numbers) else 1


def cell(
    spec: ListSpec,
    attribute: Attribute,
    row: Mapping[str, Any],
    *,
    today: date,
    digits: int = 0,
    trend: Sequence[float | None] = (),
    edit: str = "",
) -> pages.Cell:
    """One value of a row."""
    key = attribute.key
    kind, value = kind_of(attribute), row.get(key)
    if kind == "health":
        change = value - trend[0] if value is not None and trend and trend[0] is not None else None
        why = "" if value is not None else _("no score")
        return pages.Cell(kind, pages.Health(value, band_name(row.get(BAND)), trend, change, why), key=key)
    if kind == "probability":
        return pages.Cell(kind, probability(dict(row)), key=key)
    if kind == "date":
        days = (value - today).days if value is not None and key in COUNTED_DOWN else None
        return pages.Cell(kind, value, days=days, edit=edit, key=key)
    if kind == "text" and value is not None:
        shown = words.choice_label(attribute, value) if attribute.choices else value
        return pages.Cell(kind, shown, url=_link(spec, key, row), edit=edit, key=key)
    return pages.Cell(kind, value, digits=digits, edit=edit, key=key)


def _link(spec: ListSpec, key: str, row: Mapping[str, Any]) -> str:
    if key not in spec.links:
        return ""
    url_name, other = spec.links[key]
    uid = row.get(other)
    return address_of((url_name,), str(UUID(uid))) if uid else ""


def group_label(attribute: Attribute, group: Group, currency: str) -> str:
    """A group's value in words."""
    language, value = get_language() or "en", group.value
    if value is None:
        return _("no value")
    if attribute.type == "date":
        return formats.day(value, language, "month")
    if attribute.type == "bool":
        return _("yes") if value else _("no")
    if attribute.type in ("number", "money"):
        low, high = (_number(attribute, one, currency, language) for one in value)
        return _("%(low)s to below %(high)s") % {"low": low, "high": high}
    return words.choice_label(attribute, value) if attribute.choices else str(value)


def _number(attribute: Attribute, value: float, currency: str, language: str) -> str:
    if attribute.type == "money":
        return formats.money_short(round(value), currency, language)
    if attribute.unit == "share":
        return formats.percent(value, language)
    return formats.number(value, language, digits=0 if value == round(value) else 1)
