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


def heat_map(first: date, last: date, reading: Reading, *, of: str, now: datetime) -> HeatMap | None:
    """Cohorts that came from ``first`` to ``last``; None where nobody did.

    By month up to two years, else by quarter.
    """
    step: revenue.Step = "quarter" if reading.step != "month" or periods.months_between(first, last) > 24 else "month"
    asked = replace(reading, group=revenue.COHORT, as_was=False, step=step, net=False)
    found = cohorts_of(first, last, asked, now=now)
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
    return HeatMap(
        ages,
        rows,
        [formats.percent(one, language) if one is not None else "" for one in mean],
        chart,
        scale.words,
        found,
    )


def cohorts_of(first: date, last: date, asked: Reading, *, now: datetime) -> list[Cohort]:
    """The cohorts of a window with what is left of each, up to the last period that has ended."""
    table = revenue.waterfall(first, periods.month_end(last), asked, now=now)
    ended = asked.known or now.date()
    lived = {
        key: [Point(row.last, row.closing, row.logos.closing) for row in rows if row.last <= ended]
        for key, rows in table.by_group.items()
        if key >= f"{first:%Y-%m}"
    }
    return cohorts(lived)[:MOST]


def _label(key: str, language: str) -> str:
    try:
        return formats.day(date.fromisoformat(f"{key[:7]}-01"), language, "month")
    except ValueError:
        return key
