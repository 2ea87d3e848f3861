"""Taking events into the lake, each once, and taking a batch of them out again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from banso.platform.journal.api import Batch
from banso.platform.kit.columns import Array, Columns, length, take
from banso.platform.kit.days import day_end, day_of
from banso.platform.kit.hashing import keys128
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import Workspace, current_workspace
from banso.record.usage.models import QuarantinedRow, UsageChange

EARLIEST = np.datetime64("1990-01-01", "us")
TOO_EARLY = "before_1990"
TOO_LATE = "after_tomorrow"
_TEXT = ("name", "feature", "properties", "source", "message_id", "basis")


@dataclass(frozen=True)
class Counts:
    """What became of rows: each is in exactly one of the three."""

    added: int = 0
    duplicates: int = 0
    quarantined: int = 0


def message_keys(source: Array, message_id: Array) -> tuple[Array, Array]:
    """Keys of events by their message id: one counts once per source, for ever."""
    return _pair([(str(one), "id", str(key)) for one, key in zip(source, message_id, strict=True)])


def append_events(columns: Columns, *, batch: Batch, now: datetime) -> Counts:
    """Add events to the lake.

    ``columns``: account, end_user (int64; 0 for nobody), at (datetime64[us], UTC), name, feature,
    properties (JSON text), source, message_id; optional known_at (else ``now``), basis (else
    observed), key_hi and key_lo (else by message id, which must be there then), row_number (for
    quarantine). Rows whose key is known already are duplicates. An instant before 1990 or after
    tomorrow goes to quarantine. Belongs to the caller's transaction; one writer at a time.
    """
    rows = _complete(columns, now)
    zone = current_workspace().timezone
    limit = np.datetime64(day_end(day_of(now, zone) + timedelta(days=1), zone).replace(tzinfo=None), "us")
    early = rows["at"] < EARLIEST
    late = rows["at"] >= limit
    bad = early | late
    with transaction.atomic():
        _one_at_a_time()
        if bad.any():
            _quarantine(rows, early, late, batch, now)
        kept = take(rows, _fresh(rows, ~bad))
        kept.pop("row_number")
        added = length(kept)
        if added:
            lake.append("event", kept, batch=batch.pk)
            _changed(kept["known_at"].min(), now)
    quarantined = int(bad.sum())
    return Counts(added, len(bad) - quarantined - added, quarantined)


def retract_events(batch: Batch, now: datetime) -> int:
    """Take the events of ``batch`` out, as if they had never been known; returns how many went."""
    with transaction.atomic():
        _one_at_a_time()
        with lake.session() as engine:
            events = engine.table("event")
            first = engine.fetch(events.filter(events.batch == batch.pk).agg(known=events.known_at.min()))["known"][0]
        gone = lake.retract("event", batch.pk)
        QuarantinedRow.objects.filter(batch=batch.pk).delete()
        if gone:
            _changed(first, now)
    return gone


def _one_at_a_time() -> None:
    """Wait for other writers of this workspace's events (on SQLite every transaction does).

    So a key cannot be new to two of them, and changes are numbered in the order of their commits.
    """
    Workspace.objects.select_for_update(no_key=True).get(pk=current_workspace().pk)


def _changed(known_at: np.datetime64, now: datetime) -> None:
    changed_since(known_at.astype("datetime64[us]").item().replace(tzinfo=UTC), now)


def changed_since(known_at: datetime, now: datetime) -> None:
    """Note that facts known from ``known_at`` on have come or gone; the newest note of a day is enough."""
    known_from = day_of(known_at, current_workspace().timezone)
    UsageChange.objects.filter(known_from=known_from).delete()
    UsageChange.objects.create(known_from=known_from, at=now)


def _complete(columns: Columns, now: datetime) -> Columns:
    size = length(columns)
    rows = dict(columns)
    rows["at"] = np.asarray(rows["at"], dtype="datetime64[us]")
    if "known_at" not in rows:
        moment = np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "us")
        rows["known_at"] = np.full(size, moment)
    rows["known_at"] = np.asarray(rows["known_at"], dtype="datetime64[us]")
    rows.setdefault("basis", np.full(size, "observed", dtype=object))
    rows.setdefault("row_number", np.arange(1, size + 1, dtype=np.int64))
    if "key_hi" not in rows:
        rows["key_hi"], rows["key_lo"] = message_keys(rows["source"], rows["message_id"])
    for name in _TEXT:
        rows[name] = np.asarray(rows[name], dtype=object)
    return rows


def _fresh(rows: Columns, good: Array) -> Array:
    """Positions of the good rows whose key is new, here and in the lake; the first of equals wins."""
    place = np.flatnonzero(good)
    keys = np.empty(len(place), dtype=[("hi", np.int64), ("lo", np.int64)])
    keys["hi"], keys["lo"] = rows["key_hi"][place], rows["key_lo"][place]
    _, first = np.unique(keys, return_index=True)
    place = place[np.sort(first)]
    if not len(place) or not lake.parts("event"):
        return place
    with lake.session() as engine:
        new = engine.memtable(
            "incoming",
            {"key_hi": rows["key_hi"][place], "key_lo": rows["key_lo"][place], "place": place},
        )
        known = engine.table("event").select("key_hi", "key_lo")
        found = engine.fetch(new.anti_join(known, ["key_hi", "key_lo"]).select("place"))
    return np.sort(found["place"])


def _quarantine(rows: Columns, early: Array, late: Array, batch: Batch, now: datetime) -> None:
    QuarantinedRow.objects.bulk_create(
        [
            QuarantinedRow(
                batch=batch.pk,
                row_number=int(rows["row_number"][place]),
                reason=TOO_EARLY if early[place] else TOO_LATE,
                raw=_raw(rows, int(place)),
                created_at=now,
            )
            for place in np.flatnonzero(early | late)
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def _raw(rows: Columns, place: int) -> dict[str, Any]:
    plain: dict[str, Any] = {name: rows[name][place] for name in ("name", "feature", "source", "message_id")}
    plain["account"] = int(rows["account"][place])
    plain["end_user"] = int(rows["end_user"][place])
    plain["at"] = str(rows["at"][place])
    plain["properties"] = json.loads(rows["properties"][place] or "{}")
    return plain


def _pair(rows: Iterable[tuple[str, ...]]) -> tuple[Array, Array]:
    high, low = keys128(rows)
    return np.array(high, dtype=np.int64), np.array(low, dtype=np.int64)
