"""The fields an import can fill, and how a cell of each is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from banso.connectors.files import dates, numbers, values
from banso.connectors.files.dates import Order
from banso.connectors.files.numbers import Separator
from banso.connectors.files.problems import BadValue

KEY_LENGTH = 200
SINCE_YEAR = 1990
"""Dates of business facts before it are slips of the pen (year 0201)."""
UNTIL_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell is read under: decisions made for its column, and where the file comes from."""

    currency: str
    zone: ZoneInfo
    order: Order | None = None
    separator: Separator = "point"
    unit: Decimal = Decimal(1)


Reader = Callable[[str, Reading], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of import. ``type`` is also the key of :data:`READERS`."""

    key: str
    type: str
    label: StrOrPromise
    required: bool = False


ACCOUNT_FIELDS = (
    Field("external_id", "key", _("External ID"), required=True),
    Field("name", "name", _("Name")),
    Field("reading", "reading", _("Reading")),
    Field("domains", "domains", _("Domains")),
    Field("industry", "word", _("Industry")),
    Field("size", "whole", _("Size")),
    Field("country", "country", _("Country")),
    Field("language", "language", _("Language")),
    Field("timezone", "timezone", _("Time zone")),
    Field("currency", "currency", _("Currency")),
    Field("yearly_value", "money", _("Yearly value")),
    Field("notice_by", "business_date", _("Notice by")),
    Field("tier", "tier", _("Touch tier")),
    Field("stage", "short", _("Stage")),
    Field("purchase_reason", "long", _("Purchase reason")),
    Field("problem", "long", _("Problem to solve")),
    Field("success_statement", "long", _("Success statement")),
    Field("tags", "tags", _("Tags")),
    Field("parent", "key", _("Parent account")),
    Field("owner", "owner", _("Owner")),
    Field("valid_from", "business_date", _("Valid from")),
)
EVENT_FIELDS = (
    Field("at", "instant", _("Date and time"), required=True),
    Field("account", "key", _("Account"), required=True),
    Field("end_user", "key", _("End user")),
    Field("name", "name", _("Event")),
    Field("feature", "name", _("Feature")),
    Field("message_id", "key", _("Message ID")),
    Field("properties", "json", _("Properties")),
)
KINDS: dict[str, dict[str, Field]] = {
    "accounts": {field.key: field for field in ACCOUNT_FIELDS},
    "events": {field.key: field for field in EVENT_FIELDS},
}
CUSTOM_TYPES = ("text", "number", "money", "date", "choice", "bool", "link")
ORDERED_TYPES = frozenset({"date", "business_date", "instant", "contract_day", "month"})
NUMBER_TYPES = frozenset({"number", "money", "whole", "price", "decimal", "share", "fx_rate", "target"})
PRICED_TYPES = frozenset({"money", "price", "target"})
"""Types whose header may say that amounts are in thousands."""


def _business_date(cell: str, reading: Reading) -> date:
    return dates.day(cell, reading.order, first_year=SINCE_YEAR, last_year=UNTIL_YEAR)


def _money(cell: str, reading: Reading) -> int:
    amount, sign = numbers.money(cell, reading.separator, unit=reading.unit)
    return numbers.minor(amount, sign, reading.currency)


def _instant(cell: str, reading: Reading) -> datetime:
    return dates.instant(cell, reading.zone, reading.order)


READERS: dict[str, Reader] = {
    "key": lambda cell, _reading: values.text(cell, KEY_LENGTH),
    "name": lambda cell, _reading: values.text(cell, 300),
    "short": lambda cell, _reading: values.text(cell, 60),
    "word": lambda cell, _reading: values.text(cell, 120),
    "long": lambda cell, _reading: values.text(cell, 20_000),
    "text": lambda cell, _reading: values.text(cell, 20_000),
    "choice": lambda cell, _reading: values.text(cell, 200),
    "owner": lambda cell, _reading: values.text(cell, 300),
    "reading": lambda cell, _reading: values.reading(cell),
    "domains": lambda cell, _reading: values.domains(cell),
    "tags": lambda cell, _reading: values.tags(cell),
    "country": lambda cell, _reading: values.country(cell),
    "language": lambda cell, _reading: values.language(cell),
    "timezone": lambda cell, _reading: values.timezone(cell),
    "currency": lambda cell, _reading: numbers.currency_of(cell),
    "tier": lambda cell, _reading: values.tier(cell),
    "link": lambda cell, _reading: values.link(cell),
    "bool": lambda cell, _reading: values.yes_no(cell),
    "json": lambda cell, _reading: values.json_object(cell),
    "whole": lambda cell, reading: numbers.whole(cell, reading.separator),
    "number": lambda cell, reading: numbers.real(cell, reading.separator),
    "money": _money,
    "date": lambda cell, reading: dates.day(cell, reading.order),
    "business_date": _business_date,
    "instant": _instant,
}

_REMEMBERED = 20_000


def column_reader(type_: str, reading: Reading) -> Callable[[str], Any]:
    """A reader of one column that remembers what it has read: columns repeat themselves.

    The reader returns the value, or the :class:`BadValue` (not raised), or ``None`` for an empty cell.
    """
    read = READERS[type_]
    seen: dict[str, Any] = {}

    def cell_value(cell: str) -> Any:
        try:
            return seen[cell]
        except KeyError:
            pass
        if not cell or not cell.strip():
            value = None
        else:
            try:
                value = read(cell, reading)
            except BadValue as problem:
                value = problem
        if len(seen) < _REMEMBERED:
            seen[cell] = value
        return value

    return cell_value
