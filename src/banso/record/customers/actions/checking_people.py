"""Values that people and programs give for fields of persons, contacts and the watch list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError, WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean
from banso.record.customers.actions.checking import MOST_TAGS, are_tags
from banso.record.customers.models import ContactRole, Influence, Relation
from banso.record.customers.rules import addresses
from banso.record.customers.rules.people import ADDRESSES, CONTACT_FIELDS, LENGTHS, PERSON_FIELDS, TAGS

MOST_ADDRESSES = limit("people.addresses", 50)


class BadPerson(WrongField):
    """A value that a field of a person or a contact cannot have; ``field`` is its key."""

    code = "bad_person"
    status = 400


def checked_person(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a person as they are kept. Raises :class:`BadPerson` naming the field."""
    _known(values, PERSON_FIELDS)
    return {field: _value(field, value) for field, value in values.items()}


def checked_contact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a contact as they are kept. Raises :class:`BadPerson` naming the field."""
    _known(values, CONTACT_FIELDS)
    return {field: _one(field, value) for field, value in values.items()}


def _value(field: str, value: Any) -> Any:
    if field in ADDRESSES:
        return _address_list(field, value)
    return _tags(value) if field == TAGS else _one(field, value)


def _known(values: Collection[str], fields: Collection[str]) -> None:
    for name in values:
        if name not in fields:
            hint = _("Choose one of: %(names)s.") % {"names": ", ".join(fields)}
            raise BadPerson(name, _("There is no field “%(name)s”.") % {"name": name}, hint=hint)


def text_of(field: str, value: Any) -> Any:
    """A text without blanks around it, ``None`` for an empty one; other values as they are."""
    if not isinstance(value, str):
        return value
    try:
        return clean(value)
    except BansoError as error:
        raise BadPerson(field, error.message, hint=error.hint) from error


def _one(field: str, value: Any) -> Any:
    value = text_of(field, value)
    if value is None:
        if field == "name":
            raise BadPerson(field, _("A person needs a name."))
        return "" if field == "reading" else None
    if field in LENGTHS and (not isinstance(value, str) or len(value) > LENGTHS[field]):
        raise BadPerson(field, _("Give a text of at most %(count)s characters.") % {"count": LENGTHS[field]})
    check = _CHECKS.get(field)
    if check is not None and not check(value):
        hint = _("Choose one of: %(names)s.") % {"names": ", ".join(_NAMED[field])} if field in _NAMED else ""
        raise BadPerson(field, _("“%(value)s” is not a value of this field.") % {"value": str(value)[:80]}, hint=hint)
    return value


def _address_list(field: str, value: Any) -> list[str]:
    kind = ADDRESSES[field]
    found: dict[str, str] = {}
    for one in value or ():
        text = text_of(field, one)
        if text is None:
            continue
        if not isinstance(text, str) or not addresses.is_address(kind, text):
            hints = {
                "mails": _("Write it like hanako@example.co.jp."),
                "phones": _("Write it with its digits, like 03-1234-5678."),
                "keys": _("Write it as source:key, like crm:0031."),
            }
            raise BadPerson(field, _wrong(field) % {"value": str(text)[:80]}, hint=hints[field])
        found.setdefault(addresses.fold(kind, text), text)
    if len(found) > MOST_ADDRESSES:
        raise BadPerson(field, _("A person has at most %(count)s of them.") % {"count": MOST_ADDRESSES})
    return list(found.values())


def _tags(value: Any) -> list[str] | None:
    if value is None:
        return None
    found = list(dict.fromkeys(text for one in value if (text := text_of(TAGS, one)) is not None))
    if not are_tags(found):
        raise BadPerson(
            TAGS,
            _("“%(value)s” is not a value of this field.") % {"value": ", ".join(map(str, found))[:80]},
            hint=_("At most %(count)s words of 60 characters, without commas in them.") % {"count": MOST_TAGS},
        )
    return found or None


def _wrong(field: str) -> str:
    match field:
        case "mails":
            return _("“%(value)s” is not an e-mail address.")
        case "phones":
            return _("“%(value)s” is not a phone number.")
        case _:
            return _("“%(value)s” is not a key of another system.")


_NAMED: Final[Mapping[str, Collection[str]]] = {
    "role": ContactRole.values,
    "influence": [str(one) for one in Influence.values],
    "relation": Relation.values,
}
_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "language": lambda value: isinstance(value, str) and len(value) <= 20 and value.replace("-", "").isalnum(),
    "timezone": lambda value: value in available_timezones(),
    "role": lambda value: value in ContactRole.values,
    "influence": lambda value: not isinstance(value, bool) and value in Influence.values,
    "relation": lambda value: value in Relation.values,
    "reports_to": lambda value: isinstance(value, int),
    "starts": lambda value: isinstance(value, date),
    "ends": lambda value: isinstance(value, date),
}
