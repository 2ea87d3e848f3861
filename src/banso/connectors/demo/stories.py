"""The stories of the demo: how use of each account goes over the months. Pure, from a seed.

A story is a course of weekly intensity (0 = nobody comes, 1 = usual). Days of use are drawn from it,
so the numbers look like use, with holidays, quiet weeks and noise.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from banso.connectors.demo import names
from banso.platform.kit.columns import Array

MONTHS = 36
# Story and its share of the accounts. The leavers together give the proof enough to count.
SHARES = {
    "steady": 0.33,
    "growth": 0.11,
    "seasonal": 0.06,
    "slow_decline": 0.20,
    "sudden_stop": 0.08,
    "key_user_left": 0.07,
    "left_while_green": 0.04,
    "returned": 0.04,
    "faded_trial": 0.05,
    "never_started": 0.02,
}
LEAVERS = ("slow_decline", "sudden_stop", "faded_trial", "returned")


@dataclass
class DemoAccount:
    """One fictional account and the plan of its use."""

    number: int
    story: str
    identity: names.Identity
    joined: date
    tier: str
    yearly_value: int
    size: int
    users: int
    owner: int
    volume: float
    """Events of one person on one day beyond the first, on average."""
    success: str
    problem: str
    features: tuple[str, ...]
    weekly: Array = field(repr=False)
    """Intensity for each week since ``joined``."""


def make_accounts(count: int, today: date, owners: int, rng: np.random.Generator) -> list[DemoAccount]:
    """``count`` accounts whose history ends the day before ``today``."""
    stories = rng.choice(list(SHARES), size=count, p=list(SHARES.values()))
    return [_account(number, str(stories[number]), today, owners, rng) for number in range(count)]


def _account(number: int, story: str, today: date, owners: int, rng: np.random.Generator) -> DemoAccount:
    japanese = rng.random() < 0.72
    who = names.identity(number, japanese=japanese, country=str(rng.choice(names.COUNTRIES)))
    span = MONTHS * 30
    age = int(rng.integers(20, span)) if story != "never_started" else int(rng.integers(20, 200))
    if story not in ("never_started", "steady", "growth"):
        age = max(age, 240)
    tier = str(rng.choice(["high", "mid", "tech", "community"], p=[0.1, 0.3, 0.45, 0.15]))
    scale = {"high": 12_000_000, "mid": 3_600_000, "tech": 900_000, "community": 240_000}[tier]
    users = {"high": 9, "mid": 5, "tech": 3, "community": 2}[tier]
    goal = names.GOALS[int(rng.integers(len(names.GOALS)))]
    features = max(2, int(rng.normal(6, 2.5)))
    return DemoAccount(
        number=number,
        story=story,
        identity=who,
        joined=today - timedelta(days=age),
        tier=tier,
        yearly_value=int(scale * rng.lognormal(0, 0.5) / 10_000) * 10_000,
        size=int(rng.lognormal(4.5, 1.2)) + 3,
        users=max(1, int(users * rng.lognormal(0, 0.8))),
        owner=int(rng.integers(owners)),
        volume=float(min(rng.lognormal(-1.2, 2.0), 40)),
        success=goal[0] if who.language == "ja" else goal[1],
        problem="手作業が多く時間が足りない" if who.language == "ja" else "Too much work by hand",
        features=tuple(rng.permutation(names.FEATURES)[: min(features, len(names.FEATURES))].tolist()),
        weekly=_COURSES[story](age // 7 + 1, rng) * _pace(story, rng),
    )


def _pace(story: str, rng: np.random.Generator) -> float:
    """How often a company comes at all: some every day, some once a month. Leavers came less often."""
    usual = 0.1 if story in LEAVERS else 0.5
    return float(np.clip(usual * rng.lognormal(0, 0.8), 0.03, 1.3))


def _ramp(weeks: int) -> Array:
    return np.minimum(1.0, 0.35 + np.arange(weeks) / 8)


def _steady(weeks: int, rng: np.random.Generator) -> Array:
    return _ramp(weeks) * rng.uniform(0.6, 1.1)


def _growth(weeks: int, rng: np.random.Generator) -> Array:
    return 0.4 + np.arange(weeks) / max(weeks, 1) * rng.uniform(0.8, 1.8)


def _seasonal(weeks: int, rng: np.random.Generator) -> Array:
    phase = rng.uniform(0, 2 * np.pi)
    wave = 0.6 + 0.5 * np.sin(2 * np.pi * np.arange(weeks) / 52 + phase)
    return np.asarray(_ramp(weeks) * wave)


def _ending(weeks: int, rng: np.random.Generator) -> int:
    """The week in which a leaver has gone: mostly in the past, for some still to come."""
    return int(rng.uniform(0.35, 1.04) * weeks)


def _slow_decline(weeks: int, rng: np.random.Generator) -> Array:
    end = max(12, _ending(weeks, rng))
    length = int(rng.integers(26, 70))
    week = np.arange(weeks)
    return np.asarray(_ramp(weeks) * np.clip((end - week) / length, 0, 1))


def _sudden_stop(weeks: int, rng: np.random.Generator) -> Array:
    return np.where(np.arange(weeks) < _ending(weeks, rng), _ramp(weeks) * 0.9, 0.0)


def _key_user_left(weeks: int, rng: np.random.Generator) -> Array:
    end = _ending(weeks, rng)
    week = np.arange(weeks)
    after = np.clip(0.25 - (week - end) / 60, 0, 0.25)
    return np.where(week < end, _ramp(weeks) * 0.9, after)


def _left_while_green(weeks: int, rng: np.random.Generator) -> Array:
    return np.where(np.arange(weeks) < _ending(weeks, rng), _ramp(weeks) * 1.2, 0.0)


def _returned(weeks: int, rng: np.random.Generator) -> Array:
    start = int(weeks * rng.uniform(0.3, 0.6))
    week = np.arange(weeks)
    gap = int(rng.integers(10, 30))
    return np.where((week >= start) & (week < start + gap), 0.0, _ramp(weeks) * 0.7)


def _faded_trial(weeks: int, rng: np.random.Generator) -> Array:
    end = int(rng.integers(3, 10))
    return np.where(np.arange(weeks) < end, 0.5, 0.0)


def _never_started(weeks: int, rng: np.random.Generator) -> Array:
    return np.zeros(weeks) * rng.uniform(1, 1)


_COURSES: dict[str, Callable[[int, np.random.Generator], Array]] = {
    "steady": _steady,
    "growth": _growth,
    "seasonal": _seasonal,
    "slow_decline": _slow_decline,
    "sudden_stop": _sudden_stop,
    "key_user_left": _key_user_left,
    "left_while_green": _left_while_green,
    "returned": _returned,
    "faded_trial": _faded_trial,
    "never_started": _never_started,
}
