"""Retention curves and the heat map of cohorts, made of a waterfall that is grouped by the month of first MRR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.scale import scale_for
from banso.judgement.reports.rules import periods
from banso.judgement.reports.rules.cohorts import Cohort, Point, cohorts, mean_curve
from banso.platform.ui import formats
from banso.platform.ui.money_figures import curves, heat
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Reading

MOST: int = 36
"""So many periods are shown."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A cohort: its name, how many, what MRR they began with, and by age what is left, with the cell's look."""

    label: str
    count: str
    mrr: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The cohorts of a window with their mean and the curves; ``unit`` says what amounts are in."""

    ages: Sequence[str]
    rows: Sequence[HeatRow]
    mean: Sequence[str]
    chart: SafeString
    unit: str
    found: Sequence[Cohort]


def heat_map(first: date, last: date, reading: Reading, *, of: str, by: str, now: datetime) -> HeatMap | None:
    """Cohorts ``by`` month or quarter of their first MRR; None where nobody came.

    A window shorter than two years says little of retention: then those of the two years before its end are shown.
    """
    begin = min(first, periods.plus(last, -23))
    found = cohorts_of(begin, last, reading, by=by, now=now)
    if not found:
        return None
    language = get_language() or "en"
    scale = scale_for([one.mrr for one in found], reading.currency)
    ages = [str(age) for age in range(max(len(one.money) for one in found))]

    def cells(one: Cohort) -> list[tuple[str, str]]:
        shares = one.money if of == "money" else one.logos
        return [(formats.percent(share, language), heat(share)) for share in shares]

    rows = [
        HeatRow(_label(one.key, language), formats.number(one.count, language), scale.write(one.mrr), cells(one))
        for one in found
    ]
    mean = mean_curve(found, of=of)
    lines = [(_label(one.key, language), list(one.money if of == "money" else one.logos), False) for one in found]
    chart = curves(
        [*lines, (_("All together"), mean, True)],
        label=_("What is left of each cohort by age"),
        write=lambda value: formats.percent(value, language),
        write_age=str,
    )
    means = [formats.percent(one, language) if one is not None else "" for one in mean]
    return HeatMap(ages, rows, means, chart, scale.words, found)


def cohorts_of(first: date, last: date, reading: Reading, *, by: str, now: datetime) -> list[Cohort]:
    """The cohorts of a window with what is left of each, up to the last period that has ended."""
    step: revenue.Step = "quarter" if by == "quarter" else "month"
    asked = replace(reading, group=revenue.COHORT, as_was=False, step=step, net=False, frozen=False)
    table = revenue.waterfall(first, periods.month_end(last), asked, now=now)
    ended = asked.known or now.date()
    starts = [row.first for row in table.rows]
    lived: dict[str, list[Point]] = {}
    for key, rows in table.by_group.items():
        came = _month(key)
        if came is None or came < starts[0]:
            continue
        period = max(start for start in starts if start <= came)
        points = [Point(row.last, row.closing, row.logos.closing) for row in rows if row.last < ended]
        before = lived.get(f"{period:%Y-%m}")
        lived[f"{period:%Y-%m}"] = points if before is None else _together(before, points)
    return cohorts(lived)[-MOST:]


def _together(some: Sequence[Point], others: Sequence[Point]) -> list[Point]:
    return [
        Point(one.last, one.mrr + other.mrr, one.count + other.count) for one, other in zip(some, others, strict=True)
    ]


def _month(key: str) -> date | None:
    try:
        return date.fromisoformat(f"{key[:7]}-01")
    except ValueError:
        return None


def _label(key: str, language: str) -> str:
    return formats.day(_month(key), language, "month")
