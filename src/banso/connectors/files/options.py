"""What a person chooses for an import, beside the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, get_args
from zoneinfo import available_timezones

from banso.connectors.files.dates import ORDERS, Order
from banso.connectors.files.fields import CUSTOM_TYPES
from banso.connectors.files.numbers import Separator
from banso.connectors.files.problems import FileRefused, Problem

DEFAULT_SOURCE = "csv"
SOURCE_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices for one file. They are kept with the batch and can be given again.

    ``map`` is ``{field: column}`` and overrules guesses; ``ignore`` names columns that are left out on purpose;
    ``create`` is ``{column: type}`` for fields to be made, and ``create_fields`` makes one of all that are
    left. ``orders`` is ``{column: order of dates}``; ``date_order`` stands for all.
    """

    source: str = DEFAULT_SOURCE
    map: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    create: Mapping[str, str] = field(default_factory=dict)
    create_fields: bool = False
    create_accounts: bool = False
    history: bool = False
    skip_errors: bool = False
    input_timezone: str = ""
    date_order: Order | None = None
    orders: Mapping[str, Order] = field(default_factory=dict)
    decimal: Separator | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def checked(self, file_name: str) -> Options:
        """These options; raises :class:`FileRefused` naming the one that is wrong."""

        def one_of(option: str, value: str | None, known: tuple[str, ...]) -> None:
            if value and value not in known:
                params: dict[str, str | int] = {"option": option, "value": value, "known": ", ".join(known)}
                raise FileRefused(file_name, Problem(0, "bad_option", params=params))

        one_of("--date-order", self.date_order, ORDERS)
        one_of("--decimal", self.decimal, get_args(Separator))
        one_of("--delimiter", self.delimiter, (",", ";", "\t"))
        for order in self.orders.values():
            one_of("--date-order", order, ORDERS)
        for type_ in self.create.values():
            one_of("--create-fields", type_, CUSTOM_TYPES)
        if self.input_timezone and self.input_timezone not in available_timezones():
            params: dict[str, str | int] = {
                "option": "--input-timezone",
                "value": self.input_timezone,
                "known": "Asia/Tokyo, UTC, Europe/London …",
            }
            raise FileRefused(file_name, Problem(0, "bad_option", params=params))
        if not self.source.strip() or len(self.source) > SOURCE_LENGTH or ":" in self.source:
            params = {"option": "--source", "value": self.source[:80], "known": "crm, billing, app …"}
            raise FileRefused(file_name, Problem(0, "bad_option", params=params))
        return self

    def as_json(self) -> dict[str, Any]:
        """For the batch."""
        return asdict(self) | {"ignore": list(self.ignore)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Options:
        """The reverse of :meth:`as_json`; names of a later version are left out."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        return cls(**(values | {"ignore": tuple(values.get("ignore", ()))}))
