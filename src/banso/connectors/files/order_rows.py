"""Rows of orders: what was bought once, by customers with and without subscriptions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import contract_texts
from banso.connectors.files.cells import Values, read_cells
from banso.connectors.files.fields import KEY_LENGTH, Field
from banso.connectors.files.naming import Accounts
from banso.connectors.files.numbers import minor, sign_currency
from banso.connectors.files.opening import Source
from banso.connectors.files.problems import BadValue
from banso.connectors.files.records import Outcome, Planned, Records
from banso.platform.journal.api import Batch
from banso.platform.kit.days import day_end
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import create_missing
from banso.record.revenue.api import OrderTerms, known_orders, name_products, product_ids, state_orders

contract_texts.register()

_IDENTITY: Final = ("account", "product", "kind", "ordered_on", "amount")
_SHOWN: Final = ("kind", "ordered_on", "delivered_on", "service_until", "amount", "currency", "quantity")


@dataclass(slots=True)
class OrderRow:
    """One row, with account and product as words, for they may be made by the import itself."""

    number: int
    key: str
    account: str
    product: str
    terms: OrderTerms


class Orders(Records[OrderRow]):
    """Orders and projects. A later file amends those with the same ID."""

    kind: ClassVar[str] = "orders"
    label = _("Orders")
    title = _("Import orders")
    about = _("One row an order, a project or a device sold: account, day, amount, when its service ends.")
    new_label = _("New orders")
    changed_label = _("Orders that are amended")
    tells_past: ClassVar[bool] = True
    makes_accounts: ClassVar[bool] = True
    undo_text = _("Orders that it made count as never known, and those it amended are as they were.")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("order_id", "key", _("ID of the order")),
        Field("account", "key", _("Account"), required=True),
        Field("ordered_on", "contract_day", _("Order date"), required=True),
        Field("amount", "price", _("Amount"), required=True),
        Field("currency", "currency", _("Currency")),
        Field("product", "key", _("Product")),
        Field("kind", "order_kind", _("Kind of order")),
        Field("quantity", "decimal", _("Quantity")),
        Field("delivered_on", "contract_day", _("Delivered on")),
        Field("service_until", "contract_day", _("Service until")),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._accounts = Accounts(source.options.source)
        workspace = current_workspace()
        self._currency, self._zone = workspace.currency, workspace.timezone
        self._products = product_ids()
        self._first, self._nth = self._survey()

    def _survey(self) -> tuple[dict[str, int], dict[int, int]]:
        """In which row each ID stands first, and how-many-eth of their kind rows without one are (from the second)."""
        first: dict[str, int] = {}
        seen: Counter[tuple[Any, ...]] = Counter()
        nth: dict[int, int] = {}
        only = frozenset({"order_id", *_IDENTITY})
        for values in read_cells(self.source.rows(), self.kind, self.source.columns, self.source.base, only=only):
            if key := values.fields.get("order_id"):
                first.setdefault(key, values.number)
                continue
            one = tuple(values.fields.get(name) for name in _IDENTITY)
            seen[one] += 1
            if seen[one] > 1:
                nth[values.number] = seen[one]
        return first, nth

    def meet(self, part: Sequence[Values]) -> None:
        """Accounts by id or name."""
        self._accounts.meet(values.fields["account"] for values in part if values.fields.get("account"))

    def row(self, values: Values) -> OrderRow:
        """The row; refused where its account, amount or days do not fit."""
        said = values.fields
        word = said["account"]
        if self._accounts.get(word) is None:
            code = self._accounts.fault(word)
            if code != "no_account" or not self.source.options.create_accounts:
                self.fault(values, "account", "unknown_account" if code == "no_account" else code, word)
        key = said.get("order_id")
        if key and self._first[key] != values.number:
            self.fault(values, "order_id", "duplicate_row", key, first=self._first[key])
        for name in ("delivered_on", "service_until"):
            if (day := said.get(name)) is not None and day < said["ordered_on"]:
                self.fault(values, name, "before_order", str(day))
        price = said["amount"]
        currency = said.get("currency") or (sign_currency(price.sign) if price.sign else self._currency)
        amount = 0
        try:
            amount = minor(price.amount, price.sign, currency)
        except BadValue as problem:
            self.fault(values, "amount", problem.code, str(price.amount), **problem.params)
        terms = OrderTerms(
            account=self._accounts.get(word) or 0,
            kind=said.get("kind") or "order",
            ordered_on=said["ordered_on"],
            delivered_on=said.get("delivered_on"),
            service_until=said.get("service_until"),
            amount=amount,
            currency=currency,
            quantity=said.get("quantity"),
        )
        return OrderRow(values.number, key or self._made_key(values), word, said.get("product") or "", terms)

    def _made_key(self, values: Values) -> str:
        price = values.fields["amount"]
        said = {**values.fields, "amount": f"{price.amount}{price.sign}"}
        nth = self._nth.get(values.number, 1)
        text = "/".join("" if said.get(name) is None else str(said[name]) for name in _IDENTITY)
        text = f"{text}#{nth}" if nth > 1 else text
        return text if len(text) <= KEY_LENGTH else hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def plan(self, rows: Sequence[OrderRow]) -> list[Planned[OrderRow]]:
        """An order that is there as the row says it is left alone."""
        there = known_orders(self.source.options.source, [row.key for row in rows])
        found = []
        for row in rows:
            _pk, old = there.get(row.key, (0, None))
            terms = self._named(row)
            outcome: Outcome = "new" if old is None else "unchanged" if old == terms else "changed"
            changes = {
                name: (getattr(old, name), getattr(terms, name))
                for name in (_SHOWN if old is not None else ())
                if getattr(old, name) != getattr(terms, name)
            }
            plain = {name: (str(was), str(now)) for name, (was, now) in changes.items()}
            found.append(Planned(row, row.number, outcome, f"{row.account}, {row.key}", plain))
        return found

    def _named(self, row: OrderRow) -> OrderTerms:
        product = self._products.get(row.product, 0) if row.product else None
        return replace(row.terms, account=self._accounts.get(row.account) or 0, product=product)

    def write(self, planned: Sequence[Planned[OrderRow]], batch: Batch) -> None:
        """Say the orders; accounts and products are made when first named."""
        rows = [one.row for one in planned if one.outcome != "unchanged"]
        now, source, history = self.source.now, self.source.options.source, self.source.options.history
        known = {row.key: min(self._begins(row), now) for row in rows} if history else {}
        first: dict[str, datetime] = {}
        for row in rows:
            if self._accounts.get(row.account) is None:
                first[row.account] = min(self._begins(row), first.get(row.account, now))
        if first:
            made = create_missing(first, source=source, batch=batch, known=first, now=now, history=history)
            self._accounts.learn(made)
        if new := [row.product for row in rows if row.product and row.product not in self._products]:
            self._products |= name_products(new, now=now, batch=batch)
        said = {row.key: self._named(row) for row in rows}
        state_orders(said, source=source, now=now, known=known, batch=batch)

    def _begins(self, row: OrderRow) -> datetime:
        return day_end(row.terms.ordered_on - timedelta(days=1), self._zone)
