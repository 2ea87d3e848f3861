"""The forecast as sheets: month by month, where most is to be lost, what came of what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.forecasts import api as forecasts
from banso.judgement.forecasts.api import Came, RevenueForecast, Scenario
from banso.judgement.reports.queries.sheets import Column, Report, Sheet, Value
from banso.platform.kit.errors import NotFound
from banso.platform.kit.money import minor_digits
from banso.platform.ui import formats
from banso.record.customers.api import accounts_by_id


def forecast_report(scenario: Scenario | None, *, now: datetime) -> Report:
    """The forecast in force, with a scenario if one is asked. Raises :class:`NotFound` where there is none."""
    held = forecasts.current_forecast(now)
    if held is None:
        raise NotFound(_("There is no forecast without contracts."), hint=_("Import contracts first."))
    known = forecasts.known_now(held)
    path: list[float] = []
    if scenario is not None and known is not None and "total" in held.body:
        _plain, changed, _csms = forecasts.what_if(known, scenario)
        path = changed.path.tolist()
    paper = _Paper(held)
    sheets = [
        paper.months(path, forecasts.ahead_chart(held, known, path)),
        *([paper.accounts()] if "total" in held.body else []),
        paper.came(forecasts.issued(known).came),
        paper.tried(),
    ]
    about = paper.about()
    if path and scenario is not None:
        about.append(paper.scenario(scenario))
    return Report(name="forecast", title=_("Forecast"), about=about, sheets=sheets)


class _Paper:
    """Makes the sheets of one forecast, whose amounts are main units."""

    def __init__(self, held: RevenueForecast) -> None:
        self.held, self.body, self.currency = held, held.body, held.currency
        self.language = get_language() or "en"
        self.days = [date.fromisoformat(one) for one in held.body["days"]]

    def about(self) -> list[str]:
        state = forecasts.refusal(self.body["standing"])
        now = self.body["value"] + self.body["signed"]
        return [
            _("As of %(day)s, in %(currency)s") % {
                "day": formats.day(self.held.day, self.language), "currency": self.currency,
            },
            _("CMRR now: %(amount)s") % {"amount": formats.money(round(self.minor(now)), self.currency, self.language)},
            *([state] if state else []),
            forecasts.naive_words(formats.percent(self.body["rate"], self.language, digits=1)),
        ]  # fmt: skip

    def scenario(self, given: Scenario) -> str:
        """What was asked, in the words of the form."""
        said = {
            "churn": formats.number(given.churn, self.language, digits=1),
            "growth": formats.number(given.expansion, self.language, digits=1),
            "price": formats.number(given.price, self.language, digits=1),
            "hires": formats.number(given.hires, self.language),
        }
        return (
            _("Scenario: losses %(churn)s %%, growth %(growth)s points a month, prices %(price)s %%, CSMs %(hires)s")
            % said
        )

    def minor(self, amount: float | None) -> Fraction:
        """Main units as minor ones, to the nearest."""
        return Fraction(round((amount or 0) * 10 ** minor_digits(self.currency)))

    def maybe(self, amount: float | None) -> Fraction | None:
        """The same, and none for none."""
        return None if amount is None else self.minor(amount)

    def months(self, path: Sequence[float], picture: SafeString) -> Sheet:
        total, lost, new = (self.body.get(name) for name in ("total", "lost", "new_business"))
        is_full = self.body["standing"]["code"] == "full"
        heads = [_("Expected"), *_ends(), _("Value lost, low"), _("Value lost, high"), _("Naive"),
                 _("New business, beside")]  # fmt: skip
        heads += [_("Scenario")] if path else []
        rows: list[list[Value]] = []
        for at, day in enumerate(self.days):
            row: list[Value] = [
                day,
                self.minor(total["mean"][at]) if total and is_full else None,
                *self.between(total, at),
                *self.between(lost, at),
                self.minor(self.body["naive"][at]),
                self.minor(new["mean"][at]) if new else None,
            ]
            rows.append([*row, *([self.minor(path[at])] if path else [])])
        columns = [Column(_("Month"), "month"), *(Column(head, "money") for head in heads)]
        title = _("CMRR of today's customers, month by month")
        notes = [
            _("Drawn through: until now, and expected; the area: the 80 % interval; dotted: the naive forecast."),
            *([_("Dashed: the scenario.")] if path else []),
        ]
        return Sheet(
            title=title, columns=columns, rows=rows, currency=self.currency, key="months", picture=picture, notes=notes
        )

    def between(self, band: dict[str, list[float]] | None, at: int) -> list[Value]:
        return [self.minor(band[end][at]) if band else None for end in ("low", "high")]

    def accounts(self) -> Sheet:
        most: list[dict[str, Any]] = self.body["most"]
        accounts = accounts_by_id([one["account"] for one in most])
        rows: list[list[Value]] = []
        for one in most:
            account, term = accounts.get(one["account"]), one["next_term"]
            if account is not None:
                ends = None if term is None else self.days[term]
                rows.append([account.name, self.minor(one["value"]), one["lost"], self.minor(one["loss"]), ends])
        columns = [
            Column(_("Account")),
            Column(_("CMRR"), "money"),
            Column(_("Chance of loss in 12 months"), "share"),
            Column(_("Expected loss"), "money"),
            Column(_("Next term ends"), "month"),
        ]
        title = _("Where most is to be lost")
        return Sheet(title=title, columns=columns, rows=rows, currency=self.currency, key="accounts")

    def came(self, found: Sequence[Came]) -> Sheet:
        rows: list[list[Value]] = []
        for one in found:
            said = (self.maybe(amount) for amount in (one.low, one.high))
            said_lost = (self.maybe(amount) for amount in (one.lost_low, one.lost_high))
            rows.append(
                [one.day, one.months, *said, self.minor(one.left), *said_lost, self.minor(one.lost),
                 _inside(one.lost_low, one.lost, one.lost_high)]
            )  # fmt: skip
        columns = [
            Column(_("Issued for"), "month"),
            Column(_("Months since"), "count"),
            *(Column(head, "money") for head in (*_ends(), _("CMRR that came"), _("Value lost, low"),
                                                 _("Value lost, high"), _("Value lost that came"))),
            Column(_("Inside")),
        ]  # fmt: skip
        return Sheet(title=_("Were we right"), columns=columns, rows=rows, currency=self.currency, key="came")

    def tried(self) -> Sheet:
        rows: list[list[Value]] = [
            [date.fromisoformat(one["day"]), *(self.minor(one[name]) for name in
             ("expected", "low", "high", "naive", "observed")), _inside(one["low"], one["observed"], one["high"])]
            for one in reversed(self.body["origins"])
        ]  # fmt: skip
        heads = (_("Expected loss"), *_ends(), _("Naive"), _("Value lost that came"))
        columns = [Column(_("As of"), "month"), *(Column(head, "money") for head in heads), Column(_("Inside"))]
        title = _("Tried on the past, %(months)s months ahead") % {"months": forecasts.CLOSED_AFTER}
        picture = forecasts.tried_chart(self.held)
        notes = [
            _("Drawn through: what was lost; dashed: what was expected; the area: the 80 % interval; dotted: naive.")
        ]
        return Sheet(
            title=title, columns=columns, rows=rows, currency=self.currency, key="tried", picture=picture,
            notes=notes if picture else [],
        )  # fmt: skip


def _ends() -> tuple[str, str]:
    return _("80 % interval, low"), _("80 % interval, high")


def _inside(low: float | None, came: float, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return _("inside") if low <= came <= high else _("outside")
