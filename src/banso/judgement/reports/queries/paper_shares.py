"""Shares over time as sheets, for files."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from banso.judgement.reports.queries.papers import about
from banso.judgement.reports.queries.shares import MEASURES, Mix, mix_of
from banso.judgement.reports.queries.sheets import Column, Report, Sheet, Value
from banso.record.revenue.api import Reading


def shares_report(first: date, last: date, by: str, reading: Reading, title: str, *, now: datetime) -> Report:
    """Shares of MRR and of accounts with their pictures, then what they are shares of."""
    mix = mix_of(first, last, by, reading, now=now)
    sheets = [] if mix is None else [*(_sheet(mix, of) for of in MEASURES), _amounts(mix), _counts(mix)]
    if not sheets:
        sheets = [Sheet(title=_("Shares over time"), columns=[Column(_("Group"))], rows=[], key="money")]
    return Report(name="shares", title=_("Shares over time"), about=about(title, reading), sheets=sheets)


def _sheet(mix: Mix, of: str) -> Sheet:
    rows: list[list[Value]] = [
        [one.name, *(one.mrr_shares if of == "money" else one.account_shares)] for one in mix.groups
    ]
    columns = [Column(_("Group")), *(Column(head, "share") for head in mix.heads)]
    notes = [_("Each account with the value that it had at the end of the period.")]
    if mix.overlaps and of == "logos":
        notes = [_("An account may have several products.")]
    return Sheet(title=mix.title(of), columns=columns, rows=rows, notes=notes, picture=mix.chart(of), key=of)


def _amounts(mix: Mix) -> Sheet:
    rows: list[list[Value]] = [[one.name, *one.mrr] for one in mix.groups]
    columns = [Column(_("Group")), *(Column(head, "money") for head in mix.heads)]
    return Sheet(title=_("MRR"), columns=columns, rows=rows, currency=mix.currency, key="amounts")


def _counts(mix: Mix) -> Sheet:
    rows: list[list[Value]] = [[one.name, *one.accounts] for one in mix.groups]
    columns = [Column(_("Group")), *(Column(head, "count") for head in mix.heads)]
    return Sheet(title=_("Accounts"), columns=columns, rows=rows, key="counts")
