"""The Revenue page, its movements, its rates and its cohorts as sheets, for files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banso.judgement.reports.queries import cohorts, rates, revenue
from banso.judgement.reports.queries.scale import Scale
from banso.judgement.reports.queries.sheets import Column, Report, Sheet, Value
from banso.judgement.reports.queries.words import (
    CLASS_WORDS,
    KIND_WORDS,
    REASON_WORDS,
    STEP_WORDS,
    UNIT_WORDS,
)
from banso.judgement.reports.rules import periods
from banso.platform.kit.money import minor_digits
from banso.record.customers.api import accounts_by_id
from banso.record.revenue import api as books
from banso.record.revenue.api import Moved, Reading, Row, Waterfall

_FIGURES = (*rates.RETENTION, *rates.CHURN, *rates.GROWTH, *rates.RENEWAL)


def revenue_report(first: date, last: date, ends: date, reading: Reading, title: str, *, now: datetime) -> Report:
    """The whole page: movements with their picture, groups, the split, rates, CMRR."""
    found = revenue.netted(books.waterfall(first, periods.month_end(last), reading, now=now))
    shown = revenue.shown(found, lambda *_names: "", exactly=False, reading=reading)
    lost = revenue.losses_of(found, reading, now=now)
    sheets = [
        movements_sheet(found, shown),
        *([groups_sheet(found)] if found.groups else []),
        split_sheet(lost, found.currency),
        rates_sheet(first, ends, reading, now=now),
        cmrr_sheet(ends, reading, now=now),
    ]
    return Report(name="revenue", title=_("Revenue"), about=about(title, reading), sheets=sheets)


def about(title: str, reading: Reading) -> list[str]:
    """What the figures are about, in sentences."""
    lines = [_("%(window)s, by %(unit)s, in %(currency)s") % {
        "window": title, "unit": str(UNIT_WORDS[reading.unit]), "currency": reading.currency,
    }]  # fmt: skip
    if reading.known:
        lines.append(_("As known at the end of %(day)s") % {"day": reading.known.isoformat()})
    if reading.constant:
        lines.append(_("At constant exchange rates, those at the opening"))
    if reading.net:
        lines.append(_("Net: only the two ends of each month"))
    if reading.accounts is not None:
        n = len(set(reading.accounts))
        lines.append(
            ngettext(
                "Of %(n)s account that the filter lets through", "Of %(n)s accounts that the filter lets through", n
            )
            % {"n": n}
        )
    if reading.products is not None:
        names = [one.name for one in books.products() if one.pk in reading.products]
        lines.append(_("Only these products: %(names)s") % {"names": _(", ").join(names)})
    if reading.frozen:
        lines.append(_("Closed months as they were closed, with corrections after them"))
    return lines


def movements_sheet(found: Waterfall, shown: revenue.Shown | None = None) -> Sheet:
    """Every period with every movement; opening and all movements come to closing. ``shown`` has the picture."""
    kinds = _kinds(found)
    heads = [Column(str(KIND_WORDS[kind]), "money") for kind in kinds]
    columns = [_period_column(found.step), Column(_("Opening"), "money"), *heads, Column(_("Closing"), "money")]
    total = _cells(revenue.summed(found.rows), kinds)
    return Sheet(
        title=_("How MRR moved"),
        columns=columns,
        rows=[[_period(row, found.step), *_cells(row, kinds)] for row in found.rows],
        currency=found.currency,
        total=[_("All together"), *total],
        notes=[_("The picture is in %(unit)s.") % {"unit": shown.scale.words}] if shown else [],
        picture=shown.chart if shown else None,
    )


def groups_sheet(found: Waterfall) -> Sheet:
    """The whole window of each group."""
    kinds = _kinds(found)
    heads = [Column(str(KIND_WORDS[kind]), "money") for kind in kinds]
    rows = [
        [one.label or _("no value"), *_cells(revenue.summed(found.by_group[one.key]), kinds)]
        for one in found.groups
        if found.by_group.get(one.key)
    ]
    columns = [Column(_("Group")), Column(_("Opening"), "money"), *heads, Column(_("Closing"), "money")]
    return Sheet(title=_("By group"), columns=columns, rows=rows, currency=found.currency)


def split_sheet(lost: Sequence[books.Moved], currency: str) -> Sheet:
    """What was lost, by whether it could be avoided."""
    sums = books.split(books.classed(lost))
    whole = sum(sums.values(), Fraction(0))
    rows: list[list[Value]] = [
        [str(CLASS_WORDS[key]), sums[key], sums[key] / whole if whole else None] for key in books.SPLIT if sums[key]
    ]
    return Sheet(
        title=_("What was lost, by whether it could be avoided"),
        columns=[Column(_("Class")), Column(_("Amount"), "money"), Column(_("Share"), "share")],
        rows=rows,
        currency=currency,
        notes=[_("What has no reason yet counts as avoidable.")],
        total=[_("All together"), whole, Fraction(1) if whole else None],
    )


def rates_sheet(first: date, last: date, reading: Reading, *, now: datetime) -> Sheet:
    """Every rate with what it was divided from and its definition. Values of different kinds are written out."""
    report = books.rates(first, last, reading, now=now)
    figures = report.figures
    scale = Scale(report.currency, get_language() or "en", 1, minor_digits(report.currency))
    rows: list[list[Value]] = []
    for key in _FIGURES:
        if key in figures:
            figure, meaning = figures[key], books.definition_of(key)
            above, below = rates.sides(figure, scale)
            rows.append([meaning.name, rates.written(figure, scale), above, below, meaning.definition])
    columns = [Column(_("Rate")), *(Column(one) for one in (_("Value"), _("Above"), _("Below"), _("Definition")))]
    return Sheet(title=_("Rates"), columns=columns, rows=rows, currency=report.currency)


def cmrr_sheet(as_of: date, reading: Reading, *, now: datetime) -> Sheet:
    """CMRR with its parts."""
    found = books.cmrr(as_of, reading, now=now)
    total = found.total
    rows: list[list[Value]] = [
        [_("MRR in force"), total.mrr],
        [_("Paused, still agreed"), total.paused],
        [_("Signed, not live yet"), total.signed_not_live],
        [_("Under notice"), total.notice_given],
    ]
    return Sheet(
        title=_("CMRR at the end of %(day)s") % {"day": as_of.isoformat()},
        columns=[Column(_("Part")), Column(_("Amount"), "money")],
        rows=rows,
        currency=found.currency,
        total=[_("CMRR"), total.cmrr],
    )


def moves_report(first: date, last: date, reading: Reading, title: str, *, now: datetime) -> Report:
    """Every movement of the window, the earliest first, with its reason and its lines."""
    moves = books.drill(first, periods.month_end(last), reading, now=now, limit=1_000_000)
    sheet = moves_sheet(moves, _("Movements"), reading.currency)
    return Report(name="movements", title=_("Movements"), about=about(title, reading), sheets=[sheet])


def moves_sheet(moves: Iterable[Moved], title: str, currency: str, *, key: str = "") -> Sheet:
    """Movements, the earliest first, each with its reason and the class of a loss."""
    moves = sorted(moves, key=lambda one: (one.day, one.account, one.product))
    accounts = {pk: one.name for pk, one in accounts_by_id(sorted({one.account for one in moves})).items()}
    products = {one.pk: one.name for one in books.products()}
    why = {id(one.moved): one for one in books.classed(moves)}
    policy = books.policy()
    rows: list[list[Value]] = []
    for one in moves:
        said = why.get(id(one))
        reason = books.reason_name(said.reason, policy) if said and said.reason else str(REASON_WORDS[one.reason])
        rows.append(
            [one.day, accounts.get(one.account, ""), products.get(one.product, ""), str(KIND_WORDS[one.kind]),
             one.amount, reason, str(CLASS_WORDS[said.class_]) if said else ""]
        )  # fmt: skip
    columns = [Column(_("Day"), "day"), Column(_("Account")), Column(_("Product")), Column(_("Movement")),
               Column(_("Amount"), "money"), Column(_("Reason")), Column(_("Class"))]  # fmt: skip
    return Sheet(title=title, columns=columns, rows=rows, currency=currency, key=key)


def cohorts_report(first: date, last: date, reading: Reading, title: str, *, now: datetime) -> Report:
    """What is left of each cohort by age, by amount and by accounts, in one table."""
    listed = cohorts.cohorts_of(first, last, reading, by="month", now=now)
    longest = max((len(one.money) for one in listed), default=0)
    rows: list[list[Value]] = []
    for name, of in ((_("MRR that is left"), "money"), (_("Accounts that are left"), "logos")):
        for one in listed:
            shares = list(one.money if of == "money" else one.logos)
            rows.append([name, one.key, one.count, one.mrr, *shares, *[None] * (longest - len(shares))])
    columns = [
        Column(_("What")),
        Column(_("Came in")),
        Column(_("Accounts"), "count"),
        Column(_("MRR"), "money"),
        *(Column(str(age), "share") for age in range(longest)),
    ]
    sheet = Sheet(title=_("Cohorts"), columns=columns, rows=rows, currency=reading.currency)
    return Report(name="cohorts", title=_("Cohorts"), about=about(title, reading), sheets=[sheet])


def _kinds(found: Waterfall) -> list[str]:
    return [*books.KINDS, *(key for key in revenue.OTHER if any(revenue.moved(row, key) for row in found.rows))]


def _cells(row: Row, kinds: Sequence[str]) -> list[Value]:
    return [row.opening, *(revenue.moved(row, kind) for kind in kinds), row.closing]


def _period_column(step: str) -> Column:
    return Column(str(STEP_WORDS[step]), "month") if step == "month" else Column(_("Period"))


def _period(row: Row, step: str) -> Value:
    return row.first if step == "month" else revenue.label_of(row, step)
