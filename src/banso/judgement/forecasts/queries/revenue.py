"""What forecasts of CMRR rest on: months of accounts as known on a day, signs of silence, past origins."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.declarations import HEALTH, SILENCE
from banso.judgement.forecasts.rules.committed import (
    CLOSED_AFTER,
    MONTHS,
    Growth,
    Origin,
    draw,
    growth_of,
    last_rate,
    new_of,
    sigma,
)
from banso.judgement.forecasts.rules.renewing import Fitted, Past, Standing, fit, kept, standing
from banso.judgement.metrics.api import AccountMonths, MoneyHistory, stored, stored_days
from banso.platform.kit.days import EPOCH_DAY
from banso.record.revenue.api import policy_version, state_of_lines

BACK = 36
"""Months of history that are learnt from."""
EVERY = 3
"""Months between the past origins that are tried."""
ORIGINS = 8
_NEAR = timedelta(days=7)
_Z_MEAN, _Z_SD = -1.5, 1.5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """All that was known on ``day``: accounts that had lines, their months, and what may be said of them."""

    day: date
    accounts: NDArray[np.int64]
    value: Floats
    signed: Floats
    past: Past
    kept: Floats
    fitted: Fitted
    standing: Standing
    growth: Growth
    new: Floats
    rate: float

    @property
    def ahead(self) -> list[date]:
        """The days that the months ahead end on."""
        return [months_on(self.day, month) for month in range(1, self.kept.shape[1] + 1)]


def months_on(day: date, months: int) -> date:
    """The same day so many months later or earlier; ends of months stay ends of months."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_end = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_end else min(day.day, last))


def known_on(day: date, history: MoneyHistory, fitted: Fitted | None = None) -> Known | None:
    """What was known on ``day``; None where no line was. With ``fitted`` nothing is learnt anew."""
    first = history.first
    if first is None or first >= day:
        return None
    back = min(BACK, max(1, (day.year - first.year) * 12 + day.month - first.month))
    past_days = [months_on(day, -step) for step in range(back, -1, -1)]
    found = history.as_known(past_days, [months_on(day, step) for step in range(1, MONTHS + 1)])
    past = Past(
        base=found.months.base,
        term=found.months.term,
        notice=found.months.notice,
        silence=_silence(found),
        months_paid=_months_paid(found),
    )
    learnt = fitted or fit(past)
    value = past.base[:, -1]
    return Known(
        day=day,
        accounts=found.accounts,
        value=value,
        signed=found.months.signed,
        past=past,
        kept=kept(past, learnt),
        fitted=learnt,
        standing=standing(learnt, int((value > 0).sum())),
        growth=growth_of(past.base),
        new=new_of(past.base),
        rate=last_rate(past.base),
    )


def origins(now: Known, history: MoneyHistory) -> list[tuple[date, Origin]]:
    """Past origins told again from what was known then, the oldest first, held against what is known now."""
    found: list[tuple[date, Origin]] = []
    steps = [CLOSED_AFTER + EVERY * number for number in reversed(range(ORIGINS))]
    for back in steps:
        if back > now.past.steps:
            continue
        then = known_on(months_on(now.day, -back), history)
        if then is None or then.standing.code == "thin":
            continue
        column = now.past.steps - back + CLOSED_AFTER
        found.append((then.day, origin_of(then, now, column, [one for _day, one in found])))
    return found


def origin_of(then: Known, now: Known, column: int, before: Sequence[Origin]) -> Origin:
    """A forecast of ``then`` beside what ``now`` knows of its end (the column of the months behind)."""
    has = then.value > 0
    value, stays = then.value[has], then.kept[has][:, CLOSED_AFTER - 1]
    lost = 1 - stays
    drawn = draw(value, then.kept[has], 0.0, spread=sigma(before), growth=Growth(), new=np.empty(0))
    return Origin(
        value=float(value.sum()),
        expected=float(value @ lost),
        observed=lost_by(then.accounts[has], value, now, column),
        variance=float(np.square(value) @ (lost * stays)),
        slope=float(value @ (lost * stays)),
        low=float(drawn.lost.low[CLOSED_AFTER - 1]),
        high=float(drawn.lost.high[CLOSED_AFTER - 1]),
        naive=float(value.sum()) * then.rate,
    )


def lost_by(accounts: NDArray[np.int64], value: Floats, now: Known, column: int) -> float:
    """The value of those of ``accounts`` that had nothing left in that month."""
    return float(value[_base_of(accounts, now, column) <= 0].sum())


def left_by(accounts: NDArray[np.int64], now: Known, column: int) -> float:
    """What those accounts had in that month."""
    return float(_base_of(accounts, now, column).sum())


def _base_of(accounts: NDArray[np.int64], now: Known, column: int) -> Floats:
    place = np.minimum(np.searchsorted(now.accounts, accounts), max(len(now.accounts) - 1, 0))
    there = now.accounts[place] == accounts if len(now.accounts) else np.zeros(len(accounts), dtype=bool)
    base = np.zeros(len(accounts))
    base[there] = now.past.base[place[there], column]
    return base


def facts_now() -> str:
    """Changes whenever lines or the way they are read do."""
    return sha256(f"1 {state_of_lines()} {policy_version()}".encode()).hexdigest()


def _months_paid(found: AccountMonths) -> Floats:
    days = np.array([(one - EPOCH_DAY).days for one in found.past], dtype=np.float64)
    paid: Floats = np.nan_to_num((days[None, :] - found.months.since[:, None]) / 30.44)
    return paid


def _silence(found: AccountMonths) -> Floats:
    """How much each account looked like silence on each past day, as z, from the book of the nearest day before."""
    silence = np.zeros((len(found.accounts), len(found.past)))
    computed = np.array(stored_days(found.past[0] - _NEAR, found.past[-1]), dtype="datetime64[D]")
    for column, day in enumerate(found.past):
        place = int(np.searchsorted(computed, np.datetime64(day, "D"), side="right")) - 1
        if place < 0 or day - computed[place].item() > _NEAR:
            continue
        book = stored([computed[place].item()], [SILENCE, HEALTH])
        if not len(book):
            continue
        order = np.argsort(book.accounts)
        at = np.minimum(np.searchsorted(book.accounts[order], found.accounts), len(order) - 1)
        there = book.accounts[order][at] == found.accounts
        silence[:, column] = np.where(there, _z(book.values[SILENCE][order][at], book.values[HEALTH][order][at]), 0.0)
    return silence


def _z(silence: Floats, health: Floats) -> Floats:
    p = np.clip(silence, 1e-6, 1 - 1e-6)
    by_silence = (np.log(p) - np.log1p(-p) - _Z_MEAN) / _Z_SD
    by_health = (50 - health) / 25
    z: Floats = np.clip(np.where(np.isnan(by_silence), by_health, by_silence), -4, 4)
    return np.where(np.isnan(z), 0.0, z)
