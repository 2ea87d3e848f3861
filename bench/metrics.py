"""Speed and memory of metrics and health: 50,000 accounts, 10 million events, all shipped metrics.

``python -m bench.metrics [--accounts N] [--events N]`` generates events straight into a lake in a
temporary BANSO_HOME, then measures each phase in a process of its own: roll-ups from nothing; the first
day, which also fits the forecasts of closed quarters; one day (metrics, health, forecasts, the book,
current values, signals); 52 weeks from the roll-ups. It prints seconds and peak memory, and fails where
a limit of docs/quality.md is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from bench.phases import bench_scope, measured, run_phase

LAST = date(2026, 4, 1)
"""The day measured; the day before ends a quarter, when forecasts are fitted anew."""
NOW = datetime(2026, 4, 2, 3, tzinfo=UTC)
MONTHS = 24
FEATURES = 30
PHASES = ("generate", "rollups", "first", "day", "weeks")
LIMITS = {"day": 60.0, "weeks": 120.0}
MEMORY_MB = 1024


def main() -> int:
    """Measure; 1 where a limit of the issue is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=50_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--phase", choices=PHASES)
    given = parser.parse_args()
    if given.phase:
        return _phase(given.phase, given.accounts, given.events)
    options = ["--accounts", str(given.accounts), "--events", str(given.events)]
    return _report(measured("bench.metrics", PHASES, options))


def _report(found: dict[str, dict[str, Any]]) -> int:
    ratio = found["weeks"]["seconds"] / found["day"]["seconds"]
    print(f"52 weeks cost {ratio:.1f} times one day ({os.cpu_count()} cores)")
    missed = [
        f"{phase}: {found[phase]['seconds']:.1f} s, {found[phase]['mb']:.0f} MB"
        for phase, limit in LIMITS.items()
        if found[phase]["seconds"] > limit or found[phase]["mb"] > MEMORY_MB
    ]
    for line in missed:
        print(f"over the limit: {line}")
    return 1 if missed else 0


def _phase(phase: str, accounts: int, events: int) -> int:
    works: dict[str, Callable[[], None]] = {
        "generate": lambda: generate(accounts, events),
        "rollups": _rollups,
        "first": lambda: _compute([LAST - timedelta(days=1)]),
        "day": lambda: _compute([LAST]),
        "weeks": lambda: _compute([LAST - timedelta(weeks=back) for back in range(1, 53)]),
    }
    return run_phase(works[phase])


def _rollups() -> None:
    from banso.record.usage.api import refresh_rollups

    with bench_scope():
        refresh_rollups()


def _compute(days: list[date]) -> None:
    from banso.judgement.metrics.api import compute

    with bench_scope():
        compute(days, now=NOW)


def generate(accounts: int, events: int) -> None:
    """A workspace named bench, with accounts and their events of :data:`MONTHS` months."""
    from django.core.management import call_command
    from django.db import transaction

    from banso.platform.lake.api import append
    from banso.platform.tenancy.api import create_workspace
    from banso.record.customers.models import Account

    call_command("migrate", verbosity=0)
    create_workspace(slug="bench", name="Bench", timezone="Asia/Tokyo", currency="JPY", language="en", now=NOW)
    random = np.random.default_rng(20260331)
    with bench_scope():
        for start in range(0, accounts, 5000):
            Account.objects.bulk_create(
                Account(name=f"Account {number}", name_fold="", sort_key="", known_since=NOW)
                for number in range(start, min(start + 5000, accounts))
            )
        keys = np.array(Account.objects.order_by("id").values_list("pk", flat=True))
        for month in range(MONTHS):
            with transaction.atomic():
                append("event", _events(random, keys, events // MONTHS, month))


def _events(random: np.random.Generator, keys: np.ndarray[Any, Any], size: int, month: int) -> dict[str, Any]:
    """One month: few accounts make much of the use, 2 % is known up to ten days late."""
    place = np.floor(len(keys) * random.random(size) ** 2).astype(np.int64)
    first = np.datetime64("2024-04", "M") + month
    begin, end = (one.astype("datetime64[us]").astype(np.int64) for one in (first, first + 1))
    at = (begin + random.random(size) * (end - begin)).astype(np.int64)
    late = np.where(random.random(size) < 0.02, random.integers(1, 11, size), 0) * 86_400_000_000
    names = np.array([f"feature_{number:02}" for number in range(FEATURES)], dtype=object)
    feature = names[np.floor(FEATURES * random.random(size) ** 1.5).astype(np.int64)]
    nothing = np.full(size, None, dtype=object)
    return {
        "account": keys[place],
        "end_user": place * 20 + np.floor(20 * random.random(size) ** 2).astype(np.int64) + 1,
        "at": at.astype("datetime64[us]"),
        "known_at": (at + late).astype("datetime64[us]"),
        "basis": np.full(size, "observed", dtype=object),
        "name": feature,
        "feature": feature,
        "properties": nothing,
        "source": np.full(size, "bench", dtype=object),
        "message_id": nothing,
        "key_hi": random.integers(-(2**62), 2**62, size),
        "key_lo": random.integers(-(2**62), 2**62, size),
    }


if __name__ == "__main__":
    sys.exit(main())
