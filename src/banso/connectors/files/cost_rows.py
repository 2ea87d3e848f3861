"""Rows of costs: what winning and keeping customers took in a month, of all or of one part of the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import contract_texts
from banso.connectors.files.cells import Values, read_cells
from banso.connectors.files.fields import Field
from banso.connectors.files.numbers import minor, sign_currency
from banso.connectors.files.opening import Source
from banso.connectors.files.problems import BadValue
from banso.connectors.files.records import Outcome, Planned, Records
from banso.platform.attributes.api import attributes_of
from banso.platform.journal.api import Batch
from banso.platform.kit.days import ONE_DAY, day_start
from banso.platform.kit.errors import WrongField
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import SUBJECT
from banso.record.revenue.api import NewCost, add_months, check_cost, cost_key, known_costs, state_costs

contract_texts.register()

_IDENTITY: Final = ("month", "purpose", "attribute", "value")


@dataclass(slots=True)
class CostRow:
    """One row."""

    number: int
    cost: NewCost


class Costs(Records[CostRow]):
    """Costs. A later file corrects those of the same month, purpose, part and currency."""

    kind: ClassVar[str] = "costs"
    label = _("Costs")
    title = _("Import costs")
    about = _("One row a cost: month, what it was for, amount, and for which part of the accounts.")
    new_label = _("New costs")
    changed_label = _("Costs that are corrected")
    tells_past: ClassVar[bool] = True
    undo_text = _("Costs that it said count as never known, and those it corrected are as they were.")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("month", "month", _("Month"), required=True),
        Field("purpose", "cost_purpose", _("What it was for"), required=True),
        Field("amount", "price", _("Amount"), required=True),
        Field("currency", "currency", _("Currency")),
        Field("attribute", "key", _("Attribute of a part")),
        Field("value", "key", _("Value of the attribute")),
        Field("note", "name", _("Note")),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        workspace = current_workspace()
        self._currency, self._zone = workspace.currency, workspace.timezone
        self._attributes = attributes_of(SUBJECT)
        self._first: dict[tuple[Any, ...], int] = {}
        only = frozenset({*_IDENTITY, "amount", "currency"})
        for values in read_cells(source.rows(), self.kind, source.columns, source.base, only=only):
            self._first.setdefault(self._key(values), values.number)

    def _key(self, values: Values) -> tuple[Any, ...]:
        return (*(values.fields.get(name) or "" for name in _IDENTITY), self._currency_of(values))

    def _currency_of(self, values: Values) -> str:
        said = values.fields
        sign = said["amount"].sign if said.get("amount") else ""
        return said.get("currency") or (sign_currency(sign) if sign else self._currency)

    def row(self, values: Values) -> CostRow:
        """The row; refused where it names an attribute that is not there, or says a cost a second time."""
        said, currency = values.fields, self._currency_of(values)
        attribute = said.get("attribute") or ""
        if attribute and attribute not in self._attributes:
            self.fault(values, "attribute", "unknown_attribute", attribute)
        first = self._first[self._key(values)]
        if first != values.number:
            self.fault(values, "amount", "cost_twice", str(said["amount"].amount), first=first)
        amount = 0
        try:
            amount = minor(said["amount"].amount, said["amount"].sign, currency)
        except BadValue as problem:
            self.fault(values, "amount", problem.code, str(said["amount"].amount), **problem.params)
        cost = NewCost(
            month=said["month"],
            purpose=said["purpose"],
            amount=amount,
            currency=currency,
            attribute=attribute,
            value=said.get("value") or "",
            note=said.get("note") or "",
        )
        if not values.problems:
            try:
                check_cost(cost)
            except WrongField as error:
                self.fault(values, error.field, "bad_cost", why=error.message, hint=error.hint)
        return CostRow(values.number, cost)

    def plan(self, rows: Sequence[CostRow]) -> list[Planned[CostRow]]:
        """A cost that is said so already is left alone."""
        there = known_costs({row.cost.month for row in rows})
        found = []
        for row in rows:
            one, old = row.cost, there.get(cost_key(row.cost))
            said = (
                {} if old is None else {name: (getattr(old, name), getattr(one, name)) for name in ("amount", "note")}
            )
            changes = {name: pair for name, pair in said.items() if pair[0] != pair[1]}
            outcome: Outcome = "new" if old is None else "changed" if changes else "unchanged"
            found.append(Planned(row, row.number, outcome, f"{one.month:%Y-%m} {one.purpose} {one.value}", changes))
        return found

    def write(self, planned: Sequence[Planned[CostRow]], batch: Batch) -> None:
        """Say the costs; of the past, each was known on the last day of its month."""
        said = [one.row.cost for one in planned if one.outcome != "unchanged"]
        now = self.source.now
        known = {}
        if self.source.options.history:
            known = {cost_key(one): min(day_start(add_months(one.month, 1) - ONE_DAY, self._zone), now) for one in said}
        state_costs(said, now=now, known=known, batch=batch)
