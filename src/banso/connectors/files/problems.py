"""What can be wrong with a file, as codes; the words come when somebody reads them.

A report is kept for days and read by people of two languages, so it holds codes and values only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banso.platform.kit.errors import BansoError

SHOWN = 80
"""Characters of a cell that an error shows."""

# code: (what is wrong, what to do). Parameters are those given to Problem or BadValue.
TEXTS: dict[str, tuple[Any, Any]] = {
    # the file as a whole
    "empty_file": (lazy("The file is empty."), lazy("Export it again, with a header row.")),
    "no_rows": (lazy("The file has a header and no rows."), lazy("Export it again, with its rows.")),
    "not_found": (lazy("There is no such file."), lazy("Check the path.")),
    "unreadable": (lazy("The file cannot be read."), lazy("Check that it is a file you may read.")),
    "encoding": (
        lazy("Bytes that are neither UTF-8 nor Shift_JIS (CP932)."),
        lazy("Save the file as UTF-8, or name its encoding. %(guess)s"),
    ),
    "decode": (
        lazy("Bytes that are not %(encoding)s."),
        lazy("Save the file as UTF-8, or name its true encoding."),
    ),
    "unknown_encoding": (
        lazy("“%(encoding)s” is not an encoding that can be read."),
        lazy("Use one of: %(known)s."),
    ),
    "gzip": (lazy("The gzip file is damaged or cut off."), lazy("Copy or compress it again.")),
    "row_too_long": (
        lazy("The row is longer than %(limit)s characters."),
        lazy("Check line ends and quotes, then export the file again."),
    ),
    "cell_too_long": (
        lazy("A cell is longer than %(limit)s characters."),
        lazy("Shorten the cell, or check its quotes."),
    ),
    "open_quote": (
        lazy("A quoted cell begins here and never ends."),
        lazy("Add the missing quotation mark."),
    ),
    "equal_headers": (
        lazy("Columns %(first)s and %(second)s have the same header “%(header)s”."),
        lazy("Rename one of them."),
    ),
    # the choices made for a file
    "unknown_field": (
        lazy("“%(field)s” is not a field of this kind of import."),
        lazy("Use one of: %(known)s."),
    ),
    "unknown_column": (
        lazy("The file has no column “%(name)s”."),
        lazy("Its columns are: %(known)s."),
    ),
    "column_twice": (
        lazy("The column “%(name)s” is given to two fields."),
        lazy("Give it to one."),
    ),
    "missing_field": (
        lazy("No column was found for “%(field)s”."),
        lazy("Say which one it is: --map %(field)s=COLUMN."),
    ),
    "unmapped_column": (
        lazy("The column “%(name)s” has no place yet."),
        lazy("Make a field of it (--create-fields), give it to a field (--map), or ignore it (--ignore)."),
    ),
    "column_left": (
        lazy("The column “%(name)s” has no place yet."),
        lazy("Give it to a field (--map), or ignore it (--ignore)."),
    ),
    "no_new_fields": (
        lazy("No new field can be made of the column “%(name)s” here."),
        lazy("Give it to a field (--map), or ignore it (--ignore)."),
    ),
    "ambiguous_dates": (
        lazy("“%(example)s” may be %(readings)s."),
        lazy("Say how dates are written: --date-order dmy, mdy or ymd."),
    ),
    "ambiguous_numbers": (
        lazy("“%(example)s” may be %(readings)s."),
        lazy("Say what separates decimals: --decimal point or comma."),
    ),
    "bad_option": (lazy("“%(value)s” is not a value of %(option)s."), lazy("Use one of: %(known)s.")),
    # one row
    "ragged": (
        lazy("The row has %(cells)s cells, the header %(columns)s."),
        lazy("Quote cells that hold the separator, or fill in the missing ones."),
    ),
    "quotes": (
        lazy("Quotation marks are not in order."),
        lazy("Double a quotation mark inside a quoted cell."),
    ),
    "nul": (lazy("The cell has a NUL byte."), lazy("Remove the byte with code 0.")),
    "bad_text": (lazy("The cell has half of a character."), lazy("Save the file as UTF-8.")),
    "required": (lazy("The cell is empty."), lazy("Every row needs it: fill it in.")),
    "too_long": (
        lazy("The text is longer than %(limit)s characters."),
        lazy("Shorten it."),
    ),
    "not_number": (lazy("This is not a number."), lazy("Give a number, or leave the cell empty.")),
    "not_whole": (lazy("This is not a whole number."), lazy("Give a number without decimals.")),
    "negative": (lazy("The number is negative."), lazy("Give 0 or more.")),
    "too_large": (lazy("The number is too large."), lazy("Check the unit and the digits.")),
    "not_money": (lazy("This is not an amount."), lazy("Give an amount, or leave the cell empty.")),
    "too_fine": (
        lazy("The amount has more decimals than %(currency)s knows."),
        lazy("Give at most %(digits)s decimals."),
    ),
    "currency_differs": (
        lazy("The amount is in %(written)s; amounts here are in %(currency)s."),
        lazy("Convert it, or leave the cell empty."),
    ),
    "not_bool": (lazy("This is neither yes nor no."), lazy("Write yes or no.")),
    "not_date": (lazy("This is not a date."), lazy("Write it like 2026-03-31.")),
    "no_such_day": (lazy("There is no such day."), lazy("Check month and day.")),
    "date_order": (
        lazy("As %(order)s this is not a date; other rows are."),
        lazy("Write all dates of the column the same way."),
    ),
    "early": (lazy("The date is before %(year)s."), lazy("Write the year with four digits.")),
    "late": (lazy("The date is after %(year)s."), lazy("Check the year.")),
    "future": (lazy("The date is in the future."), lazy("Give a date up to today.")),
    "not_instant": (
        lazy("This is not a date and time."),
        lazy("Write it like 2026-03-31T15:04:05Z."),
    ),
    "not_choice": (lazy("This is none of: %(known)s."), lazy("Use one of them.")),
    "not_currency": (lazy("This is not a currency code."), lazy("Use three letters: JPY, USD, EUR.")),
    "not_country": (lazy("This is not a country."), lazy("Use two letters: JP, US, DE.")),
    "not_language": (lazy("This is not a language."), lazy("Use a code: ja, en.")),
    "not_timezone": (lazy("This is not a time zone."), lazy("Use a name like Asia/Tokyo.")),
    "not_domain": (lazy("This is not a domain."), lazy("Write it like example.co.jp.")),
    "not_link": (lazy("This is not a web address."), lazy("Begin with https://.")),
    "not_json": (lazy("This is not a JSON object."), lazy('Write it like {"plan": "pro"}.')),
    # rows against each other and against what is there
    "duplicate_row": (
        lazy("The same ID stands in row %(first)s already."),
        lazy("Leave one of them."),
    ),
    "unknown_parent": (
        lazy("There is no account with this ID, here or in the file."),
        lazy("Add the parent to the file, or empty the cell."),
    ),
    "parent_cycle": (
        lazy("Parents go round in a circle: %(path)s"),
        lazy("Empty one of these parents."),
    ),
    "unknown_owner": (
        lazy("No member has this e-mail address or name."),
        lazy("Invite them first, or empty the cell."),
    ),
    "ambiguous_owner": (
        lazy("More than one member has this name."),
        lazy("Write the e-mail address."),
    ),
    "unknown_account": (
        lazy("There is no account with this ID."),
        lazy("Import accounts first, or let them be made: --create-accounts."),
    ),
    "ambiguous_account": (
        lazy("Accounts of several sources have this ID."),
        lazy("Name the source: --source NAME."),
    ),
}


class BadValue(Exception):
    """A cell that cannot be read as what its field wants; ``code`` is a key of TEXTS."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one row (``row`` as a spreadsheet counts: the header is row 1; 0: the file)."""

    row: int
    code: str
    column: str = ""
    value: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    def message(self) -> str:
        """What is wrong, in the language that is active now."""
        return str(TEXTS[self.code][0]) % self._named()

    def hint(self) -> str:
        """What to do about it."""
        return (str(TEXTS[self.code][1]) % self._named()).strip()

    def where(self, file_name: str) -> str:
        """File, row and column, in the language that is active now."""
        place = file_name
        if self.row:
            place = _("%(file)s, row %(row)s") % {"file": file_name, "row": grouped(self.row)}
        if self.column:
            place = _("%(where)s, %(column)s") % {"where": place, "column": self.column}
        return place

    def _named(self) -> dict[str, str]:
        return {key: grouped(value) for key, value in self.params.items()}

    def as_json(self) -> dict[str, Any]:
        """For the report that a batch keeps."""
        return {
            "row": self.row,
            "code": self.code,
            "column": self.column,
            "value": self.value,
            "params": dict(self.params),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Problem":
        """The reverse of :meth:`as_json`."""
        return cls(data["row"], data["code"], data["column"], data["value"], data["params"])


def grouped(value: str | int) -> str:
    """Numbers with thousands separators; text as it is."""
    return f"{value:,}" if isinstance(value, int) else value


def shown(value: str) -> str:
    """A cell for an error: one line, of bounded length, without control characters."""
    visible = "".join(char if char.isprintable() else "␣" for char in value[: SHOWN + 1])
    return visible if len(visible) <= SHOWN else visible[:SHOWN] + "…"


class FileRefused(BansoError):
    """The whole file, or the choices made for it, cannot be used. Nothing was written."""

    def __init__(self, file_name: str, problem: Problem) -> None:
        message = f"{problem.where(file_name)}: {problem.message()}"
        super().__init__(message, code=problem.code, hint=problem.hint())
        self.file_name = file_name
        self.problem = problem
