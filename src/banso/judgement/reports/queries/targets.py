"""Targets beside what came: the actual figure of each, and by how much it is off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final, cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.queries.attributes import groupings
from banso.judgement.reports.queries.sheets import Column, Report, Sheet, Value
from banso.judgement.reports.rules import periods
from banso.platform.attributes.api import select
from banso.platform.identity.api import members
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.customers.api import current_owners
from banso.record.revenue import api as revenue
from banso.record.revenue.api import RATES, Reading, Row, Target, Unit

_KINDS: Final = {"new": ("new",), "expansion": revenue.EXPANSION, "loss": revenue.LOSSES}
_RATE_KEYS: Final = {"nrr": "nrr_cohort", "grr": "grr_cohort_point_to_point"}
_TEN_THOUSAND: Final = 10_000


@dataclass(frozen=True, slots=True)
class Compared:
    """A target with what came. ``actual`` and ``off`` (actual − plan) are in the target's own measure, none where
    nothing can be said yet; ``is_well`` compares as the measure wants it; ``is_over``: its last day has ended.
    """

    target: Target
    part: str
    actual: Fraction | None
    off: Fraction | None
    is_over: bool
    is_begun: bool

    @property
    def is_rate(self) -> bool:
        """Whether it is a share: ten-thousandths, without a currency."""
        return self.target.measure in RATES

    @property
    def is_well(self) -> bool | None:
        """Whether at least what was planned came (of losses: at most)."""
        if self.off is None:
            return None
        return self.off <= 0 if self.target.measure == "loss" else self.off >= 0

    @property
    def share(self) -> float | None:
        """What came as a share of the plan."""
        if self.actual is None or not self.target.amount:
            return None
        return float(self.actual / self.target.amount)

    def written(self, amount: Fraction | int | None, *, signed: bool = False) -> str:
        """An amount of this target in the reader's language."""
        if amount is None:
            return formats.MISSING
        language = get_language() or "en"
        if self.is_rate:
            text = formats.number(float(amount) / 100, language, digits=1, signed=signed)
            return f"{text}%"
        text = formats.money(round(amount), self.target.currency, language)
        return f"+{text}" if signed and amount > 0 else text

    @property
    def unit_text(self) -> str:
        """What is counted, where it is not accounts."""
        return "" if self.target.unit == "account" else str(self.target.get_unit_display())

    @property
    def plan_text(self) -> str:
        return self.written(self.target.amount)

    @property
    def actual_text(self) -> str:
        return self.written(self.actual)

    @property
    def off_text(self) -> str:
        return self.written(self.off, signed=True)

    @property
    def months_text(self) -> str:
        language = get_language() or "en"
        first, last = (formats.day(one, language, "month") for one in (self.target.first, self.target.last))
        return first if first == last else f"{first}–{last}"


def compared(first: date, last: date, *, now: datetime, today: date) -> list[Compared]:
    """Every target whose months touch those from ``first`` to ``last``, with what came."""
    found = revenue.targets(first, last)
    names = groupings()
    actuals = _Actuals(found, today=today, now=now)
    result = []
    for target in found:
        actual = actuals.of(target)
        off = None if actual is None else actual - target.amount
        part = (
            f"{names.get(target.attribute, target.attribute)}: {target.value}" if target.attribute else _("Everybody")
        )
        ended = periods.month_end(target.last) < today
        result.append(Compared(target, part, actual, off, ended, target.first <= today))
    return result


class _Actuals:
    """What came for many targets: one waterfall for each unit, attribute and currency."""

    def __init__(self, found: Sequence[Target], *, today: date, now: datetime) -> None:
        self.today, self.now = today, now
        self.rows: dict[tuple[str, str, str], revenue.Waterfall] = {}
        for target in found:
            key = _waterfall_of(target)
            if target.measure in RATES or key in self.rows or target.first > today:
                continue
            same = [one for one in found if _waterfall_of(one) == key]
            first, last = min(one.first for one in same), max(one.last for one in same)
            reading = Reading(
                unit=_unit(target), group=target.attribute, as_was=bool(target.attribute), currency=target.currency
            )
            self.rows[key] = revenue.waterfall(first, periods.month_end(last), reading, now=now)

    def of(self, target: Target) -> Fraction | None:
        """The figure in the target's measure; None before its first month, and where no such part is there."""
        if target.first > self.today:
            return None
        if target.measure in RATES:
            return self._rate(target)
        found = self.rows[_waterfall_of(target)]
        rows = self._rows(found, target)
        if rows is None:
            return None
        inside = [row for row in rows if target.first <= row.first <= target.last and row.first <= self.today]
        if not inside:
            return None
        if target.measure == "closing":
            return inside[-1].closing
        kinds = _KINDS[target.measure]
        return abs(sum((row.moves[kind] for row in inside for kind in kinds), Fraction(0)))

    def _rows(self, found: revenue.Waterfall, target: Target) -> Sequence[Row] | None:
        if not target.attribute:
            return found.rows
        for group in found.groups:
            if target.value in (group.key, group.label):
                return found.by_group.get(group.key)
        return None

    def _rate(self, target: Target) -> Fraction | None:
        accounts = None
        if target.attribute == "owner":
            named = {one.pk for one in members() if target.value in (one.name, str(one.pk))}
            accounts = [account for account, owner in current_owners().items() if owner in named]
        elif target.attribute:
            accounts = list(select("account", {"attribute": target.attribute, "op": "eq", "value": target.value}).ids)
        end = min(periods.month_end(target.last), date.fromordinal(self.today.toordinal() - 1))
        if end < target.first:
            return None
        reading = Reading(unit=_unit(target), currency=current_workspace().currency, accounts=accounts)
        figure = revenue.rates(target.first, end, reading, now=self.now).figures.get(_RATE_KEYS[target.measure])
        return None if figure is None or figure.value is None else Fraction(figure.value) * _TEN_THOUSAND


def _unit(target: Target) -> Unit:
    return cast("Unit", target.unit)


def _waterfall_of(target: Target) -> tuple[str, str, str]:
    return target.unit, target.attribute, target.currency


def targets_report(found: Sequence[Compared], title: str) -> Report:
    """Plan and actual as a sheet; values of different measures are written out."""
    rows: list[list[Value]] = [
        [
            one.months_text,
            str(one.target.get_measure_display()),
            str(one.target.get_unit_display()),
            one.part,
            one.plan_text,
            one.actual_text,
            one.off_text,
            one.share,
            one.target.owner.name if one.target.owner else "",
        ]
        for one in found
    ]
    words = (_("Months"), _("Measure"), _("Counted by"), _("Part"), _("Plan"), _("Actual"), _("Variance"))
    columns = [*(Column(word) for word in words), Column(_("Of plan"), "share"), Column(_("Owner"))]
    sheet = Sheet(title=_("Targets"), columns=columns, rows=rows)
    return Report(name="targets", title=_("Targets"), about=[title], sheets=[sheet])
