"""CMRR of the months ahead, with its interval (science, section 4).

    CMRR(T+h) = Σ v_i · B_i · G + signed and not live          (what is under notice is not in v_i)

v_i is what an account has now, B_i whether it still has it: Bernoulli of expit(logit p_i + e), with one shock e for all
accounts of a draw, e ~ N(0, σ²); G is how what stays grows. New business is a row of its own. σ² is what past origins
missed beyond chance, and .3² until four of them are closed. Beside it stands the naive forecast: the last closed rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.rules.interval import expit

Floats = NDArray[np.float64]

MONTHS = 12
CLOSED_AFTER = 6
"""Months after which an origin is held against what came."""
SIGMA = 0.3
MINIMUM_ORIGINS = 4
LEVEL = 0.8
DRAWS = 1000
_EXACT = 3_000
"""Accounts up to which each is drawn; of more the sum is as good as normal."""
_STEPS = 33
_SURE = 1e-9


@dataclass(frozen=True, slots=True)
class Origin:
    """A past forecast held against what came: expected and observed loss of value after six months.

    ``variance`` is Σ v²p(1−p) and ``slope`` Σ v p(1−p), with p the probability of loss; ``low`` and ``high`` bound the
    loss as it was forecast; ``naive`` is what the last closed rate would have said.
    """

    value: float
    expected: float
    observed: float
    variance: float
    slope: float
    low: float
    high: float
    naive: float


@dataclass(frozen=True, slots=True)
class Record:
    """How past forecasts did: error and bias of the value lost, how often it was inside, and the naive one's error.

    Error is |expected − observed| / observed over all, bias (expected − observed) / value. None without an origin.
    """

    origins: int
    error: float | None = None
    bias: float | None = None
    coverage: float | None = None
    naive_error: float | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth a month of what stays: mean, spread from month to month, and over how many months it was seen."""

    mean: float = 0.0
    sd: float = 0.0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """Mean and the ends of the interval, one value for each month ahead."""

    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: ``total`` of the customers there are, ``lost`` of their value, ``new`` business beside."""

    total: Band
    lost: Band
    new: Band


def sigma(origins: Sequence[Origin]) -> float:
    """The spread of the shared shock: what past origins missed beyond chance."""
    if len(origins) < MINIMUM_ORIGINS:
        return SIGMA
    beyond = sum((one.observed - one.expected) ** 2 - one.variance for one in origins)
    scale = sum(one.slope**2 for one in origins)
    return float(np.sqrt(max(0.0, beyond / scale))) if scale else SIGMA


def record(origins: Sequence[Origin]) -> Record:
    """The record of past origins."""
    observed = sum(one.observed for one in origins)
    if not origins:
        return Record(0)
    value = sum(one.value for one in origins)
    return Record(
        origins=len(origins),
        error=sum(abs(one.expected - one.observed) for one in origins) / observed if observed else None,
        bias=sum(one.expected - one.observed for one in origins) / value if value else None,
        coverage=float(np.mean([one.low <= one.observed <= one.high for one in origins])),
        naive_error=sum(abs(one.naive - one.observed) for one in origins) / observed if observed else None,
    )


def growth_of(base: Floats, months: int = MONTHS) -> Growth:
    """How what stayed has grown in each of the last months: ``base`` is (accounts, days)."""
    found = []
    for step in range(max(0, base.shape[1] - 1 - months), base.shape[1] - 1):
        stays = (base[:, step] > 0) & (base[:, step + 1] > 0)
        before = base[stays, step].sum()
        if before > 0:
            found.append(base[stays, step + 1].sum() / before - 1)
    if not found:
        return Growth()
    return Growth(float(np.mean(found)), float(np.std(found, ddof=1)) if len(found) > 1 else 0.0, len(found))


def new_of(base: Floats, months: int = MONTHS) -> Floats:
    """MRR that came from accounts that had none, in each of the last months."""
    steps = range(max(0, base.shape[1] - 1 - months), base.shape[1] - 1)
    return np.array([base[base[:, step] <= 0, step + 1].sum() for step in steps], dtype=np.float64)


def last_rate(base: Floats, back: int = CLOSED_AFTER) -> float:
    """The share of value that the accounts of ``back`` months ago have lost since; 0 where nothing is closed."""
    if base.shape[1] <= back:
        return 0.0
    before, now = base[:, -1 - back], base[:, -1]
    value = before[before > 0].sum()
    return float(before[(before > 0) & (now <= 0)].sum() / value) if value > 0 else 0.0


def naive(value: float, signed: float, rate: float, months: int = MONTHS) -> Floats:
    """CMRR if the last closed rate goes on."""
    back: Floats = value * (1 - rate) ** (np.arange(1, months + 1) / CLOSED_AFTER) + signed
    return back


def shocked(kept: Floats, shock: float | Floats) -> Floats:
    """Probabilities with the shared shock on their logit."""
    p = np.clip(kept, _SURE, 1 - _SURE)
    return expit(np.log(p) - np.log1p(-p) + shock)


def draw(
    value: Floats, kept: Floats, signed: float, *, spread: float, growth: Growth, new: Floats, seed: int = 0
) -> Drawn:
    """Draw the months ahead: ``kept`` is (accounts, months), ``new`` the new business of past months."""
    random = np.random.default_rng(seed)
    months = kept.shape[1]
    shocks = random.normal(0.0, spread, DRAWS)
    stays = _each(random, value, kept, shocks) if len(value) <= _EXACT else _sums(random, value, kept, shocks, spread)
    rate = (
        growth.mean + _error(growth) * random.normal(size=(DRAWS, 1)) + growth.sd * random.normal(size=(DRAWS, months))
    )
    grown = np.cumprod(1 + np.maximum(rate, -0.5), axis=1)
    fresh = np.cumsum(random.choice(new, (DRAWS, months)), axis=1) if len(new) else np.zeros((DRAWS, months))
    return Drawn(_band(stays * grown + signed), _band(value.sum() - stays), _band(fresh))


def _each(random: np.random.Generator, value: Floats, kept: Floats, shocks: Floats) -> Floats:
    """What stays in each draw, account by account: one number decides for all months of an account."""
    drawn = [value @ (random.random((len(value), 1)) < shocked(kept, float(one))) for one in shocks]
    return np.array(drawn, dtype=np.float64).reshape(len(shocks), kept.shape[1])


def _sums(random: np.random.Generator, value: Floats, kept: Floats, shocks: Floats, spread: float) -> Floats:
    """The same for many accounts: their sum is as good as normal, and its mean and spread follow the shock smoothly."""
    steps = np.linspace(-4 * spread, 4 * spread, _STEPS) if spread else np.zeros(1)
    at = [shocked(kept, float(one)) for one in steps]
    mean = np.array([value @ p for p in at])
    sd = np.sqrt(np.array([np.square(value) @ (p * (1 - p)) for p in at]))
    chance = random.normal(size=len(shocks))
    months = range(kept.shape[1])
    columns = [np.interp(shocks, steps, mean[:, m]) + np.interp(shocks, steps, sd[:, m]) * chance for m in months]
    found: Floats = np.clip(np.stack(columns, axis=1), 0, value.sum())
    return found


def expected(value: Floats, kept: Floats, signed: float, growth: Growth) -> Floats:
    """The mean path without shock."""
    path: Floats = (value @ kept) * np.power(1 + growth.mean, np.arange(1, kept.shape[1] + 1)) + signed
    return path


def _error(growth: Growth) -> float:
    return growth.sd / np.sqrt(growth.months) if growth.months else 0.0


def _band(draws: Floats) -> Band:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Band(draws.mean(axis=0), low, high)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What if: loss ``churn`` percent higher or lower, growth of what stays ``expansion`` percentage points a month
    more, prices ``price`` percent higher at each account's next renewal, ``hires`` more CSMs.
    """

    churn: float = 0.0
    expansion: float = 0.0
    price: float = 0.0
    hires: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """CMRR of today's customers in each month ahead, and what a CSM has to look after in the last of them (none
    without a CSM).
    """

    path: Floats
    accounts_each: float | None
    value_each: float | None


def outcome(
    value: Floats, kept: Floats, term: NDArray[np.bool_], signed: float, *,
    growth: Growth, csms: int, given: Scenario,
) -> Outcome:  # fmt: skip
    """The expected path under a scenario; ``term``: in which months ahead a term ends."""
    before = np.concatenate([np.ones((len(kept), 1)), kept[:, :-1]], axis=1)
    hazard = np.clip((1 - kept / np.maximum(before, _SURE)) * (1 + given.churn / 100), 0, 1)
    stays = np.cumprod(1 - hazard, axis=1)
    raised = 1 + given.price / 100 * (np.cumsum(term, axis=1) > 0)
    months = np.arange(1, kept.shape[1] + 1)
    rate = growth.mean + given.expansion / 100
    path = (value[:, None] * stays * raised).sum(axis=0) * np.power(1 + rate, months) + signed
    people = csms + given.hires
    accounts = float(stays[:, -1].sum())
    return Outcome(path, accounts / people if people > 0 else None, float(path[-1]) / people if people > 0 else None)
