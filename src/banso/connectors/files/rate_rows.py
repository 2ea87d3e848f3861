"""Rows of exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import contract_texts
from banso.connectors.files.cells import Values, read_cells
from banso.connectors.files.fields import Field
from banso.connectors.files.opening import Source
from banso.connectors.files.records import Outcome, Planned, Records
from banso.platform.journal.api import Batch
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.api import RateTerms, known_rates, state_rates

contract_texts.register()


class Rates(Records[RateTerms]):
    """Exchange rates: from a day on, one of a currency is worth so much of another."""

    kind: ClassVar[str] = "rates"
    label = _("Exchange rates")
    title = _("Import exchange rates")
    about = _("One row a day and currency: currency, what it is told in, day, rate.")
    new_label = _("New rates")
    changed_label = _("Rates that change")
    undo_text = _("Rates that it brought are taken away, and those it changed are as they were.")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("base", "currency", _("Currency"), required=True),
        Field("quote", "currency", _("Told in")),
        Field("day", "contract_day", _("Day"), required=True),
        Field("rate", "fx_rate", _("Exchange rate"), required=True),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._currency = current_workspace().currency
        self._first: dict[tuple[object, ...], int] = {}
        only = frozenset({"base", "quote", "day"})
        for values in read_cells(source.rows(), self.kind, source.columns, source.base, only=only):
            self._first.setdefault(self._key(values), values.number)

    def _key(self, values: Values) -> tuple[object, ...]:
        said = values.fields
        return said.get("base"), said.get("quote") or self._currency, said.get("day")

    def row(self, values: Values) -> RateTerms:
        """The row; refused where it tells a currency in itself, or a day a second time."""
        said = values.fields
        quote = said.get("quote") or self._currency
        if said["base"] == quote:
            self.fault(values, "base", "same_currency", said["base"])
        first = self._first[self._key(values)]
        if first != values.number:
            self.fault(values, "day", "rate_twice", str(said["day"]), first=first)
        return RateTerms(said["base"], quote, said["day"], said["rate"], values.number)

    def plan(self, rows: Sequence[RateTerms]) -> list[Planned[RateTerms]]:
        """A rate that is there as the row says it is left alone."""
        there = known_rates([row.day for row in rows])
        found = []
        for row in rows:
            old = there.get(row.key)
            outcome: Outcome = "new" if old is None else "unchanged" if old == row.rate else "changed"
            changes = {"rate": (old, row.rate)} if outcome == "changed" else {}
            found.append(Planned(row, row.number, outcome, f"{row.base}/{row.quote} {row.day}", changes))
        return found

    def write(self, planned: Sequence[Planned[RateTerms]], batch: Batch) -> None:
        """Say the new ones."""
        state_rates(
            [one.row for one in planned if one.outcome != "unchanged"],
            source=self.source.options.source,
            now=self.source.now,
            member=self.source.importer,
            batch=batch,
        )
