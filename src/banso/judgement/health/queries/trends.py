"""The part of the book that says how health moves, from the days of the book before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from banso.judgement.health.queries.scores import HEALTH, version
from banso.judgement.health.rules.trend import WEEKS, velocity
from banso.judgement.metrics.api import ComputedDay, Frame, Producer, stored
from banso.platform.attributes.api import Attribute
from banso.platform.kit.columns import Array, Columns

CHANGE = "health_change_28d"
VELOCITY = "health_velocity"
_MONTH = 4
"""So many weeks back the change looks."""

ATTRIBUTES = {
    CHANGE: Attribute(
        key=CHANGE, subject="account", type="number", label=_("Change of health in 28 days"), unit="points",
        source="health",
    ),
    VELOCITY: Attribute(
        key=VELOCITY, subject="account", type="number", label=_("Pace of health, points a week"),
        unit="points a week", source="health",
    ),
}  # fmt: skip


def produce(given: Frame) -> Columns:
    """Change over four weeks and pace over 13, from the computed days of the same card; NaN where too few are there.

    A week is told by the newest computed day in it: with nightly days exactly 7, 14 … days back.
    """
    found = {key: np.full(len(given), np.nan) for key in ATTRIBUTES}
    if not len(given):
        return found
    days = [day.item() for day in np.unique(given.days)]
    earlier = _Scores(given, days)
    for day in days:
        rows = np.flatnonzero(given.days == np.datetime64(day, "D"))
        weeks = [earlier.week(day, back, given.accounts[rows]) for back in range(WEEKS - 1, -1, -1)]
        found[CHANGE][rows] = weeks[-1] - weeks[-1 - _MONTH]
        found[VELOCITY][rows] = velocity(np.stack(weeks, axis=1))
    return found


class _Scores:
    """Scores by day: those of the frame in hand, and those of the book that the same card made."""

    def __init__(self, given: Frame, days: Sequence[date]) -> None:
        first = days[0] - timedelta(days=7 * WEEKS)
        there = ComputedDay.objects.filter(day__gte=first, day__lt=days[-1]).values_list("day", "versions")
        card = version()
        self.stored = {day for day, made in there if made.get(HEALTH) == card} - set(days)
        self.days = sorted({*days, *self.stored})
        told = {self._told(day, back) for day in days for back in range(WEEKS)}
        wanted = [day for day in sorted(self.stored) if day in told]
        self.frames = {**(_by_day(stored(wanted, [HEALTH])) if wanted else {}), **_by_day(given)}

    def week(self, day: date, back: int, accounts: Array) -> Array:
        """The score of each of ``accounts`` (sorted) ``back`` weeks before ``day``."""
        found = np.full(len(accounts), np.nan)
        told = self._told(day, back)
        if told is None or told not in self.frames:
            return found
        listed, scores = self.frames[told]
        place = np.minimum(np.searchsorted(listed, accounts), max(len(listed) - 1, 0))
        there = listed[place] == accounts if len(listed) else np.zeros(len(accounts), dtype=bool)
        found[there] = scores[place[there]]
        return found

    def _told(self, day: date, back: int) -> date | None:
        """The newest computed day of the week that ends ``back`` weeks before ``day``."""
        end = day - timedelta(days=7 * back)
        within = [one for one in self.days if end - timedelta(days=7) < one <= end]
        return within[-1] if within else None


def _by_day(given: Frame) -> Mapping[date, tuple[Array, Array]]:
    """Accounts (sorted) and scores of each day of a frame."""
    found = {}
    for day in np.unique(given.days):
        rows = np.flatnonzero(given.days == day)
        rows = rows[np.argsort(given.accounts[rows], kind="stable")]
        found[day.item()] = (given.accounts[rows], given.values[HEALTH][rows])
    return found


def trend_version() -> dict[str, Any]:
    """What makes a day's trend: the method's own number; the card is kept with health."""
    return {"weeks": WEEKS}


PRODUCER = Producer(name="health_trend", columns=ATTRIBUTES, produce=produce, version=trend_version)
