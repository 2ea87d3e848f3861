"""A small company with real rows in its tables and lake, for tests at the front door of signals."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from banso.platform.journal.api import Batch
from banso.record.customers.api import create_account
from banso.record.usage.api import append_events


def moment(day: date, hour: int = 3) -> datetime:
    """Noon of ``day`` in Tokyo."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def days(first: date, last: date, step: int = 1) -> list[date]:
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]


def account(name: str, known: date, **more):
    """An account that became known on ``known``."""
    return create_account(name, external_id=name.lower(), now=moment(known), **more)


class Use:
    """Adds events; each has an id of its own."""

    def __init__(self) -> None:
        self.count = 0
        self.batch: Batch | None = None

    def add(self, account, on: Iterable[date], *, known: date | None = None, n: int = 1) -> Batch:
        """``n`` events of one user on each day, known then or on ``known``."""
        at = [moment(day) for day in on for _ in range(n)]
        stamps = np.array([one.replace(tzinfo=None) for one in at], dtype="datetime64[us]")
        size = len(at)
        ids = [f"m{self.count + place}" for place in range(size)]
        self.count += size
        now = moment(known) if known else max(at)
        batch = Batch.objects.create(kind="events", source="test", created_at=now, state="applied")
        text = {"name": "open", "feature": "open", "properties": "{}", "source": "test"}
        append_events(
            {
                "account": np.full(size, account.pk),
                "end_user": np.full(size, 1),
                "at": stamps,
                "known_at": np.full(size, np.datetime64(now.replace(tzinfo=None), "us")) if known else stamps,
                "message_id": np.array(ids, dtype=object),
                **{key: np.full(size, value, dtype=object) for key, value in text.items()},
            },
            batch=batch,
            now=now,
        )
        return batch
