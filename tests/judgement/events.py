"""Small worlds of events for the tests of judgement, brought in through the front doors of the record."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from banso.platform.journal.api import Batch
from banso.record.customers.api import AccountRow, import_account_rows, resolve_accounts
from banso.record.usage.api import append_events

SOURCE = "test"


def add_accounts(keys: Sequence[str], *, now: datetime) -> dict[str, int]:
    """Accounts that were known since ever; their ids by key."""
    rows = [AccountRow(number, key, {"name": key}) for number, key in enumerate(keys, start=1)]
    import_account_rows(rows, source=SOURCE, batch=None, now=now, history=True)
    return resolve_accounts(SOURCE, list(keys))


def add_events(events: Sequence[Mapping[str, object]], ids: Mapping[str, int], *, now: datetime) -> Batch:
    """Events as `account`, `at` (ISO or datetime), and optional `end_user`, `feature`, `known_at`.

    Without `known_at` an event was known when it happened.
    """
    users: dict[object, int] = {}
    size = len(events)
    batch = Batch.objects.create(kind="events", source=SOURCE, created_at=now)
    at = np.array([_instant(event["at"]) for event in events], dtype="datetime64[us]")
    known = np.array([_instant(event.get("known_at", event["at"])) for event in events], dtype="datetime64[us]")
    features = np.array([event.get("feature", "x") for event in events], dtype=object)
    ends = [users.setdefault(event.get("end_user", "u"), len(users) + 1) for event in events]
    append_events(
        {
            "account": np.array([ids[str(event["account"])] for event in events], dtype=np.int64),
            "end_user": np.array(ends, dtype=np.int64),
            "at": at,
            "known_at": known,
            "name": features,
            "feature": features,
            "properties": np.full(size, "{}", dtype=object),
            "source": np.full(size, f"{SOURCE}{batch.pk}", dtype=object),
            "message_id": np.array([str(number) for number in range(size)], dtype=object),
        },
        batch=batch,
        now=now,
    )
    return batch


def _instant(value: object) -> np.datetime64:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")
