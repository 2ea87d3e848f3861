"""Noting that facts came or went that had been known for a while: days of the book that rest on them are stale."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from banso.judgement.metrics.models import FactChange
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace


def mark_facts(known: Iterable[datetime], now: datetime) -> bool:
    """Note facts by when they were known; the newest note of a day is enough. Whether any day before today is meant."""
    zone = current_workspace().timezone
    today = day_of(now, zone)
    # What was known from today on is in no day that was computed.
    days = sorted(day for day in {day_of(one, zone) for one in known} if day < today)
    if days:
        FactChange.objects.filter(known_from=days[0]).delete()
        FactChange.objects.create(known_from=days[0], at=now)
    return bool(days)
