"""Reading the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from banso.judgement.metrics.declarations import BOOK
from banso.judgement.metrics.models import ComputedDay, FactChange
from banso.judgement.metrics.rules.frame import Frame, empty
from banso.platform.kit.columns import Columns
from banso.platform.lake.api import session
from banso.record.usage.api import changed_after


def fresh_days(days: Sequence[date]) -> dict[date, ComputedDay]:
    """Those of ``days`` that are computed and not stale."""
    found = {row.day: row for row in ComputedDay.objects.filter(day__in=list(days))}
    use = {seen: changed_after(seen) for seen in {row.seen_change for row in found.values()}}
    facts = {seen: _facts_after(seen) for seen in {row.seen_facts for row in found.values()}}
    return {
        day: row
        for day, row in found.items()
        if all(first is None or first > day for first in (use[row.seen_change], facts[row.seen_facts]))
    }


def last_fact_change() -> int:
    """The number of the last change of touches, tasks and lines; 0 where there was none."""
    return FactChange.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _facts_after(change: int) -> date | None:
    """The earliest day from which on touches, tasks or lines came or went after ``change``; ``None``: none did."""
    rows = FactChange.objects.filter(id__gt=change).order_by("known_from")
    return rows.values_list("known_from", flat=True).first()


def latest_day(*, until: date | None = None) -> ComputedDay | None:
    """The newest computed day (not after ``until``), stale or not."""
    rows = ComputedDay.objects.order_by("-day")
    return rows.first() if until is None else rows.filter(day__lte=until).first()


def stored(days: Sequence[date], keys: Sequence[str] | None = None, *, accounts: Sequence[int] | None = None) -> Frame:
    """What the book holds of ``days``, of all or of some accounts; columns that a day does not have are NaN."""
    columns = _read(days, keys, accounts)
    found = {key: column.astype(np.float64) for key, column in columns.items() if key not in _BESIDE}
    if not len(columns["account"]):
        return empty(list(keys) if keys is not None else list(found))
    nothing = np.full(len(columns["account"]), np.nan)
    missing = [] if keys is None else [key for key in keys if key not in found]
    return Frame(columns["account"], columns["day"], {**found, **dict.fromkeys(missing, nothing)})


_BESIDE = ("account", "day", "batch")
"""Columns of the book that are no attributes."""


def _read(days: Sequence[date], keys: Sequence[str] | None, accounts: Sequence[int] | None) -> Columns:
    where = "TRUE" if accounts is None else f"account IN ({', '.join(str(int(one)) for one in accounts) or 'NULL'})"
    wanted = None if keys is None else ["account", "day", *keys]
    labels = [day.isoformat() for day in days]
    with session() as engine:
        return engine.rows(BOOK.name, labels=labels, columns=wanted, where=where, order="day, account")


def stored_days(since: date, until: date) -> list[date]:
    """Computed days from ``since`` to ``until``, oldest first."""
    rows = ComputedDay.objects.filter(day__gte=since, day__lte=until).order_by("day")
    return list(rows.values_list("day", flat=True))


def day_stamps(days: Sequence[date]) -> dict[date, datetime]:
    """Which of ``days`` are computed, and when they were: what is made from them holds while these stay."""
    return dict(ComputedDay.objects.filter(day__in=list(days)).values_list("day", "computed_at"))


def series(account_id: int, keys: Sequence[str], since: date, until: date) -> Frame:
    """One account's values on the computed days of a span, oldest first."""
    days = stored_days(since, until)
    if not days:
        return empty(list(keys))
    return stored(days, keys, accounts=[account_id])
