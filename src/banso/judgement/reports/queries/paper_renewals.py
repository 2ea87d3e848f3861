"""Renewals as sheets: those that the page shows, and what they are worth by month and stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.sheets import Cell, Column, Report, Sheet, Value
from banso.platform.identity.api import Member
from banso.platform.kit.bands import BANDS
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.revenue import api as revenue
from banso.record.revenue.api import AskedRenewals, Due


def renewals_report(asked: AskedRenewals, today: date) -> Report:
    """Every renewal that is asked for, the most urgent first."""
    found = revenue.found_renewals(asked, today)
    names = {one.pk: one.name for one in found.everybody}
    about = [_("As of %(day)s") % {"day": formats.day(today, get_language() or "en")}, *_asked(asked, found.everybody)]
    sheets = [_list(revenue.completed(found.rows), names), _months(found.rows, today)]
    return Report(name="renewals", title=_("Renewals"), about=about, sheets=sheets)


def _asked(asked: AskedRenewals, everybody: Sequence[Member]) -> list[str]:
    """What is asked for, in words: a list on paper says what it leaves out."""
    states = {
        "open": _("Those that are open"),
        "look": _("Those with a checkpoint that is due"),
        "late": _("Those that are late"),
        "closed": _("Those that are closed"),
    }
    lines = [states[asked.state]]
    whose = next((one.name for one in everybody if str(one.uid) == asked.whose), "")
    if whose or asked.whose == "none":
        lines.append(_("Owner: %(name)s") % {"name": whose or formats.MISSING})
    if asked.month:
        lines.append(_("Term ends in: %(month)s") % {"month": asked.month})
    if asked.stage:
        lines.append(_("Stage: %(stage)s") % {"stage": revenue.RenewalStage(asked.stage).label})
    return lines


def _list(found: Sequence[Due], names: Mapping[int, str]) -> Sheet:
    columns = [
        Column(_("Notice by"), "day"),
        Column(_("Account")),
        Column(_("Contract")),
        Column(_("Term ends"), "day"),
        Column(_("A year"), "money"),
        Column(_("After it, a year"), "money"),
        Column(_("Currency")),
        Column(_("Stage")),
        Column(_("Standing")),
        Column(_("Health"), "count"),
        Column(_("Band")),
        Column(_("Checkpoints due"), "count"),
        Column(_("Next step")),
        Column(_("Next step on"), "day"),
        Column(_("Decision maker")),
        Column(_("Owner")),
    ]
    rows = [row for one in found for row in _rows(one, names)]
    # A row for each currency of a term, so that every amount has its own.
    return Sheet(title=_("Renewals"), columns=columns, rows=rows, key="renewals")


def _rows(one: Due, names: Mapping[int, str]) -> list[list[Value]]:
    return [_row(one, names, currency) for currency in sorted({*one.mrr, *one.then})]


def _row(one: Due, names: Mapping[int, str], currency: str) -> list[Value]:
    said = one.renewal
    return [
        one.last_notice,
        one.account.name,
        str(one.contract),
        one.term_end,
        Cell(one.mrr.get(currency, Fraction(0)) * 12, "money", currency),
        Cell(one.then.get(currency, Fraction(0)) * 12, "money", currency) if one.is_followed else None,
        currency,
        one.stage_name,
        str(revenue.STANDING_NAMES[one.standing]),
        one.score,
        "" if one.band is None else str(formats.BANDS[BANDS[one.band]]),
        sum(look.is_due for look in one.looks),
        said.next_step if said else "",
        said.next_step_on if said else None,
        one.decision_maker.name if one.decision_maker else "",
        names.get(one.owner or 0, ""),
    ]


def _months(found: Sequence[Due], today: date) -> Sheet:
    currency = current_workspace().currency
    convert = revenue.conversion(currency, on=today)
    sums: dict[date, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    counts: dict[date, int] = defaultdict(int)
    missing = 0
    for one in found:
        month = one.term_end.replace(day=1)
        counts[month] += 1
        try:
            sums[month][one.stage] += one.worth(convert) * 12
        except revenue.NoRate:
            missing += 1
    stages = [one for one in revenue.RenewalStage if any(one.value in of for of in sums.values())]
    rows: list[list[Value]] = [
        [month, counts[month], *(sums[month][one.value] for one in stages), sum(sums[month].values(), Fraction(0))]
        for month in sorted(counts)
    ]
    heads = [Column(str(one.label), "money") for one in stages]
    ends = [Column(_("Term ends in"), "month"), Column(_("Terms"), "count")]
    note = _("%(n)s in a currency without a rate of exchange: they are in no sum.") % {"n": missing}
    return Sheet(
        title=_("By month and stage, a year, in %(currency)s") % {"currency": currency},
        columns=[*ends, *heads, Column(_("Together, a year"), "money")],
        rows=rows,
        currency=currency,
        notes=[note] if missing else [],
        key="months",
    )
