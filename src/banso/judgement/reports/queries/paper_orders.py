"""Orders as sheets: those that the page shows, and what they come to by kind."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.sheets import Cell, Column, Report, Sheet, Value
from banso.platform.ui import formats
from banso.record.customers.api import get_account
from banso.record.revenue import api as revenue
from banso.record.revenue.api import AskedOrders

_MILLION: Final = 1_000_000


def orders_report(asked: AskedOrders, today: date) -> Report:
    """Every order that is asked for, the newest first."""
    about = [_("As of %(day)s") % {"day": formats.day(today, get_language() or "en")}, *_asked(asked)]
    return Report(name="orders", title=_("Orders"), about=about, sheets=[_list(asked, today), _kinds(asked, today)])


def _asked(asked: AskedOrders) -> list[str]:
    """What is asked for, in words: a list on paper says what it leaves out."""
    language = get_language() or "en"
    lines = [revenue.order_word(asked.kind)] if asked.kind else []
    lines += [get_account(asked.whose).name] if asked.whose else []
    if asked.product and (product := revenue.product_asked(asked.product)) is not None:
        lines.append(product.name)
    if asked.first or asked.last:
        days = [formats.day(one, language) if one else "" for one in (asked.first, asked.last)]
        lines.append(_("Ordered: %(first)s to %(last)s") % {"first": days[0], "last": days[1]})
    lines += [asked.text] if asked.text else []
    lines += [_("Service ends within %(n)d days") % {"n": revenue.ENDING_DAYS}] if asked.ending else []
    return lines


def _list(asked: AskedOrders, today: date) -> Sheet:
    found = list(revenue.orders_asked(asked, today))
    accounts = revenue.accounts_of_orders(found)
    rows: list[list[Value]] = [
        [one.ordered_on, accounts[one.account_id].name, revenue.order_word(one.kind),
         one.product.name if one.product else "", None if one.quantity is None else Fraction(one.quantity, _MILLION),
         Cell(one.amount, "money", one.currency), one.currency, one.delivered_on, one.service_until, one.key,
         one.source]
        for one in found
    ]  # fmt: skip
    columns = [
        Column(_("Order date"), "day"),
        Column(_("Account")),
        Column(_("Kind")),
        Column(_("Product")),
        Column(_("Quantity"), "ratio"),
        Column(_("Amount"), "money"),
        Column(_("Currency")),
        Column(_("Delivered on"), "day"),
        Column(_("Service until"), "day"),
        Column(_("Number")),
        Column(_("Source")),
    ]
    return Sheet(title=_("Orders"), columns=columns, rows=rows, key="orders")


def _kinds(asked: AskedOrders, today: date) -> Sheet:
    sums = revenue.order_sums(revenue.orders_asked(asked, today))
    rows: list[list[Value]] = [[revenue.order_word(one.kind), one.n, one.total] for one in sums.kinds]
    notes = [_("%(n)s in a currency without a rate of exchange: they are in no sum.") % {"n": sums.missing}]
    return Sheet(
        title=_("By kind, in %(currency)s") % {"currency": sums.currency},
        columns=[Column(_("Kind")), Column(_("Orders"), "count"), Column(_("All together"), "money")],
        rows=rows,
        total=[_("All together"), sums.n, sums.total],
        currency=sums.currency,
        notes=notes if sums.missing else [],
        key="kinds",
    )
