"""Values on their way into the slots and out of them."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from banso.platform.attributes.attribute import KIND_NAMES, Attribute
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean
from banso.platform.tenancy.api import current_workspace

MAX_TEXT = limit("fields.length", 10_000, "characters")
_web_address = URLValidator(schemes=["http", "https"])


class BadValue(BansoError):
    """A value that does not fit its attribute."""

    code = "bad_value"

    def __init__(self, attribute: Attribute, hint: str) -> None:
        message = _("This value does not fit “%(key)s” (%(type)s).")
        super().__init__(message % {"key": attribute.key, "type": KIND_NAMES[attribute.type]}, hint=hint)


def checked(attribute: Attribute, value: Any) -> Any:
    """``value`` in the form the attribute keeps; ``None`` and empty text are "no value".

    number float, money int (minor units), date, bool, otherwise text. Raises :class:`BadValue`.
    """
    if isinstance(value, str):
        value = clean(value)
    if value is None:
        return None
    match attribute.type:
        case "number":
            return _number(attribute, value)
        case "money":
            return _minor(attribute, value)
        case "date":
            return _day(attribute, value)
        case "bool":
            if not isinstance(value, bool | np.bool_):
                raise BadValue(attribute, _("Give yes or no."))
            return bool(value)
        case _:
            return _text(attribute, value)


def column_of(attribute: Attribute, values: Iterable[Any]) -> list[Any]:
    """Many values for the slot of ``attribute``: floats, days or texts, with ``None`` for missing.

    Takes numpy columns (NaN, NaT and ``None`` are missing) and plain lists. Derived numbers are trusted
    to be of their type; infinities count as missing, since no comparison with them means anything.
    """
    array = np.asarray(values if isinstance(values, np.ndarray) else list(values))
    if attribute.type in ("number", "money", "bool"):
        numbers = array.astype(np.float64)
        plain: list[Any] = numbers.tolist()
        for place in np.flatnonzero(~np.isfinite(numbers)):
            plain[place] = None
        return plain
    if attribute.type == "date":
        days: list[Any] = array.astype("datetime64[D]").tolist()
        return days
    texts: list[Any] = array.tolist()
    # A frame says NaN where it has no text. Each text is looked at once: columns repeat themselves.
    cleaned = {text: clean(text) for text in set(texts) if isinstance(text, str)}
    return [cleaned.get(text) for text in texts]


def typed(attributes: Sequence[Attribute], raw: Sequence[Any]) -> dict[str, Any]:
    """One row as the database answered it, in the types people work with."""
    return {one.key: _typed(one, value) for one, value in zip(attributes, raw, strict=True)}


def _typed(attribute: Attribute, value: Any) -> Any:
    if value is None:
        return None
    match attribute.type:
        case "money":
            return int(value)
        case "number":
            return float(value)
        case "bool":
            return bool(value)
        case "date":
            return _day_kept(attribute, value)
        case _:
            return value


def _day_kept(attribute: Attribute, value: Any) -> date | None:
    if not attribute.moment:
        return date.fromisoformat(value) if isinstance(value, str) else value
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return day_of(instant, current_workspace().timezone)


def _number(attribute: Attribute, value: Any) -> float:
    hint = _("Give a number such as 12.5.")
    if isinstance(value, bool):
        raise BadValue(attribute, hint)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadValue(attribute, hint) from error
    if not math.isfinite(number):
        raise BadValue(attribute, hint)
    return number


def _minor(attribute: Attribute, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or abs(int(value)) >= 2**53:
        raise BadValue(attribute, _("Give the amount in whole minor units."))
    return int(value)


def _day(attribute: Attribute, value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadValue(attribute, _("Give a day such as 2026-03-31.")) from error


def _text(attribute: Attribute, value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise BadValue(attribute, _("Give a text of at most %(count)s characters.") % {"count": MAX_TEXT})
    if attribute.type == "choice" and attribute.choices:
        allowed = [choice.value for choice in attribute.choices]
        if value not in allowed:
            raise BadValue(attribute, _("Choose one of: %(choices)s.") % {"choices": ", ".join(allowed[:30])})
    if attribute.type == "link":
        try:
            _web_address(value)
        except ValidationError as error:
            raise BadValue(attribute, _("Give a web address that begins with https:// or http://.")) from error
    return value
