"""What a column holds, learnt from all of its cells in one pass.

Decides what no single cell can say: the order of day, month and year, what separates decimals, and
which type an unknown column has.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from banso.connectors.files import dates, numbers, values
from banso.connectors.files.dates import ORDERS, Order
from banso.connectors.files.numbers import Separator
from banso.connectors.files.problems import BadValue
from banso.connectors.files.reader import Row

_DISTINCT = 5_000
EXAMPLES = 3
CHOICES = 30
_CHOICE_LENGTH = 60
_FLAGS = frozenset({"0", "1"})
_CHECKS = ("date", "number", "money", "bool", "link")


@dataclass
class Profile:
    """The findings about one column."""

    filled: int = 0
    rows: int = 0
    distinct: Counter[str] = field(default_factory=Counter)
    """Cells and how often they stand, of the first 5,000 different ones."""
    examples: list[str] = field(default_factory=list)
    date_cells: int = 0
    fits: Counter[Order] = field(default_factory=Counter)
    doubtful: list[str] = field(default_factory=list)
    separators: Counter[Separator] = field(default_factory=Counter)
    grouped_by_point: str = ""
    signs: Counter[str] = field(default_factory=Counter)
    could_be: set[str] = field(default_factory=lambda: set(_CHECKS))
    longest: int = 0

    def add(self, cell: str, *, dated: bool, counted: bool) -> None:
        """Learn from one cell. ``dated``, ``counted``: its field wants dates or numbers."""
        self.rows += 1
        if not cell or not cell.strip():
            return
        self.filled += 1
        if cell in self.distinct:
            self.distinct[cell] += 1
            return
        if len(self.distinct) < _DISTINCT:
            self.distinct[cell] = 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(cell)
        self.longest = max(self.longest, len(cell))
        if dated or "date" in self.could_be:
            self._date(cell)
        if counted or self.could_be & {"number", "money"}:
            self._number(cell)
        if "bool" in self.could_be:
            self._keep("bool", holds=_reads(values.yes_no, cell))
        if "link" in self.could_be:
            self._keep("link", holds=_reads(values.link, cell))

    def _keep(self, type_: str, *, holds: bool) -> None:
        if not holds:
            self.could_be.discard(type_)

    def _date(self, cell: str) -> None:
        orders = dates.orders_of(cell)
        # Eight digits may be any number: they are dates for a date field, no reason to propose one.
        self._keep("date", holds=bool(orders) and not cell.strip().isdigit())
        if not orders:
            return
        self.date_cells += 1
        self.fits.update(orders)
        if len(self.doubtful) < EXAMPLES and dates.readings_differ(cell, orders):
            self.doubtful.append(cell)

    def _number(self, cell: str) -> None:
        fits = numbers.readings(cell)
        plain = signed = False
        for separator in fits:
            plain = plain or _reads(numbers.number, cell, separator)
            try:
                _amount, sign = numbers.money(cell, separator)
            except BadValue:
                continue
            signed = True
            if sign:
                self.signs[numbers.sign_currency(sign)] += 1
        self._keep("number", holds=plain and not _is_code(cell))
        self._keep("money", holds=signed and not _is_code(cell))
        if signed or plain:
            self.separators.update(fits)
            if len(fits) == 2 and not self.grouped_by_point and "." in cell:
                self.grouped_by_point = cell

    @property
    def order(self) -> Order | None:
        """The order that fits the most cells; None while two fit equally and it matters."""
        if not self.date_cells:
            return None
        most = max(self.fits.values())
        best = [order for order in ORDERS if self.fits[order] == most]
        if len(best) > 1 and any(dates.readings_differ(cell, set(best)) for cell in self.doubtful):
            return None
        return best[0]

    @property
    def orders(self) -> set[Order]:
        """The orders that a person is asked about."""
        most = max(self.fits.values(), default=0)
        return {order for order in ORDERS if self.fits[order] == most}

    @property
    def separator(self) -> Separator:
        """Point, unless more cells can only be read with a comma."""
        return "comma" if self.separators["comma"] > self.separators["point"] else "point"

    @property
    def separator_open(self) -> bool:
        """Whether nothing tells 1.200 as one thousand two hundred from one and a bit."""
        return bool(self.grouped_by_point) and (self.separators["comma"] == self.separators["point"])

    def proposed_type(self) -> str:
        """The type of a custom field for this column."""
        few = len(self.distinct) <= CHOICES and self.filled >= 2 * len(self.distinct)
        fits = {
            "bool": "bool" in self.could_be and not set(self.distinct) <= _FLAGS,
            "link": "link" in self.could_be,
            "number": "number" in self.could_be,
            "money": "money" in self.could_be and bool(self.signs),
            "date": "date" in self.could_be,
            "choice": few and self.longest <= _CHOICE_LENGTH,
        }
        return next((type_ for type_, fit in fits.items() if fit), "text") if self.filled else "text"


def profile(rows: Iterable[Row], types: Sequence[str]) -> list[Profile]:
    """One profile for each column; ``types`` are the types of the fields they are meant for ("": none)."""
    from banso.connectors.files.fields import NUMBER_TYPES, ORDERED_TYPES  # noqa: PLC0415

    found = [Profile() for _type in types]
    adders = [
        (item.add, type_ in ORDERED_TYPES, type_ in NUMBER_TYPES) for item, type_ in zip(found, types, strict=True)
    ]
    for row in rows:
        if row.problem is None:
            for cell, (add, dated, counted) in zip(row.cells, adders, strict=True):
                add(cell, dated=dated, counted=counted)
    return found


def _reads(read: object, *args: object) -> bool:
    try:
        read(*args)  # type: ignore[operator]
    except BadValue:
        return False
    return True


def _is_code(cell: str) -> bool:
    """Postal codes, phone numbers and the like begin with 0 and must keep it."""
    stripped = cell.strip()
    return len(stripped) > 1 and stripped[0] == "0" and stripped.isdigit()
