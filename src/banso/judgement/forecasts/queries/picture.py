"""The pictures of a forecast, as its page and its file show them: what is to come, and what past ones were worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.forecasts.models import RevenueForecast
from banso.judgement.forecasts.queries.revenue import Known, months_on
from banso.platform.kit.money import minor_digits
from banso.platform.ui import formats
from banso.platform.ui.api import forecast

_PAST_SHOWN: Final = 12
_FEWEST: Final = 2
"""Fewer past forecasts make no line."""


@dataclass(frozen=True)
class Writer:
    """Writes amounts and shares as the page does."""

    currency: str
    language: str

    def money(self, amount: float | None) -> str:
        """An amount of main units, short."""
        minor = None if amount is None else round(amount * 10 ** minor_digits(self.currency))
        return formats.money_short(minor, self.currency, self.language)

    def share(self, value: float | None, digits: int = 0) -> str:
        """A share as percent."""
        return formats.percent(value, self.language, digits=digits)

    def month(self, day: date, form: str = "month") -> str:
        """The month of a day."""
        return formats.day(day, self.language, form)


def writer_of(held: RevenueForecast) -> Writer:
    """Writes the amounts of a forecast in the reader's language."""
    return Writer(held.currency, get_language() or "en")


def ahead_chart(held: RevenueForecast, now: Known | None, scenario: Sequence[float] = ()) -> SafeString:
    """What was, what is to come, and beside it the naive forecast and a scenario."""
    body, write = held.body, writer_of(held)
    ahead = [date.fromisoformat(one) for one in body["days"]]
    behind = [] if now is None else [months_on(held.day, -step) for step in range(_PAST_SHOWN, -1, -1)]
    base = [] if now is None else now.past.base[:, -(_PAST_SHOWN + 1) :].sum(axis=0).tolist()
    behind = behind[len(behind) - len(base) :]
    start = body["value"] + body["signed"]
    blank: list[float | None] = [None] * len(behind)
    total = body.get("total")

    def line(values: Sequence[float] | None) -> list[float | None]:
        if values is None:
            return [*blank, *([None] * len(ahead))]
        return [*blank[:-1], start, *values] if blank else list(values)

    return forecast(
        [write.month(one, "short_month") for one in (*behind, *ahead)],
        past=[*base[:-1], start, *([None] * len(ahead))] if base else [None] * len(ahead),
        mean=line(total["mean"] if total and body["standing"]["code"] == "full" else None),
        low=line(total["low"] if total else None),
        high=line(total["high"] if total else None),
        beside=line(body["naive"]),
        other=line(scenario) if scenario else (),
        label=_("CMRR of the last and the next 12 months, with its 80 % interval"),
        write=write.money,
    )


def tried_chart(held: RevenueForecast) -> SafeString | None:
    """What past origins said would be lost, with its interval, and what was; none where there are too few."""
    write = writer_of(held)
    origins: Sequence[Mapping[str, Any]] = held.body["origins"]
    if len(origins) < _FEWEST:
        return None
    said = {name: [one[name] for one in origins] for name in ("low", "high", "expected", "naive", "observed")}
    return forecast(
        [write.month(date.fromisoformat(one["day"]), "short_month") for one in origins],
        past=[None] * len(origins),
        mean=said["observed"],
        low=said["low"],
        high=said["high"],
        beside=said["naive"],
        other=said["expected"],
        label=_("Value lost as past forecasts said it, with the 80 % interval, and what was lost"),
        write=write.money,
    )
