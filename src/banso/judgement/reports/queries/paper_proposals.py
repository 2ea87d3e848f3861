"""Proposals as sheets: those that the page shows, and what is counted of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.sheets import Cell, Column, Report, Sheet, Value
from banso.platform.ui import formats
from banso.record.revenue import api as revenue
from banso.record.revenue.api import AskedProposals, Counted, Proposed


def proposals_report(asked: AskedProposals, day: date) -> Report:
    """Every proposal that is asked for as it stood on ``day``, and the figures of their window."""
    found = revenue.found_proposals(asked, day)
    language = get_language() or "en"
    window = {"first": formats.day(asked.first(day), language), "last": formats.day(day, language)}
    about = [
        _("As of %(day)s") % {"day": window["last"]},
        {"open": _("Those that are open"), "won": _("Those that were won"), "lost": _("Those that were lost")}[
            asked.state
        ],
        _("Figures: decided from %(first)s to %(last)s") % window,
    ]
    if whose := next((one.name for one in found.owners if str(one.uid) == asked.whose), ""):
        about.append(_("Led by: %(name)s") % {"name": whose})
    if product := next((one.name for one in found.products if str(one.uid) == asked.product), ""):
        about.append(_("Product: %(name)s") % {"name": product})
    every = [(_("All"), found.figures), *found.by_product, *found.by_group]
    notes = [_notes(key) for key in revenue.OF_PROPOSALS]
    if found.without_rate:
        notes.append(found.without_rate)
    sheets = [_list(found.rows), _figures(every, found.adding.currency, notes)]
    return Report(name="proposals", title=_("Proposals"), about=about, sheets=sheets)


def _list(found: Sequence[Proposed]) -> Sheet:
    columns = [
        Column(_("Account")),
        Column(_("Their goal")),
        Column(_("Product")),
        Column(_("Plan")),
        Column(_("Kind")),
        Column(_("MRR"), "money"),
        Column(_("Currency")),
        Column(_("Stage")),
        Column(_("Stage since"), "day"),
        Column(_("Opened on"), "day"),
        Column(_("Decision expected by"), "day"),
        Column(_("Decided on"), "day"),
        Column(_("Why it was lost")),
        Column(_("Contract that followed")),
        Column(_("Who leads it")),
    ]
    return Sheet(title=_("Proposals"), columns=columns, rows=[_row(one) for one in found], key="proposals")


def _row(one: Proposed) -> list[Value]:
    row = one.row
    return [
        one.account.name,
        row.goal,
        row.product.name,
        row.plan.name if row.plan else "",
        row.get_kind_display(),
        Cell(one.mrr, "money", row.currency),
        row.currency,
        one.stage_name,
        one.stand.since,
        row.opened_on,
        row.expected_on,
        None if one.is_open else one.stand.since,
        row.reason,
        str(row.line.contract) if row.line else "",
        row.owner.name if row.owner else "",
    ]


def _figures(every: Sequence[tuple[str, Counted]], currency: str, notes: Sequence[str]) -> Sheet:
    columns = [
        Column(_("Of which")),
        Column(pgettext("proposals", "Open"), "count"),
        Column(_("Pipeline"), "money"),
        Column(pgettext("proposals", "Won"), "count"),
        Column(_("Decided"), "count"),
        Column(_("Win rate"), "share"),
        Column(_("MRR won"), "money"),
        Column(_("MRR decided"), "money"),
        Column(_("Win rate by amount"), "share"),
        Column(_("Days: first quarter"), "ratio"),
        Column(_("Days: median"), "ratio"),
        Column(_("Days: third quarter"), "ratio"),
    ]
    rows: list[list[Value]] = [
        [
            label,
            one.n,
            one.mrr,
            one.rate.won,
            one.rate.decided,
            one.rate.by_count,
            one.rate.won_mrr,
            one.rate.decided_mrr,
            one.rate.by_mrr,
            one.cycle.low,
            one.cycle.median,
            one.cycle.high,
        ]
        for label, one in every
    ]
    title = _("How proposals go")
    return Sheet(title=title, columns=columns, rows=rows, currency=currency, notes=notes, key="figures")


def _notes(key: str) -> str:
    said = revenue.definition_of(key)
    parts = f" {said.numerator} ÷ {said.denominator}" if said.numerator else ""
    return f"{said.name}: {said.definition}{parts}"
