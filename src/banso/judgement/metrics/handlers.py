"""What metrics do when something below them has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from banso.judgement.metrics.api import (
    look_back,
    mark_facts,
    refresh_segments,
    request_compute,
    request_refresh,
    stored_days,
)
from banso.platform.journal.api import Change, Changed
from banso.record.customers.api import MERGED_INTO, known_since
from banso.record.revenue.api import LINE, known_from

WATCHED = ("batch", "definition")
"""Imports applied or taken back, and new versions of definitions: numbers may move."""
FACTS = ("touch", "task", LINE)
"""What is counted beside usage, by the journal's names."""


def compute_again(events: Sequence[Changed], now: datetime) -> None:
    """Ask the worker to compute what is due."""
    if events:
        request_compute(now)


def facts_changed(events: Sequence[Changed], now: datetime) -> None:
    """Touches, tasks or lines came or went: days from when they were known are stale."""
    undone = [one.undoes_id for one in events if one.undoes_id is not None]
    known = [one.known_at for one in events if one.undoes_id is None]
    known += Change.objects.filter(pk__in=undone).values_list("known_at", flat=True)
    lines = {one.subject_id for one in events if one.subject == LINE}
    if lines and (first := known_from(lines, min(one.recorded_at for one in events if one.subject == LINE))):
        known.append(first)
    if mark_facts(known, now):
        request_compute(now)


def accounts_merged(events: Sequence[Changed], now: datetime) -> None:
    """Touches, tasks and lines of a merged account are read at its survivor, or at itself again."""
    ids = [one.subject_id for one in events if MERGED_INTO in one.changes]
    if ids:
        mark_facts(known_since(ids).values(), now)


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
