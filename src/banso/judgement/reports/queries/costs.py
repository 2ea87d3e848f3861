"""What was spent in a fiscal year, month by month, beside whom it won and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.acquisition import SpentWords
from banso.judgement.reports.queries.ratios import Ratio
from banso.judgement.reports.queries.sheets import Cell, Column, Report, Sheet, Value
from banso.judgement.reports.rules import periods
from banso.platform.attributes.api import attributes_of
from banso.platform.kit.errors import BansoError
from banso.platform.ui import formats
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Cost, Spending


@dataclass(frozen=True, slots=True)
class SaidCost:
    """A cost as people read it."""

    cost: Cost
    month: str
    part: str
    amount: str


@dataclass(frozen=True, slots=True)
class CostYear:
    """The costs that were said, the figures of the months that are over, and the same by month.

    ``problem`` says why there are no figures: a rate of exchange is missing.
    """

    said: Sequence[SaidCost]
    ratios: Sequence[Ratio]
    months: Sequence[tuple[str, Sequence[str]]]
    spending: Spending | None
    problem: str = ""


def costs_of_year(first: date, *, now: datetime) -> CostYear:
    """The costs of the fiscal year that begins in ``first``."""
    last = periods.plus(first, 11)
    said = [_said(one) for one in revenue.costs(first, last)]
    try:
        told = revenue.spending(first, periods.month_end(last), now=now)
    except BansoError as error:
        return CostYear(said, [], [], None, f"{error.message} {error.hint}".strip())
    words = SpentWords(told)
    months = [
        (
            words.month(one.month),
            [
                words.money(one.winning),
                words.number(one.won),
                words.money(_each(one.winning, one.won)),
                words.money(one.keeping),
                words.number(one.alive),
                words.money(_each(one.keeping, one.alive)),
            ],
        )
        for one in told.months
    ]
    return CostYear(said, [words.to_win(), words.to_keep()], months, told)


def heads() -> list[str]:
    """What stands over the cells of a month."""
    return [
        _("Winning"),
        _("Customers won"),
        _("For each new customer"),
        _("Keeping"),
        _("With MRR at the end"),
        _("For each of them"),
    ]


def _each(amount: Fraction | None, n: int) -> Fraction | None:
    return None if amount is None or not n else amount / n


def _said(cost: Cost) -> SaidCost:
    language = get_language() or "en"
    return SaidCost(
        cost,
        formats.day(cost.month, language, "month"),
        _part(cost),
        formats.money(cost.amount, cost.currency, language),
    )


def _part(cost: Cost) -> str:
    if not cost.attribute:
        return _("Everybody")
    attribute = attributes_of("account").get(cost.attribute)
    if attribute is None:
        return f"{cost.attribute}: {cost.value}"
    value = next((str(one.label) for one in attribute.choices if one.value == cost.value), cost.value)
    return f"{attribute.label}: {value}"


def costs_report(found: CostYear, title: str) -> Report:
    """What was said, in the columns of an import; and the months."""
    rows: list[list[Value]] = [
        [
            one.cost.month,
            str(one.cost.get_purpose_display()),
            Cell(one.cost.amount, "money", one.cost.currency),
            one.cost.currency,
            one.cost.attribute,
            one.cost.value,
            one.cost.note,
        ]
        for one in found.said
    ]
    columns = [
        Column(_("Month"), "month"),
        Column(_("What it was for")),
        Column(_("Amount"), "money"),
        Column(_("Currency")),
        Column(_("Attribute of a part")),
        Column(_("Value of the attribute")),
        Column(_("Note")),
    ]
    sheets = [Sheet(title=_("Costs"), columns=columns, rows=rows, key="costs")]
    if found.spending is not None:
        sheets.append(_months(found.spending))
    return Report(name="costs", title=_("Costs"), about=[title], sheets=sheets)


def _months(told: Spending) -> Sheet:
    columns = [Column(_("Month"), "month")]
    for place, head in enumerate(heads()):
        columns.append(Column(head, "count" if place in (1, 4) else "money"))
    rows: list[list[Value]] = [
        [
            one.month,
            one.winning,
            one.won,
            _each(one.winning, one.won),
            one.keeping,
            one.alive,
            _each(one.keeping, one.alive),
        ]
        for one in told.months
    ]
    return Sheet(title=_("By month"), columns=columns, rows=rows, currency=told.currency, key="months")
