"""Past forecasts beside what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from banso.judgement.forecasts.models import RevenueForecast
from banso.judgement.forecasts.queries.revenue import Known, known_on, left_by, lost_by, months_on
from banso.judgement.forecasts.rules.committed import (
    CLOSED_AFTER,
    Growth,
    Origin,
    Outcome,
    Record,
    Scenario,
    outcome,
    record,
)
from banso.judgement.forecasts.rules.renewing import Fitted
from banso.judgement.metrics.api import MoneyHistory
from banso.platform.identity.api import Role, members
from banso.record.customers.api import current_owners


@dataclass(frozen=True)
class Came:
    """One forecast that was issued: what it said of ``months`` later, and what came; amounts are major units.

    ``closed``: six months are over, so that it counts in the record. ``left`` is what its accounts have of what they
    had (no new business), beside ``said`` with its interval; ``lost`` the value lost, beside ``said_lost``.
    """

    day: date
    issued_at: datetime
    months: int
    closed: bool
    said: float | None
    low: float | None
    high: float | None
    left: float
    said_lost: float | None
    lost_low: float | None
    lost_high: float | None
    lost: float


@dataclass(frozen=True)
class Issued:
    """All that were issued, the newest first, and their record (of those that are closed)."""

    came: list[Came]
    record: Record


def issued(now: Known | None) -> Issued:
    """Forecasts that were issued for month ends, beside what is known ``now``."""
    rows = list(RevenueForecast.objects.filter(frozen=True).order_by("-day")[:60])
    found: list[Came] = []
    closed: list[Origin] = []
    for row in rows:
        if now is None or (months := _months_over(row.day, now)) < 1:
            continue
        months = min(months, CLOSED_AFTER)
        column = _column(row.day, months, now)
        if column is None:
            continue
        came, origin = _came(row, months, column, now)
        found.append(came)
        if origin is not None:
            closed.append(origin)
    return Issued(found, record(closed))


def known_now(forecast: RevenueForecast, history: MoneyHistory | None = None) -> Known | None:
    """What a forecast rests on, with its own coefficients."""
    standing = forecast.body["standing"]
    fitted = Fitted(tuple(forecast.body["coefficients"]), standing["months"], standing["losses"])
    return known_on(forecast.day, history or MoneyHistory(), fitted)


def what_if(known: Known, given: Scenario) -> tuple[Outcome, Outcome, int]:
    """The months ahead as they are expected and under a scenario, and how many CSMs look after accounts now."""
    csms = csm_count()
    has = known.value > 0
    ahead = known.past.term[has][:, known.past.steps :]
    shared: dict[str, Any] = {
        "growth": known.growth,
        "csms": csms,
    }
    plain, changed = (
        outcome(known.value[has], known.kept[has], ahead, float(known.signed.sum()), given=one, **shared)
        for one in (Scenario(), given)
    )
    return plain, changed, csms


def csm_count() -> int:
    """Members who look after accounts: those with an account, else everybody who is a CSM."""
    owners = set(current_owners().values())
    return len(owners) or sum(one.role == Role.CSM for one in members())


def growth_in(body: dict[str, Any]) -> Growth:
    """The growth that a forecast counted with."""
    mean, sd, months = body["growth"]
    return Growth(mean, sd, months)


def _months_over(day: date, now: Known) -> int:
    months = (now.day.year - day.year) * 12 + now.day.month - day.month
    return months if months_on(day, months) <= now.day else months - 1


def _column(day: date, months: int, now: Known) -> int | None:
    """The column of the months behind that lies nearest before the day asked for."""
    wanted = months_on(day, months)
    steps = now.past.steps
    for back in range(steps + 1):
        if months_on(now.day, -back) <= wanted:
            # A month's end and the same day a month on are at most some days apart.
            nearer = back - 1 if back and (months_on(now.day, -(back - 1)) - wanted).days <= 3 else back
            return steps - nearer
    return None


def _came(row: RevenueForecast, months: int, column: int, now: Known) -> tuple[Came, Origin | None]:
    body = row.body
    accounts = np.array(body["cohort"]["accounts"], dtype=np.int64)
    value = np.array(body["cohort"]["values"], dtype=np.float64)
    at = months - 1
    total, lost = body.get("total"), body.get("lost")
    came = Came(
        day=row.day,
        issued_at=row.issued_at,
        months=months,
        closed=months >= CLOSED_AFTER,
        said=total["mean"][at] if total else None,
        low=total["low"][at] if total else None,
        high=total["high"][at] if total else None,
        left=left_by(accounts, now, column),
        said_lost=lost["mean"][at] if lost else None,
        lost_low=lost["low"][at] if lost else None,
        lost_high=lost["high"][at] if lost else None,
        lost=lost_by(accounts, value, now, column),
    )
    if not came.closed or not lost:
        return came, None
    origin = Origin(
        value=float(value.sum()),
        expected=lost["mean"][at],
        observed=came.lost,
        variance=0.0,
        slope=0.0,
        low=lost["low"][at],
        high=lost["high"][at],
        naive=float(value.sum()) * body["rate"],
    )
    return came, origin
