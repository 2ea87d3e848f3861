"""Forecasts of CMRR: the newest one, and those that were issued for a month's end and stay as they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from banso.judgement.forecasts.models import RevenueForecast
from banso.judgement.forecasts.queries.revenue import Known, facts_now, known_on, origins
from banso.judgement.forecasts.rules.committed import Band, Origin, draw, expected, naive, record, sigma
from banso.judgement.metrics.api import MoneyHistory
from banso.platform.kit.days import last_closed_day
from banso.platform.tenancy.api import current_workspace

_MOST_LISTED = 20
_DIGITS = 6


def current_forecast(now: datetime) -> RevenueForecast | None:
    """The newest forecast, made again where the day or the lines are others; None where no line was known."""
    day = last_closed_day(now, current_workspace().timezone)
    facts = facts_now()
    held = RevenueForecast.objects.filter(frozen=False, day=day, facts=facts).first()
    if held is not None:
        return held
    body = _body(day, MoneyHistory())
    with transaction.atomic():
        RevenueForecast.objects.filter(frozen=False).delete()
        return None if body is None else _kept(day, body, facts, now, frozen=False)


def issue_forecast(now: datetime) -> RevenueForecast | None:
    """Issue the forecast of the last month's end, once: it is never made anew."""
    day = last_closed_day(now, current_workspace().timezone)
    end = (day + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    held = RevenueForecast.objects.filter(frozen=True, day=end).first()
    if held is not None:
        return held
    body = _body(end, MoneyHistory())
    return None if body is None else _kept(end, body, facts_now(), now, frozen=True)


def _kept(day: date, body: dict[str, Any], facts: str, now: datetime, *, frozen: bool) -> RevenueForecast:
    currency = current_workspace().currency
    return RevenueForecast.objects.create(
        day=day, frozen=frozen, issued_at=now, facts=facts, currency=currency, body=body
    )


def _body(day: date, history: MoneyHistory) -> dict[str, Any] | None:
    found = known_on(day, history)
    if found is None:
        return None
    tried = origins(found, history)
    past = [one for _day, one in tried]
    has = found.value > 0
    value, kept, signed = found.value[has], found.kept[has], float(found.signed.sum())
    spread = sigma(past)
    body: dict[str, Any] = {
        "value": float(value.sum()),
        "signed": signed,
        "sigma": spread,
        "rate": found.rate,
        "growth": [found.growth.mean, found.growth.sd, found.growth.months],
        "coefficients": list(found.fitted.coefficients),
        "standing": {
            "code": found.standing.code,
            "losses": found.standing.losses,
            "months": found.standing.months,
            "accounts": found.standing.accounts,
        },
        "new": found.new.tolist(),
        "cohort": {"accounts": found.accounts[has].tolist(), "values": [round(one, 2) for one in value.tolist()]},
        "days": [one.isoformat() for one in found.ahead],
        "naive": naive(float(value.sum()), signed, found.rate).tolist(),
        "origins": [{"day": one.isoformat(), **_origin(origin)} for one, origin in tried],
        "record": _record(past),
    }
    if found.standing.code != "thin":
        drawn = draw(value, kept, signed, spread=spread, growth=found.growth, new=found.new, seed=day.toordinal())
        body["expected"] = expected(value, kept, signed, found.growth).tolist()
        body |= {
            name: _band(band)
            for name, band in (("total", drawn.total), ("lost", drawn.lost), ("new_business", drawn.new))
        }
        body["most"] = _most(found)
    return body


def _most(found: Known) -> list[dict[str, Any]]:
    """The accounts with the most to lose in the months ahead."""
    loss = found.value * (1 - found.kept[:, -1])
    order = np.argsort(-loss, kind="stable")[:_MOST_LISTED]
    steps = found.past.steps
    return [
        {
            "account": int(found.accounts[at]),
            "value": float(found.value[at]),
            "loss": float(loss[at]),
            "lost": float(1 - found.kept[at, -1]),
            "next_term": next((month for month in range(len(found.ahead)) if found.past.term[at, steps + month]), None),
        }
        for at in order.tolist()
        if loss[at] > 0
    ]


def _band(band: Band) -> dict[str, list[float]]:
    return {name: getattr(band, name).tolist() for name in ("mean", "low", "high")}


def _origin(one: Origin) -> dict[str, float]:
    return {name: round(getattr(one, name), _DIGITS) for name in one.__slots__}


def _record(past: Sequence[Origin]) -> dict[str, Any]:
    found = record(past)
    return {name: getattr(found, name) for name in found.__slots__}
