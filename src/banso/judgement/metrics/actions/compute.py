"""Computing days of the book: metrics, then what the producers make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from banso.judgement.metrics.declarations import BOOK, METRICS, hooks, producers
from banso.judgement.metrics.models import ComputedDay
from banso.judgement.metrics.queries.book import fresh_days, last_fact_change, latest_day, stored
from banso.judgement.metrics.queries.catalogue import catalogue
from banso.judgement.metrics.queries.frames import first_assumed_day, frames, used_accounts
from banso.judgement.metrics.rules.frame import Frame
from banso.platform.attributes.api import write_values
from banso.platform.kit.days import last_closed_day
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import active_account_ids
from banso.record.usage.api import last_change

ROWS_AT_ONCE = 200_000
"""Accounts × days held in memory; 40 columns of so many rows are 64 MB."""

Progress = Callable[[int, int | None], None]
Write = Callable[[], None]


def compute(days: Sequence[date], *, now: datetime, on_progress: Progress | None = None) -> None:
    """Compute ``days`` (again, where they were computed before), each whole or not at all."""
    ordered = sorted(set(days))
    for done, write in compute_steps(ordered, now=now):
        with transaction.atomic():
            write()
        if on_progress is not None:
            on_progress(done, len(ordered))
    finish(ordered, now=now)


def compute_steps(days: Sequence[date], *, now: datetime) -> Iterator[tuple[int, Write]]:
    """What ``days`` need: how many are done with it, and a write that belongs in one transaction."""
    ordered = sorted(set(days))
    if not ordered:
        return
    assumed = first_assumed_day(ordered[-1])
    # Read before the facts are: what comes meanwhile leaves the day stale.
    seen, seen_facts = last_change(), last_fact_change()
    versions = versions_in_force()
    done = 0
    for some, metrics in frames(ordered, rows=ROWS_AT_ONCE):
        found = metrics
        for producer in producers():
            found = found.with_values(producer.produce(found))
        for day in some:
            done += 1
            rows = found.take(found.days == np.datetime64(day, "D"))
            row = ComputedDay(
                day=day,
                computed_at=now,
                seen_change=seen,
                seen_facts=seen_facts,
                versions=versions,
                rests_on_assumed=assumed is not None and assumed <= day,
                accounts=used_accounts(rows),
            )
            yield done, _writer(day, rows, row)


def finish(days: Sequence[date], *, now: datetime) -> None:
    """Where the newest closed day is among ``days``: current values, and those who wait for it."""
    newest = latest_day(until=closed_day(now))
    if newest is None or newest.day not in days:
        return
    write_current(newest.day)
    for hook in hooks():
        hook(newest.day, now)


def write_current(day: date) -> None:
    """Make the values of ``day`` the current ones; accounts without a row have none."""
    found = stored([day])
    accounts = np.array(active_account_ids(), dtype=np.int64)
    order = np.argsort(found.accounts)
    listed = found.accounts[order]
    if len(listed):
        place = np.minimum(np.searchsorted(listed, accounts), len(listed) - 1)
        there = listed[place] == accounts
    keys = [*catalogue(), *(key for one in producers() for key in one.columns)]
    values = {}
    for key in keys:
        column = np.full(len(accounts), np.nan)
        if len(listed) and key in found.values:
            column[there] = found.values[key][order][place][there]
        values[key] = column
    write_values("account", [int(one) for one in accounts], values)


def book(
    day: date,
    keys: Sequence[str] | None = None,
    *,
    accounts: Sequence[int] | None = None,
    now: datetime | None = None,
) -> Frame:
    """The book of ``day``, of all or of some accounts; computed first where it is missing or stale."""
    computed_day(day, now=now)
    return stored([day], keys, accounts=accounts)


def computed_day(day: date, *, now: datetime | None = None) -> ComputedDay:
    """What a day of the book was made of; computed first where it is missing or stale."""
    found = fresh_days([day]).get(day)
    if found is not None:
        return found
    moment = now or timezone.now()  # noqa: TID251 - a page that asks for a day computes it now
    for _done, write in compute_steps([day], now=moment):
        with transaction.atomic():
            write()
    return ComputedDay.objects.get(day=day)


def latest_book(keys: Sequence[str] | None = None) -> Frame:
    """The newest computed day of the book; empty where none is."""
    newest = latest_day()
    return stored([newest.day], keys) if newest else stored([], keys)


def closed_day(now: datetime) -> date:
    """The last closed day of the workspace at ``now``."""
    return last_closed_day(now, current_workspace().timezone)


def due_days(now: datetime) -> list[date]:
    """Days that are to be computed now: stale ones, and the last closed one where it is missing or was
    made by definitions that are no longer in force. Past days keep the definitions that made them.
    """
    last = closed_day(now)
    known = list(ComputedDay.objects.values_list("day", flat=True))
    fresh = fresh_days([*known, last])
    if last in fresh and fresh[last].versions != versions_in_force():
        fresh.pop(last)
    return sorted({day for day in [*known, last] if day not in fresh})


def versions_in_force() -> dict[str, Any]:
    """The definitions by which a day would be computed now: of metrics, and of each producer."""
    metrics = {slug: metric.version for slug, metric in catalogue().items()}
    return {METRICS: metrics, **{producer.name: producer.version() for producer in producers()}}


def _writer(day: date, rows: Frame, row: ComputedDay) -> Write:
    def write() -> None:
        columns = {"account": rows.accounts, "day": rows.days, **rows.values}
        lake.replace(BOOK.name, day.isoformat(), columns)
        ComputedDay.objects.filter(day=day).delete()
        row.save(force_insert=True)

    return write
