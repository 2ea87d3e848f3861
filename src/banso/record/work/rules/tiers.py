"""Touch tiers: how often somebody should be in touch, and what is overdue. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from banso.platform.kit.limits import limit
from banso.platform.kit.problems import Problem

SLUGS: Final = ("high", "mid", "tech", "community")
"""The tiers that an account may be in, the closest first."""
MOST_DAYS = limit("tiers.days", 730, "days")
_KEYS: Final = frozenset({"slug", "version", "owner", "name", "description", "cadence_days", "retired"})


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier in force. ``cadence_days`` is None where nobody is expected to be in touch."""

    slug: str
    version: int
    name: Mapping[str, str]
    cadence_days: int | None


def problems_of(body: Mapping[str, Any]) -> list[Problem]:
    """All faults of a tier's body; none means that :func:`read_tier` takes it."""
    found = [Problem(str(key), "unknown_key") for key in sorted(set(body) - _KEYS, key=str)]
    if body.get("slug") not in SLUGS:
        found.append(Problem("slug", "unknown_tier", str(body.get("slug"))))
    cadence = body.get("cadence_days")
    if cadence is not None and not (type(cadence) is int and 1 <= cadence <= MOST_DAYS):
        found.append(Problem("cadence_days", "not_days", str(MOST_DAYS)))
    return found


def read_tier(body: Mapping[str, Any]) -> Tier:
    """The tier that a body without faults is."""
    return Tier(body["slug"], body["version"], body["name"], body.get("cadence_days"))


def days_over(last: date, today: date, cadence: int | None) -> int:
    """By how many days a touch is overdue on ``today``; 0: it is not. ``last`` is the day of the last touch."""
    return 0 if cadence is None else max((today - last).days - cadence, 0)
