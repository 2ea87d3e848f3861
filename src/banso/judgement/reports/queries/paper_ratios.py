"""Ratios, and what a customer is worth, as sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.papers import about
from banso.judgement.reports.queries.ratios import ProductLine, Ratio, ratios_of
from banso.judgement.reports.queries.sheets import Cell, Column, Report, Sheet, Value
from banso.judgement.reports.queries.worth import worth_of
from banso.platform.ui import formats
from banso.record.revenue.api import Reading


def ratios_report(first: date, last: date, reading: Reading, title: str, *, now: datetime) -> Report:
    """Ratios, expansion by product."""
    found = ratios_of(first, last, reading, now=now)
    sheets = [
        _ratios(found.ratios, _("Ratios"), reading.currency),
        *([_products(found.products, reading.currency)] if found.products else []),
    ]
    return Report(name="ratios", title=_("Ratios"), about=about(title, reading), sheets=sheets)


def worth_report(day: date, currency: str, *, now: datetime) -> Report:
    """Lifetime value by contracts, and orders where there are any."""
    found = worth_of(day, currency, now=now)
    title = _("What a customer is worth")
    until = _("end of %(day)s") % {"day": formats.day(day, get_language() or "en")}
    sheet = _ratios([*found.lifetime, *found.orders], title, currency)
    return Report(name="worth", title=title, about=[until], sheets=[sheet])


def _ratios(found: Sequence[Ratio], title: str, currency: str) -> Sheet:
    rows: list[list[Value]] = [
        [
            one.name,
            Cell(one.value, one.kind, currency),
            currency if one.kind == "money" else "",
            one.parts,
            one.says,
            one.refused,
        ]
        for one in found
    ]
    columns = [
        Column(_("Ratio")),
        Column(_("Value"), "ratio"),
        Column(_("Currency")),
        Column(_("Divided")),
        Column(_("Definition")),
        Column(_("Why there is none")),
    ]
    return Sheet(title=title, columns=columns, rows=rows, currency=currency, key="ratios")


def _products(found: Sequence[ProductLine], currency: str) -> Sheet:
    columns = [
        Column(_("Product")),
        Column(pgettext("movement", "Upsell"), "money"),
        Column(_("Upsell, of accounts"), "share"),
        Column(pgettext("movement", "Cross-sell"), "money"),
        Column(_("Cross-sell, of accounts"), "share"),
    ]
    rows: list[list[Value]] = [
        [one.name, one.amounts[0], one.shares[0], one.amounts[1], one.shares[1]] for one in found
    ]
    return Sheet(title=_("Expansion by product"), columns=columns, rows=rows, currency=currency, key="products")
