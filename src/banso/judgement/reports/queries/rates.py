"""Rates as the page shows them: the value, what it was divided from, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.scale import Scale
from banso.judgement.reports.queries.words import FIGURE_WORDS
from banso.platform.definitions import api as definitions
from banso.platform.definitions.api import Definition, Standing
from banso.platform.identity.api import members
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.revenue import api as revenue
from banso.record.revenue.api import Committed, Figure, RateReport, Reading

COUNTED: Final = ("logo_retention", "logo_churn_opening_cohort", "churn_rate", "logo_renewal_rate")
"""Shares of accounts; the others are shares of money."""
RETENTION: Final = (
    "grr_cohort_point_to_point",
    "grr_by_movements",
    "nrr_cohort",
    "nrr_by_movements_without_new_and_reactivation",
    "logo_retention",
)
CHURN: Final = ("churn_count", "churn_rate", "mrr_churn_rate", "annual_churn_rate", "monthly_churn_rate")
GROWTH: Final = (
    "quick_ratio_classic_new_plus_expansion",
    "quick_ratio_with_reactivation",
    "upsell_rate",
    "cross_sell_rate",
    "arpa",
)
RENEWAL: Final = ("logo_renewal_rate", "gross_dollar_renewal_rate", "net_dollar_renewal_rate")
_THIN: Final = 20
"""Of fewer accounts a rate is a number of cases: the page says so."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A figure: as written, with the numbers above and below its line and the words for them.

    ``stands`` says whose definition it is and who approved it, ``url`` is where it is read whole.
    """

    key: str
    name: str
    text: str
    whole_name: str
    says: str
    above: str = ""
    below: str = ""
    above_is: str = ""
    below_is: str = ""
    stands: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Rates that belong together."""

    key: str
    title: str
    rates: Sequence[Rate]


@dataclass(frozen=True, slots=True)
class Cmrr:
    """CMRR with its parts, as written."""

    day: date
    parts: Sequence[tuple[str, str]]
    total: str


@dataclass(frozen=True, slots=True)
class Rates:
    """Every rate of a window; ``is_thin``: so few accounts that one more or less changes everything."""

    first: date
    last: date
    blocks: Sequence[Block]
    opening: int
    is_thin: bool
    report: RateReport


def rates_of(first: date, last: date, reading: Reading, scale: Scale, *, now: datetime) -> Rates:
    """Every rate from day ``first`` to day ``last``."""
    report = revenue.rates(first, last, reading, now=now)
    figures = report.figures
    titles = (
        ("retention", _("Retention"), RETENTION),
        ("churn", _("Churn"), CHURN),
        ("growth", _("Growth"), GROWTH),
        ("renewal", _("Renewal"), RENEWAL),
    )
    stands = _stands(scale.language)
    opening = figures.get("customers_opening")
    count = int(opening.value or 0) if opening else 0
    return Rates(
        first,
        last,
        [Block(key, title, list(_written(keys, figures, scale, stands))) for key, title, keys in titles],
        count,
        0 < count < _THIN,
        report,
    )


def written(figure: Figure, scale: Scale) -> str:
    """The value of a figure in the reader's language."""
    if figure.value is None:
        return formats.MISSING
    if figure.unit == "share":
        return formats.percent(float(figure.value), scale.language, digits=1)
    if figure.unit == "ratio":
        return formats.number(float(figure.value), scale.language, digits=2)
    if figure.unit == "money":
        if figure.key == "arpa":
            return formats.money(round(figure.value), scale.currency, scale.language)
        return scale.write(Fraction(figure.value))
    return formats.number(int(figure.value), scale.language)


def _written(
    keys: Iterable[str], figures: Mapping[str, Figure], scale: Scale, stands: Mapping[str, str]
) -> Iterable[Rate]:
    for key in keys:
        figure = figures.get(key)
        if figure is None:
            continue
        above, below = sides(figure, scale)
        meaning = revenue.definition_of(key)
        yield Rate(
            key,
            str(FIGURE_WORDS[key]),
            written(figure, scale),
            meaning.name,
            meaning.definition,
            above,
            below,
            meaning.numerator,
            meaning.denominator,
            stands.get(key, ""),
            reverse("workspace:definition", args=[revenue.FIGURE, key]),
        )


def _stands(language: str) -> dict[str, str]:
    """Of each figure: its version, who answers for it, and who approved it."""
    found = definitions.active(revenue.FIGURE).values()
    standings = definitions.standings(found)
    names = {one.pk: one.name for one in members(with_deactivated=True)}
    return {one.slug: _said(one, standings[one.kind, one.slug], names, language) for one in found}


def _said(one: Definition, standing: Standing, names: Mapping[int, str], language: str) -> str:
    words = {"version": one.version, "owner": one.body.get("owner", "")}
    given = standing.approved
    if given is None or given.approved_at is None:
        return _("version %(version)s, owner %(owner)s, not approved") % words
    day = day_of(given.approved_at, current_workspace().timezone)
    words |= {"by": names.get(given.approved_by or 0, ""), "day": formats.day(day, language)}
    if standing.is_approved:
        return _("version %(version)s, owner %(owner)s, approved by %(by)s on %(day)s") % words
    return _("version %(version)s, owner %(owner)s, changed since %(by)s approved it on %(day)s") % words


def sides(figure: Figure, scale: Scale) -> tuple[str, str]:
    """What stands above and below the line of a figure, as written; empty where nothing does."""
    above, below = (_side(figure, one, scale) for one in (figure.numerator, figure.denominator))
    if figure.key == "arpa" and figure.denominator is not None:
        below = formats.number(int(figure.denominator), scale.language)
    return above, below


def _side(figure: Figure, amount: Fraction | None, scale: Scale) -> str:
    if amount is None:
        return ""
    return formats.number(int(amount), scale.language) if figure.key in COUNTED else scale.write(amount)


def cmrr_of(as_of: date, reading: Reading, scale: Scale, *, now: datetime) -> Cmrr:
    """CMRR at the end of a day."""
    total: Committed = revenue.cmrr(as_of, reading, now=now).total
    parts = [
        (_("MRR in force"), scale.write(total.mrr)),
        (_("Paused, still agreed"), scale.write(total.paused, signed=True)),
        (_("Signed, not live yet"), scale.write(total.signed_not_live, signed=True)),
        (_("Under notice"), scale.write(total.notice_given, signed=True)),
    ]
    shown = [part for part, is_shown in zip(parts, (True, bool(total.paused), True, True), strict=True) if is_shown]
    return Cmrr(as_of, shown, scale.write(total.cmrr))
