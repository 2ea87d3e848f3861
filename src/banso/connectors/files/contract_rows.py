"""Rows of contracts: one row a line, or a period of one. See record/revenue for what becomes of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from banso.connectors.files import contract_texts, contract_values
from banso.connectors.files.cells import Values, read_cells
from banso.connectors.files.contract_lines import Group, LineRow, about_contract, changes_of
from banso.connectors.files.contract_values import MILLION, Price
from banso.connectors.files.fields import KEY_LENGTH, Field
from banso.connectors.files.naming import Accounts
from banso.connectors.files.numbers import minor, sign_currency
from banso.connectors.files.opening import Source
from banso.connectors.files.problems import BadValue
from banso.connectors.files.records import CHUNK, Planned, Records
from banso.platform.journal.api import Batch
from banso.platform.kit.days import day_end
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import create_missing
from banso.record.revenue.api import (
    KnownLine,
    SaidLine,
    Terms,
    Told,
    at_once,
    bit_by_bit,
    known_lines,
    name_plans,
    name_products,
    overlapping,
    plan_ids,
    product_ids,
    state_lines,
)

contract_texts.register()

_DAYS: Final = ("signed", "term_end", "notice", "trial_end", "pause_from", "pause_to", "past_due_since")
ONE_PRODUCT: Final = "subscription"
"""The product of rows that name none: whoever sells one thing need not say which. Its name can be changed."""
_IDENTITY: Final = ("contract", "account", "product", "plan", "kind", "start")
_KEYS: Final = frozenset({"line_id", *_IDENTITY})


class Contracts(Records[LineRow]):
    """Lines of contracts. Rows with one ID are periods of one line; a later file amends what an earlier one said."""

    kind: ClassVar[str] = "contracts"
    label = _("Contracts")
    title = _("Import contracts")
    about = _("One row a subscription line: account, product, price, currency, start, end, term, notice.")
    new_label = _("New lines")
    changed_label = _("Lines that are amended")
    tells_past: ClassVar[bool] = True
    makes_accounts: ClassVar[bool] = True
    undo_text = _("What it said about lines counts as never known; what was said before holds again.")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("line_id", "key", _("ID of the line")),
        Field("contract", "key", _("Contract")),
        Field("account", "key", _("Account"), required=True),
        Field("product", "key", _("Product")),
        Field("plan", "key", _("Plan of the product")),
        Field("kind", "line_kind", _("Kind of line")),
        Field("quantity", "decimal", _("Quantity")),
        Field("unit_price", "price", _("Unit price")),
        Field("amount", "price", _("Amount")),
        Field("interval", "interval", _("Interval")),
        Field("interval_count", "interval_count", _("Number of intervals")),
        Field("currency", "currency", _("Currency")),
        Field("discount", "share", _("Discount")),
        Field("start", "contract_day", _("Start date"), required=True),
        Field("end", "contract_day", _("End (first day without it)")),
        Field("signed", "contract_day", _("Signed")),
        Field("term_end", "contract_day", _("End of the term")),
        Field("notice", "contract_day", _("Notice given on")),
        Field("trial_end", "contract_day", _("End of the trial")),
        Field("pause_from", "contract_day", _("Paused from")),
        Field("pause_to", "contract_day", _("Paused until")),
        Field("past_due_since", "contract_day", _("Past due since")),
        Field("recorded", "instant", _("Recorded")),
        Field("contract_name", "name", _("Name of the contract")),
        Field("auto_renews", "bool", _("Renews by itself")),
        Field("notice_days", "whole", _("Days of notice")),
        Field("note", "long", _("Note")),
    )

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._accounts = Accounts(source.options.source)
        workspace = current_workspace()
        self._currency, self._zone = workspace.currency, workspace.timezone
        self._history = source.options.history
        self._there: dict[str, KnownLine] = {}
        self._products = product_ids()
        self._plans = plan_ids()
        self._overlaps: dict[int, int] = {}
        self._groups: dict[str, Group] = {}
        self._alone: dict[str, Group] = {}
        self._nth, repeated = self._survey()
        if repeated:
            self._gather(repeated)

    def _survey(self) -> tuple[dict[int, int], set[int]]:
        """How-many-eth of their kind rows without an ID are (from the second on), and the rows that share one."""
        seen: Counter[tuple[Any, ...]] = Counter()
        first: dict[str, int] = {}
        nth: dict[int, int] = {}
        together: set[int] = set()
        for values in read_cells(
            self.source.rows(), self.kind, self.source.columns, self.source.base, only=_KEYS & self._mapped()
        ):
            if line := values.fields.get("line_id"):
                if line in first:
                    together |= {first[line], values.number}
                else:
                    first[line] = values.number
            else:
                one = tuple(values.fields.get(name) for name in _IDENTITY)
                seen[one] += 1
                if seen[one] > 1:
                    nth[values.number] = seen[one]
        return nth, together

    def _mapped(self) -> frozenset[str]:
        return frozenset(column.target for column in self.source.columns if column.use == "field")

    def _gather(self, numbers: set[int]) -> None:
        """Read the rows that share a line beforehand: what one of them does depends on all."""
        rows = (row for row in self.source.rows() if row.number in numbers)
        left = read_cells(rows, self.kind, self.source.columns, self.source.base)
        found: dict[str, list[LineRow]] = {}
        while part := list(islice(left, CHUNK)):
            self.meet([values for values in part if not values.problems])
            for values in part:
                row = self._row(values)
                if row is not None:
                    found.setdefault(row.key, []).append(row)
        for key, group in found.items():
            told = [Told(row.terms, row.number, row.recorded) for row in group]
            wrong = overlapping(told, history=self._history)
            self._overlaps |= wrong
            self._groups[key] = Group([row for row in group if row.number not in wrong])

    def meet(self, part: Sequence[Values]) -> None:
        """Accounts by id or name, and lines by their keys."""
        self._accounts.meet(values.fields["account"] for values in part if values.fields.get("account"))
        keys = {self._key(values) for values in part}
        self._there = known_lines(self.source.options.source, keys, every=self._history)

    def _key(self, values: Values) -> str:
        if line := values.fields.get("line_id"):
            return str(line)
        said = [values.fields.get(name) for name in _IDENTITY]
        text = "/".join("" if one is None else str(one) for one in said)
        nth = self._nth.get(values.number, 1)
        text = f"{text}#{nth}" if nth > 1 else text
        return text if len(text) <= KEY_LENGTH else hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def row(self, values: Values) -> LineRow:
        """The row; refused where its days, prices, account or contract do not fit."""
        said = values.fields
        key = self._key(values)
        word = said["account"]
        if self._accounts.get(word) is None:
            code = self._accounts.fault(word)
            if code != "no_account" or not self.source.options.create_accounts:
                self.fault(values, "account", "unknown_account" if code == "no_account" else code, word)
        contract = said.get("contract") or ""
        there = self._there.get(key)
        if there is not None and there.said and contract and contract != there.contract:
            self.fault(values, "contract", "other_contract", contract, contract=there.contract)
        if values.number in self._overlaps:
            self.fault(values, "start", "overlaps", str(said["start"]), row=self._overlaps[values.number])
        self._check_days(values)
        return LineRow(
            number=values.number,
            key=key,
            contract=contract or (there.contract if there is not None else key),
            account=word,
            product=said.get("product") or ONE_PRODUCT,
            plan=said.get("plan") or "",
            terms=self._terms(values),
            recorded=said.get("recorded"),
            about_contract=about_contract(said),
            note=(said.get("note") or "")[:500],
        )

    def _check_days(self, values: Values) -> None:
        said = values.fields
        start, end = said["start"], said.get("end")
        if end is not None and end <= start:
            self.fault(values, "end", "ends_early", str(end))
        if (term := said.get("term_end")) is not None and term <= start:
            self.fault(values, "term_end", "term_early", str(term))
        pause, until = said.get("pause_from"), said.get("pause_to")
        if until is not None and pause is None:
            self.fault(values, "pause_to", "no_pause", str(until))
        elif until is not None and until <= pause:
            self.fault(values, "pause_to", "pause_early", str(until))

    def _terms(self, values: Values) -> Terms:
        said = values.fields
        word, times = said.get("interval") or ("month", 1)
        count = (said.get("interval_count") or 1) * times
        if count > contract_values.MOST_INTERVALS:
            self.fault(values, "interval_count", "not_count", str(count))
        return Terms(
            account=0,
            product=0,
            kind=said.get("kind") or "recurring",
            interval=word,
            interval_count=count,
            discount=said.get("discount") or 0,
            start=said["start"],
            # A row that is refused for its end still shows what else is wrong with it.
            end=said.get("end"),
            **(self._price(values) | {name: said.get(name) for name in _DAYS}),
        )

    def _price(self, values: Values) -> dict[str, Any]:
        said = values.fields
        unit: Price | None = said.get("unit_price")
        amount: Price | None = said.get("amount")
        quantity: int | None = said.get("quantity")
        signs = {sign_currency(one.sign) for one in (unit, amount) if one is not None and one.sign}
        currency = said.get("currency") or (signs.pop() if len(signs) == 1 else self._currency)
        found: dict[str, Any] = {"currency": currency, "quantity": quantity}
        if unit is None and amount is None:
            self.fault(values, "amount" if "amount" in self._headers else "unit_price", "no_price")
        elif unit is not None:
            # Who gives a price for a piece and no number means one piece. Of an amount alone nobody counted anything.
            found["quantity"] = pieces = MILLION if quantity is None else quantity
            found["unit_price"] = self._read(values, "unit_price", unit, currency)
            if amount is not None and unit.amount * pieces != amount.amount * MILLION:
                self.fault(values, "amount", "two_prices", str(amount.amount))
        elif amount is not None:
            found["amount"] = self._read(values, "amount", amount, currency)
        return found

    def _read(self, values: Values, name: str, cell: Price, currency: str) -> int:
        """Minor units of an amount, millionths of a unit price; 0 where the row is refused for it."""
        try:
            if name == "amount":
                return minor(cell.amount, cell.sign, currency)
            minor(Decimal(0), cell.sign, currency)  # the sign alone
            return contract_values.whole(cell.amount * MILLION, 6)
        except BadValue as problem:
            self.fault(values, name, problem.code, str(cell.amount), **problem.params)
            return 0

    def plan(self, rows: Sequence[LineRow]) -> list[Planned[LineRow]]:
        """What each row would do to its line."""
        self._there = known_lines(self.source.options.source, {row.key for row in rows}, every=self._history)
        self._alone = {row.key: Group([row]) for row in rows if row.key not in self._groups}
        found = []
        for row in rows:
            group = self._group(row)
            if group.outcome is None:
                self._compare(group)
            # One example for a line, however many rows it has.
            changes = group.changes if row.number == group.last else {}
            found.append(Planned(row, row.number, group.outcome, f"{row.account}, {row.product}", changes))  # type: ignore[arg-type]
        return found

    def _group(self, row: LineRow) -> Group:
        return self._alone.get(row.key) or self._groups[row.key]

    def _compare(self, group: Group) -> None:
        there = self._there.get(group.rows[0].key)
        before = there.periods if there is not None else ()
        told = [Told(self._named(row), row.number, row.recorded) for row in group.rows]
        # What the row names may only be made when it is written, and is then compared again.
        group.is_new_to_names = any(0 in (one.terms.account, one.terms.product, one.terms.plan) for one in told)
        if self._history:
            group.said = bit_by_bit(told, there.said if there is not None else (), self.source.now, self._begins)
        else:
            group.said = at_once(told, before, self.source.now)
        if before and group.said:
            group.changes = changes_of(before, group.said[-1].periods)
        about = {} if there is None else there.about_contract
        moves = {name: (about.get(name), value) for row in group.rows for name, value in row.about_contract.items()}
        group.changes = {
            **group.changes,
            **{name: pair for name, pair in moves.items() if before and pair[0] != pair[1]},
        }
        group.outcome = "new" if not before else "changed" if group.said or group.changes else "unchanged"

    def _named(self, row: LineRow) -> Terms:
        """The terms with ids; 0 where the import will make what the row names."""
        product = self._products.get(row.product, 0)
        plan = self._plans.get((product, row.plan), 0) if row.plan else None
        return replace(row.terms, account=self._accounts.get(row.account) or 0, product=product, plan=plan)

    def _begins(self, day: date) -> datetime:
        return day_end(day - timedelta(days=1), self._zone)

    def write(self, planned: Sequence[Planned[LineRow]], batch: Batch) -> None:
        """Say the lines whose last row is here; accounts, products and plans are made when first named."""
        groups = [self._group(one.row) for one in planned if one.outcome != "unchanged"]
        groups = [group for group in groups if group.last in {one.number for one in planned}]
        whole = {group.last: group for group in groups}
        self._make([row for group in whole.values() for row in group.rows], batch)
        said = []
        for group in whole.values():
            if group.is_new_to_names:
                self._name(group)
            about = {name: value for row in group.rows for name, value in row.about_contract.items()}
            notes = list(dict.fromkeys(row.note for row in group.rows if row.note))
            said.append(
                SaidLine(
                    key=group.rows[0].key,
                    contract=group.rows[-1].contract,
                    account=self._accounts.get(group.rows[0].account) or 0,
                    known=group.said,
                    contract_fields=about,
                    reason="\n".join(notes),
                )
            )
        state_lines(said, source=self.source.options.source, now=self.source.now, batch=batch)

    def _name(self, group: Group) -> None:
        """Put in the ids of what the import has just made."""
        if len(group.rows) > 1 or group.outcome != "new":
            self._compare(group)
            return
        named = self._named(group.rows[0])
        ids: dict[str, Any] = {"account": named.account, "product": named.product, "plan": named.plan}
        group.said = [replace(one, periods=tuple(replace(terms, **ids) for terms in one.periods)) for one in group.said]

    def _make(self, rows: Sequence[LineRow], batch: Batch) -> None:
        now, source = self.source.now, self.source.options.source
        first: dict[str, datetime] = {}
        for row in rows:
            if self._accounts.get(row.account) is None:
                began = min(row.recorded or self._begins(row.terms.signed or row.terms.start), now)
                first[row.account] = min(began, first.get(row.account, began))
        if first:
            self._accounts.learn(
                create_missing(first, source=source, batch=batch, known=first, now=now, history=self._history)
            )
        if new := [row.product for row in rows if row.product not in self._products]:
            self._products |= name_products(new, now=now, batch=batch)
        plans = {(self._products[row.product], row.plan): None for row in rows if row.plan}
        if missing := [one for one in plans if one not in self._plans]:
            self._plans |= name_plans(missing, now=now, batch=batch)
