"""A usage stream of the shared data brought into a workspace through the front doors of the record."""

import csv
import gzip
from datetime import datetime
from pathlib import Path

import numpy as np

from banso.platform.attributes.api import create_field
from banso.platform.journal.api import Batch, publish_all
from banso.record.customers.api import AccountRow, import_account_rows, resolve_accounts
from banso.record.usage.api import append_events

SOURCE = "usage"


def load_stream(folder: Path, *, now: datetime) -> dict[str, int]:
    """Accounts with their kind, and events, as known when they happened; account ids by external id."""
    create_field("account", type="text", label={"en": "Kind", "ja": "種別"}, key="kind", now=now)
    with (folder / "accounts.csv").open(encoding="utf-8") as file:
        kinds = {row["account"]: row["kind"] for row in csv.DictReader(file)}
    with gzip.open(folder / "events.csv.gz", "rt", encoding="utf-8") as file:
        events = list(csv.DictReader(file))
    batch = Batch.objects.create(kind="events", source=SOURCE, created_at=now)
    rows = [AccountRow(n, key, {"kind": kind}, None) for n, (key, kind) in enumerate(kinds.items(), start=1)]
    import_account_rows(rows, source=SOURCE, batch=batch, now=now, history=True)
    publish_all(now)
    ids = resolve_accounts(SOURCE, list(kinds))
    at = np.array([row["ts"].rstrip("Z") for row in events], dtype="datetime64[us]")
    people = [(ids[row["account"]], row["user"]) for row in events]
    users = {key: number for number, key in enumerate(dict.fromkeys(people), start=1)}
    size = len(events)
    names = np.array([row["event"] for row in events], dtype=object)
    append_events(
        {
            "account": np.array([ids[row["account"]] for row in events], dtype=np.int64),
            "end_user": np.array([users[key] for key in people], dtype=np.int64),
            "at": at,
            "known_at": at,
            "basis": np.full(size, "assumed", dtype=object),
            "name": names,
            "feature": names,
            "properties": np.full(size, "{}", dtype=object),
            "source": np.full(size, SOURCE, dtype=object),
            "message_id": np.array([f"row {number}" for number in range(size)], dtype=object),
        },
        batch=batch,
        now=now,
    )
    return ids
