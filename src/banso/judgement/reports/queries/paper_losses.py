"""Losses as sheets: the lines that ended, by month and class, by reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.sheets import Cell, Column, Report, Sheet, Value
from banso.platform.identity.api import members
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.revenue import api as revenue
from banso.record.revenue.api import AskedLosses, Lost


def losses_report(asked: AskedLosses, today: date, *, now: datetime) -> Report:
    """The lines that are asked for, the newest first; the summaries are of all lines of the span, as on the page."""
    first = asked.first(today)
    found = revenue.losses(first, today, now)
    language = get_language() or "en"
    about = [_("Ended from %(first)s to %(last)s") % {
        "first": formats.day(first, language), "last": formats.day(today, language),
    }]  # fmt: skip
    about += [revenue.class_name(asked.class_)] if asked.class_ else []
    if asked.reason:
        known = {one.reason: one.reason_name for one in found}
        about.append(known.get(asked.reason) or _("nobody has said why"))
    converted, missing = _converted(found, today)
    notes = [_("%(n)s in a currency without a rate of exchange: they are in no sum.") % {"n": missing}]
    sheets = [
        _lines([one for one in found if asked.has(one)]),
        replace(_months(converted), notes=notes if missing else []),
        _reasons(converted),
    ]
    return Report(name="losses", title=_("Losses"), about=about, sheets=sheets)


def _lines(found: Sequence[Lost]) -> Sheet:
    names = {one.pk: one.name for one in members(with_deactivated=True)}
    rows: list[list[Value]] = [
        [one.ended_on, one.account.name, one.product, str(one.line.contract), Cell(one.mrr, "money", one.currency),
         one.currency, _("customer lost") if one.is_whole else _("product dropped"), one.class_name, one.reason_name,
         one.loss.note if one.loss else "", names.get(one.owner or 0, "")]
        for one in found
    ]  # fmt: skip
    columns = [
        Column(_("Day it ended"), "day"),
        Column(_("Account")),
        Column(_("Product")),
        Column(_("Contract")),
        Column(_("MRR"), "money"),
        Column(_("Currency")),
        Column(_("What was lost")),
        Column(_("Class")),
        Column(_("Reason")),
        Column(_("Note")),
        Column(_("Owner")),
    ]
    return Sheet(title=_("Lines that ended"), columns=columns, rows=rows, key="lines")


def _months(found: Sequence[Lost]) -> Sheet:
    rows: list[list[Value]] = []
    for month, of in revenue.losses_by_month(found).items():
        parts = [of.get(class_, (0, Fraction(0))) for class_ in revenue.CLASSES]
        amounts = [mrr for _n, mrr in parts]
        rows.append([month, sum(n for n, _mrr in parts), *amounts, sum(amounts, Fraction(0))])
    heads = [Column(revenue.class_name(class_), "money") for class_ in revenue.CLASSES]
    columns = [Column(_("Month"), "month"), Column(_("Lines"), "count"), *heads, Column(_("All together"), "money")]
    currency = current_workspace().currency
    title = _("By month and class, a month, in %(currency)s") % {"currency": currency}
    return Sheet(title=title, columns=columns, rows=rows, currency=currency, key="months")


def _reasons(found: Sequence[Lost]) -> Sheet:
    policy = revenue.policy()
    classes = {one.reason: one.class_name for one in found}
    rows: list[list[Value]] = [
        [revenue.reason_name(reason, policy) if reason else _("nobody has said why"), classes[reason], n, mrr]
        for reason, n, mrr in revenue.losses_by_reason(found)
    ]
    columns = [Column(_("Reason")), Column(_("Class")), Column(_("Lines"), "count"), Column(_("MRR"), "money")]
    currency = current_workspace().currency
    return Sheet(title=_("By reason"), columns=columns, rows=rows, currency=currency, key="reasons")


def _converted(found: Sequence[Lost], today: date) -> tuple[list[Lost], int]:
    """Each with its amount in the workspace's currency; what has no rate counts as nothing, and how many those are."""
    adding = revenue.Adding(today)
    rows = [replace(one, mrr=adding.one(one.mrr, one.currency), currency=adding.currency) for one in found]
    return rows, sum(one.currency in adding.without for one in found)
