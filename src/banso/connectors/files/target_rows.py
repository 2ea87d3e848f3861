"""Rows of targets: what is planned for which months, and of which part of the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import contract_texts, contract_values
from banso.connectors.files.cells import Values
from banso.connectors.files.fields import Field
from banso.connectors.files.numbers import minor, sign_currency
from banso.connectors.files.opening import Source, find_members
from banso.connectors.files.problems import BadValue
from banso.connectors.files.records import Outcome, Planned, Records
from banso.platform.attributes.api import attributes_of
from banso.platform.journal.api import Batch
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import SUBJECT, members_by_word
from banso.record.revenue.api import RATES, BadTarget, NewTarget, Target, TargetUnit, check_target, set_target, targets

contract_texts.register()


@dataclass(slots=True)
class TargetRow:
    """One row."""

    number: int
    target: NewTarget


class Targets(Records[TargetRow]):
    """Targets. A later file changes those of the same months, measure and part."""

    kind: ClassVar[str] = "targets"
    label = _("Targets")
    title = _("Import targets")
    about = _("One row a target: months, what is measured, amount, and for which part of the accounts.")
    new_label = _("New targets")
    changed_label = _("Targets that change")
    undo_text = _("Targets that it set are taken away, and those it changed are as they were.")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("first", "month", _("First month"), required=True),
        Field("last", "month", _("Last month")),
        Field("measure", "measure", _("What is measured"), required=True),
        Field("amount", "target", _("Target"), required=True),
        Field("currency", "currency", _("Currency")),
        Field("unit", "target_unit", _("Counted by")),
        Field("attribute", "key", _("Attribute of a part")),
        Field("value", "key", _("Value of the attribute")),
        Field("owner", "owner", _("Owner")),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._currency = current_workspace().currency
        self._members = members_by_word()
        self._attributes = attributes_of(SUBJECT)

    def row(self, values: Values) -> TargetRow:
        """The row; refused where it names an attribute or owner that is not there, or cannot be planned so."""
        said = values.fields
        owners = find_members(self._members, said["owner"]) if said.get("owner") else set()
        if said.get("owner") and len(owners) != 1:
            self.fault(values, "owner", "ambiguous_owner" if owners else "unknown_owner", said["owner"])
        attribute = said.get("attribute") or ""
        if attribute and attribute not in self._attributes:
            self.fault(values, "attribute", "unknown_attribute", attribute)
        amount, currency = self._amount(values)
        target = NewTarget(
            first=said["first"],
            last=said.get("last") or said["first"],
            measure=said["measure"],
            amount=amount,
            currency=currency,
            unit=said.get("unit") or TargetUnit.ACCOUNT,
            attribute=attribute,
            value=said.get("value") or "",
            owner_id=next(iter(owners), None),
        )
        if not values.problems:
            try:
                check_target(target)
            except BadTarget as error:
                self.fault(values, error.field, "bad_target", why=error.message, hint=error.hint)
        return TargetRow(values.number, target)

    def _amount(self, values: Values) -> tuple[int, str]:
        said = values.fields
        cell: contract_values.Price = said["amount"]
        try:
            if said["measure"] in RATES:
                return contract_values.target_share(cell), ""
            if cell.is_percent:
                raise BadValue("not_money")
            currency = said.get("currency") or (sign_currency(cell.sign) if cell.sign else self._currency)
            return minor(cell.amount, cell.sign, currency), currency
        except BadValue as problem:
            self.fault(values, "amount", problem.code, str(cell.amount), **problem.params)
            return 0, self._currency

    def plan(self, rows: Sequence[TargetRow]) -> list[Planned[TargetRow]]:
        """A target that is set so already is left alone."""
        if not rows:
            return []
        first, last = min(row.target.first for row in rows), max(row.target.last for row in rows)
        there = {_key(one): (one.amount, one.currency, one.owner_id) for one in targets(first, last)}
        found = []
        for row in rows:
            one = row.target
            key, says = _key(one), (one.amount, one.currency, one.owner_id)
            old = there.get(key)
            outcome: Outcome = "new" if old is None else "unchanged" if old == says else "changed"
            changes = {"amount": (old[0], one.amount)} if old is not None and old[0] != one.amount else {}
            found.append(Planned(row, row.number, outcome, f"{one.first:%Y-%m} {one.measure}", changes))
            there[key] = says
        return found

    def write(self, planned: Sequence[Planned[TargetRow]], batch: Batch) -> None:
        """Set the targets."""
        for one in planned:
            if one.outcome != "unchanged":
                set_target(one.row.target, now=self.source.now, batch=batch)


def _key(one: NewTarget | Target) -> tuple[date, date, str, str, str, str]:
    """What a file says again where it says a target anew."""
    return one.first, one.last, one.measure, one.unit, one.attribute, one.value
