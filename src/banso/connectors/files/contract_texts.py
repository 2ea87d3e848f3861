"""How cells of contracts, orders, rates and targets are read, and what can be wrong with their rows."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import contract_values
from banso.connectors.files.fields import READERS, Reader
from banso.connectors.files.problems import TEXTS

_READERS: Final[dict[str, Reader]] = {
    "line_kind": lambda cell, _reading: contract_values.kind(cell),
    "interval": lambda cell, _reading: contract_values.interval(cell),
    "interval_count": contract_values.count,
    "contract_day": contract_values.day,
    "price": contract_values.price,
    "decimal": contract_values.millionths,
    "share": contract_values.share,
    "order_kind": lambda cell, _reading: contract_values.order_kind(cell),
    "fx_rate": contract_values.rate,
    "month": contract_values.month,
    "measure": lambda cell, _reading: contract_values.measure(cell),
    "cost_purpose": lambda cell, _reading: contract_values.cost_purpose(cell),
    "target_unit": lambda cell, _reading: contract_values.target_unit(cell),
    "target": contract_values.target,
}
_TEXTS: Final[dict[str, tuple[Any, Any]]] = {
    "not_share": (_("This is more than the whole."), _("Write 0.1 or 10% for a tenth.")),
    "not_count": (_("This is not a number of intervals."), _("Write a whole number from 1 to 60.")),
    "too_many_decimals": (_("The number has more than %(digits)s decimals."), _("Round it.")),
    "no_price": (
        _("The row has neither a unit price nor an amount."),
        _("Fill in one of them; 0 if it is free."),
    ),
    "two_prices": (
        _("The amount is not the unit price times the quantity."),
        _("Leave one of them empty, or correct it."),
    ),
    "ends_early": (
        _("The line ends on or before the day it starts."),
        _("The end is the first day on which it is no longer in force: check both days."),
    ),
    "term_early": (_("The term ends on or before the day the line starts."), _("Check both days.")),
    "pause_early": (_("The pause ends on or before the day it starts."), _("Check both days.")),
    "no_pause": (_("The pause has an end and no beginning."), _("Fill in the day it starts.")),
    "overlaps": (
        _("The row overlaps with row %(row)s of the same line."),
        _("Let one period end where the next starts."),
    ),
    "other_contract": (
        _("This line belongs to the contract “%(contract)s”."),
        _("Write that contract, or give the line another ID."),
    ),
    "before_order": (_("This day is before the order."), _("Check both days.")),
    "not_rate": (_("This is not an exchange rate."), _("Write how much of the other currency one is worth.")),
    "same_currency": (_("A currency is not told in itself."), _("Name two currencies.")),
    "rate_twice": (
        _("The rate of this day stands in row %(first)s already."),
        _("Leave one of them."),
    ),
    "unknown_attribute": (
        _("Accounts have no such attribute."),
        _("Write its key as the list of attributes shows it, or empty the cell."),
    ),
    "bad_target": ("%(why)s", "%(hint)s"),
    "bad_cost": ("%(why)s", "%(hint)s"),
    "cost_twice": (
        _("This cost stands in row %(first)s already."),
        _("Add the two amounts together in one row."),
    ),
}


def register() -> None:
    """Make the types of cells and the faults known."""
    READERS.update(_READERS)
    TEXTS.update(_TEXTS)
