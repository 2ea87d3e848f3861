"""Usage of a few accounts, put in through the front door of usage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from banso.platform.journal.api import Batch
from banso.record.usage.api import append_events
from tests.judgement.metrics import oracle

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Used:
    """One raw event; instants are aware."""

    account: int
    user: int
    feature: str
    at: datetime
    known_at: datetime


def put(events: Sequence[Used], *, now: datetime, basis: str = "observed", first: int = 0) -> Batch:
    """Take ``events`` in as one batch; ``first`` is the number of the first message."""
    batch = Batch.objects.create(kind="events", source="app", created_at=now)
    size = len(events)
    text: dict[str, Any] = {
        "name": [event.feature for event in events],
        "feature": [event.feature for event in events],
        "properties": ["{}"] * size,
        "source": ["app"] * size,
        "message_id": [f"m{first + number}" for number in range(size)],
        "basis": [basis] * size,
    }
    append_events(
        {
            "account": np.array([event.account for event in events], dtype=np.int64),
            "end_user": np.array([event.user for event in events], dtype=np.int64),
            "at": instants([event.at for event in events]),
            "known_at": instants([event.known_at for event in events]),
            **{name: np.array(values, dtype=object) for name, values in text.items()},
        },
        batch=batch,
        now=now,
    )
    return batch


def instants(moments: Sequence[datetime]) -> Any:
    return np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], dtype="datetime64[us]")


def as_seen(events: Sequence[Used], zone: str) -> list[oracle.Event]:
    """The events as the oracle wants them: in the days of ``zone``.

    The oracle's ages end at local midnight and count a day as 24 hours; so the fraction of a day is
    taken from the real time left until then.
    """
    found = []
    for event in events:
        local = event.at.astimezone(ZoneInfo(zone))
        day = (local.date() - EPOCH.date()).days
        known = (event.known_at.astimezone(ZoneInfo(zone)).date() - EPOCH.date()).days
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = (event.at - midnight.astimezone(UTC)).total_seconds() / 86_400
        found.append(oracle.Event(event.account, event.user, event.feature, day + min(passed, 0.999999), known))
    return found
