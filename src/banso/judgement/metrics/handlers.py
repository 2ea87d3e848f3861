"""What metrics do when something below them has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from banso.judgement.metrics.api import look_back, refresh_segments, request_compute, request_refresh, stored_days
from banso.platform.journal.api import Changed

WATCHED = ("batch", "definition")
"""Imports applied or taken back, and new versions of definitions: numbers may move."""


def compute_again(events: Sequence[Changed], now: datetime) -> None:
    """Ask the worker to compute what is due."""
    if events:
        request_compute(now)


def look_again(events: Sequence[Changed], now: datetime) -> None:
    """Accounts have changed: let the worker look at who is in which segment now."""
    if events:
        request_refresh(now)


def segments_follow(day: date, now: datetime) -> None:
    """The newest day is there: a new segment gets its past, all their members of now."""
    look_back(weeks_before(day))
    refresh_segments(day, now)


def weeks_before(day: date) -> list[date]:
    """The computed days one, two … 13 weeks before ``day``."""
    return [one for one in stored_days(day - timedelta(days=91), day) if one < day and (day - one).days % 7 == 0]
