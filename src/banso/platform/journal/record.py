"""Writing the journal: always inside the transaction of the change it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from banso.platform.journal.actor import current_actor
from banso.platform.journal.models import Basis, Batch, Change
from banso.platform.tenancy.api import insert_rows

CHUNK: Final = 500
EXISTS: Final = "exists"
"""The pseudo-field by which coming to be and removal are told: ``[False, True]``, ``[True, False]``."""

MANY: Final = 50
"""From so many on rows are inserted without asking each field of each."""
_COLUMNS: Final = (
    "subject",
    "subject_id",
    "changes",
    "valid_from",
    "known_at",
    "recorded_at",
    "basis",
    "actor",
    "source",
    "reason",
    "batch_id",
    "undoes_id",
)
_VALUES: Final = attrgetter(*_COLUMNS)

Changes = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change to record; see :func:`record` for the fields."""

    subject: str
    subject_id: int
    changes: Changes
    now: datetime
    valid_from: datetime | None = None
    known_at: datetime | None = None
    basis: str = Basis.OBSERVED
    batch: Batch | None = None
    reason: str = ""
    undoes: Change | None = None


def record(  # noqa: PLR0913 - keyword-only: the columns of the row
    *,
    subject: str,
    subject_id: int,
    changes: Changes,
    now: datetime,
    valid_from: datetime | None = None,
    known_at: datetime | None = None,
    basis: str = Basis.OBSERVED,
    batch: Batch | None = None,
    reason: str = "",
    undoes: Change | None = None,
) -> Change | None:
    """Record that fields of one subject changed; call it in the transaction that changed them.

    ``changes`` is ``{field: (old, new)}`` of JSON values, dates, UUIDs or decimals. Fields whose value did
    not change are left out; with none left nothing is recorded and ``None`` is returned. ``valid_from`` and
    ``known_at`` are ``now`` unless given. The actor and the source are those of :func:`acting`.
    """
    rows = record_many(
        [
            Entry(
                subject=subject,
                subject_id=subject_id,
                changes=changes,
                now=now,
                valid_from=valid_from,
                known_at=known_at,
                basis=basis,
                batch=batch,
                reason=reason,
                undoes=undoes,
            )
        ]
    )
    return rows[0] if rows else None


def record_many(entries: Iterable[Entry]) -> list[Change]:
    """Record many changes in few inserts; entries without a changed field are dropped."""
    actor = current_actor()
    rows = [row for entry in entries if (row := _row(entry, actor.actor_id, actor.source)) is not None]
    if len(rows) < MANY:
        return Change.objects.bulk_create(rows, batch_size=CHUNK)
    for row, pk in zip(rows, insert_rows(Change, _COLUMNS, [_VALUES(row) for row in rows]), strict=True):
        row.pk = pk
    return rows


def _row(entry: Entry, actor_id: int | None, source: str) -> Change | None:
    changes = {field: [old, new] for field, (old, new) in entry.changes.items() if old != new}
    if not changes:
        return None
    return Change(
        subject=entry.subject,
        subject_id=entry.subject_id,
        changes=changes,
        valid_from=entry.valid_from or entry.now,
        known_at=entry.known_at or entry.now,
        recorded_at=entry.now,
        basis=entry.basis,
        actor=actor_id,
        source=source,
        reason=entry.reason,
        batch=entry.batch,
        undoes=entry.undoes,
    )
