"""Ratios, and what a customer is worth, as sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.acquisition import acquired_of, heads
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


def worth_report(first: date, day: date, reading: Reading, *, now: datetime) -> Report:
    """Lifetime value by contracts, and orders where there are any."""
    found = worth_of(first, day, reading, now=now)
    title = _("What a customer is worth")
    until = _("end of %(day)s") % {"day": formats.day(day, get_language() or "en")}
    sheet = _ratios([*found.lifetime, *found.orders], title, reading.currency)
    return Report(name="worth", title=title, about=[until], sheets=[sheet])


def acquisition_report(first: date, last: date, reading: Reading, title: str, *, until: date, now: datetime) -> Report:
    """What winning and keeping customers cost and who has paid it back; by group where there is one."""
    found = acquired_of(first, last, reading, until=until, now=now)
    name = _("Winning and keeping customers")
    sheets = [_ratios(found.ratios, name, found.currency)]
    if found.lines:
        columns = [Column(found.attribute), *(Column(head, kind) for head, kind in heads())]
        rows: list[list[Value]] = [[one.label, *one.values] for one in found.lines]
        total = [_("All"), *found.total.values]
        sheets.append(
            Sheet(
                title=_("By %(label)s") % {"label": found.attribute},
                columns=columns,
                rows=rows,
                currency=found.currency,
                notes=found.notes,
                total=total,
                key="groups",
            )
        )
    day = formats.day(found.until, get_language() or "en")
    said = [*about(title, reading), _("counted to the end of %(day)s") % {"day": day}]
    return Report(name="acquisition", title=name, about=said, sheets=sheets)


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
