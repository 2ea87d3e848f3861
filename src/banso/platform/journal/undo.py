"""Undo, by compare: a field goes back only where it still is what the change made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.jobs.api import Job, Step, enqueue, handler
from banso.platform.journal.declarations import FIELD_VALUE
from banso.platform.journal.models import Batch, BatchState, Change
from banso.platform.journal.publish import lock_head
from banso.platform.journal.record import CHUNK, Entry, record_many
from banso.platform.kit.errors import Conflict
from banso.platform.lake import api as lake

UNDO_JOB: Final = "journal.undo_batch"
KEPT_CONFLICTS: Final = 200
"""How many conflicts the batch's report names; it counts all."""


@dataclass(frozen=True, slots=True)
class Revert:
    """What to take back of one subject: ``{field: (what the change made it, what it was before)}``.

    ``"exists": (True, False)`` asks to take the subject itself back.
    """

    subject_id: int
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class UndoConflict:
    """A field that was changed since by somebody else, and was left alone."""

    subject: str
    subject_id: int
    field: str
    expected: Any
    found: Any


@dataclass(slots=True)
class Undone:
    """What an undo did: how many fields went back, and which did not."""

    fields: int = 0
    conflicts: list[UndoConflict] = field(default_factory=list)


Reverter = Callable[[Sequence[Revert], datetime], list[UndoConflict]]
Aftermath = Callable[[Batch, datetime], object]

_reverters: dict[str, Reverter] = {}
_aftermath: dict[str, Aftermath] = {}


def register_reverter(subject: str, reverter: Reverter) -> None:
    """Say how changes of ``subject`` are taken back.

    ``reverter(reverts, now)`` gets each subject at most once and at most 500, in one transaction. It sets
    every field that still has the first value of its pair to the second, leaves others alone and returns
    them as conflicts. It does not record anything: the undo is journaled by the journal.
    """
    _reverters[subject] = reverter


def on_undo(kind: str, aftermath: Aftermath) -> None:
    """Call ``aftermath(batch, now)`` in the last transaction of undoing a batch of ``kind``.

    For what a batch made besides journaled changes: facts in the lake, rows in quarantine.
    """
    _aftermath[kind] = aftermath


def undo_change(change: Change, now: datetime, *, reason: str = "") -> Undone:
    """Take one change back; what was changed since is left alone and returned as conflicts.

    Raises :class:`Conflict` when it was undone already.
    """
    with transaction.atomic():
        if Change.objects.filter(undoes=change).exists():
            raise Conflict(_("This change was undone already."), code="undone")
        return _revert([change], now, reason or _("Undo"))


def undo_batch(batch: Batch, now: datetime, *, created_by: int | None = None) -> Job:
    """Begin to take a whole batch back: returns the job that does it (``run_job`` runs it at once).

    Raises :class:`Conflict` for a batch that is not applied (or failed half-way).
    """
    with transaction.atomic():
        if not move_batch(batch, [BatchState.APPLIED, BatchState.FAILED], BatchState.UNDOING):
            raise Conflict(
                _("This batch is %(state)s.") % {"state": batch.get_state_display()},
                hint=_("Only a batch that was applied can be undone."),
                code="batch_state",
            )
        return enqueue(UNDO_JOB, {"batch": batch.pk}, now=now, key=f"batch:{batch.pk}", created_by=created_by)


def move_batch(batch: Batch, states: Sequence[str], to: str, **values: Any) -> bool:
    """Move a batch to another state by compare-and-set; ``batch`` is brought up to date either way."""
    moved = Batch.objects.filter(pk=batch.pk, state__in=states).update(state=to, **values)
    batch.refresh_from_db()
    return bool(moved)


@handler(UNDO_JOB)
def _undo_batch(job: Job, now: datetime) -> Iterator[Step]:
    batch = Batch.objects.get(pk=job.payload["batch"])
    rows = Change.objects.filter(batch=batch)
    total = rows.count()
    before = job.cursor.get("before")
    done = job.cursor.get("done", 0)
    while True:
        part = rows.order_by("-pk") if before is None else rows.filter(pk__lt=before).order_by("-pk")
        changes = list(part[:CHUNK])
        if not changes:
            break
        before, done = changes[-1].pk, done + len(changes)
        yield Step(_write_part(batch, changes, now), {"before": before, "done": done}, done, total)
    yield Step(lambda: _end(batch, now), {"before": before or 0, "done": done}, done, total)


def _write_part(batch: Batch, changes: Sequence[Change], now: datetime) -> Callable[[], None]:
    def write() -> None:
        undone = _revert(changes, now, _("Undo of a batch"))
        batch.refresh_from_db()
        report = batch.report.setdefault("undo", {"fields": 0, "conflicts": 0, "examples": []})
        report["fields"] += undone.fields
        report["conflicts"] += len(undone.conflicts)
        room = KEPT_CONFLICTS - len(report["examples"])
        report["examples"] += [asdict(conflict) for conflict in undone.conflicts[: max(room, 0)]]
        batch.save(update_fields=["report"])

    return write


def _end(batch: Batch, now: datetime) -> None:
    # Behind the publisher's lock: a round that began before the batch was "undoing" must not add its
    # rows to the lake after they were taken out.
    lock_head(wait=True)
    lake.retract(FIELD_VALUE.name, batch.pk)
    if batch.kind in _aftermath:
        _aftermath[batch.kind](batch, now)
    move_batch(batch, [BatchState.UNDOING], BatchState.UNDONE, undone_at=now)


def _revert(changes: Sequence[Change], now: datetime, reason: str) -> Undone:
    """Newest first; rows of one subject in turns, so that a reverter sees each subject once."""
    result = Undone()
    waiting = sorted(changes, key=lambda change: -change.pk)
    while waiting:
        turn: dict[tuple[str, int], Change] = {}
        later: list[Change] = []
        for change in waiting:
            key = (change.subject, change.subject_id)
            if key in turn:
                later.append(change)
            else:
                turn[key] = change
        for subject in dict.fromkeys(subject for subject, _id in turn):
            _revert_turn(subject, [row for row in turn.values() if row.subject == subject], now, reason, result)
        waiting = later
    return result


def _revert_turn(subject: str, changes: Sequence[Change], now: datetime, reason: str, result: Undone) -> None:
    reverts = [
        Revert(row.subject_id, {name: (new, old) for name, (old, new) in row.changes.items()}) for row in changes
    ]
    conflicts = _reverters[subject](reverts, now)
    kept = {(conflict.subject_id, conflict.field) for conflict in conflicts}
    entries = [
        Entry(
            subject=subject,
            subject_id=row.subject_id,
            changes={
                name: (new, old) for name, (old, new) in row.changes.items() if (row.subject_id, name) not in kept
            },
            now=now,
            # The same moment as the change it takes back, so that it replaces that value and no later one.
            valid_from=row.valid_from,
            reason=reason,
            undoes=row,
        )
        for row in changes
    ]
    record_many(entries)
    result.fields += sum(len(entry.changes) for entry in entries)
    result.conflicts += conflicts
