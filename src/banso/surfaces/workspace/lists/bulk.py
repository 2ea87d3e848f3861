"""Changing many rows of a list at once: what is asked for, what it would do, and the job that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.attributes.api import rows
from banso.platform.identity.api import Member
from banso.platform.jobs.api import Job, Step, cancel, enqueue, handler, unfinished
from banso.platform.journal.api import Batch, BatchState, move_batch, undo_batch
from banso.platform.kit.errors import BansoError
from banso.surfaces.workspace.lists.editing import Writing, seal
from banso.surfaces.workspace.lists.spec import Editing, Joining, ListSpec, list_named

BULK_JOB: Final = "lists.bulk"
BATCH_KIND: Final = "bulk"
CHUNK: Final = 250
"""Rows in one transaction: on SQLite everybody else who writes waits for it."""
COUNTED: Final = 2_000
"""So many rows are looked at to say how many have the value already."""
EXAMPLES: Final = 5

Act = Literal["set", "owner", "tag", "untag", "archive", "join"]
ACTS: Final = ("set", "owner", "tag", "untag", "archive", "join")


@dataclass(frozen=True)
class Edit:
    """What is to become of rows: ``key`` gets ``value`` (as the journal keeps it), or tags come or go, or they are
    put into ``value``; ``note`` says why, and stands in each row's history.
    """

    act: Act
    key: str = ""
    value: Any = None
    note: str = ""


@dataclass(frozen=True)
class Preview:
    """What an edit would do: of ``total`` rows, ``same`` have it already (None: not counted), and some examples
    ``(name, before, after)`` in kept form.
    """

    total: int
    same: int | None
    examples: Sequence[tuple[str, Any, Any]] = field(default_factory=tuple)


def preview(spec: ListSpec, ids: Sequence[int], edit: Edit, writing: Writing) -> Preview:
    """Try ``edit`` on the first rows and take it back. Raises BansoError for a value that cannot be."""
    editing = _editing(spec)
    first = list(ids[:EXAMPLES])
    names = {row["id"]: row[spec.name] for row in rows(spec.subject, first, [spec.name])}
    before = _before(editing, first, edit)
    after = {one: _after(edit, value) for one, value in before.items()}
    with transaction.atomic():
        apply(spec, first, edit, writing)
        transaction.set_rollback(True)
    same = None
    if len(ids) <= COUNTED and edit.act != "archive":
        looked = [_before(editing, part, edit) for part in _parts(ids)]
        # A row that cannot have the field stays as it is.
        same = len(ids) - sum(seal(value) != seal(_after(edit, value)) for part in looked for value in part.values())
    shown = [one for one in first if one in names and (edit.act == "archive" or one in before)]
    return Preview(len(ids), same, [(names[one] or "—", before.get(one), after.get(one)) for one in shown])


def apply(spec: ListSpec, ids: Sequence[int], edit: Edit, writing: Writing) -> None:
    """Do it to some rows, in the caller's transaction."""
    editing = _editing(spec)
    if edit.act == "archive":
        if editing.archive is None:
            raise BansoError(_("What stands in this list cannot be archived."), status=422)
        editing.archive(ids, writing)
        return
    if edit.act == "join":
        _joining(editing).join(ids, str(edit.value), writing)
        return
    if edit.act in ("set", "owner"):
        editing.write(ids, {edit.key: edit.value}, writing)
        return
    alike: dict[str, tuple[Any, list[int]]] = {}
    for one, value in _before(editing, ids, edit).items():
        wanted = _after(edit, value)
        if seal(wanted) != seal(value):
            alike.setdefault(seal(wanted), (wanted, []))[1].append(one)
    for wanted, some in alike.values():
        editing.write(some, {edit.key: wanted}, writing)


def start(spec: ListSpec, ids: Sequence[int], edit: Edit, *, member: Member, now: datetime) -> tuple[Batch, Job]:
    """Begin: one batch for all rows, and the job that goes through them. The rows are those of now."""
    with transaction.atomic():
        batch = Batch.objects.create(
            kind=BATCH_KIND,
            source="web",
            state=BatchState.APPLYING,
            rows_total=len(ids),
            options={"noun": spec.noun, "act": edit.act, "key": edit.key, "note": edit.note},
            created_by=member.pk,
            created_at=now,
        )
        payload = {
            "batch": batch.pk,
            "noun": spec.noun,
            "act": edit.act,
            "key": edit.key,
            "value": edit.value,
            "note": edit.note,
            "ids": list(ids),
        }
        job = enqueue(BULK_JOB, payload, now=now, key=f"batch:{batch.pk}", created_by=member.pk)
    return batch, job


@handler(BULK_JOB)
def run_bulk(job: Job, now: datetime) -> Iterator[Step]:
    """Change the rows of the payload part by part; each part and the place reached are one transaction."""
    payload: Mapping[str, Any] = job.payload
    spec, ids = list_named(payload["noun"]), payload["ids"]
    batch = Batch.objects.get(pk=payload["batch"])
    member = Member.objects.filter(pk=job.created_by or 0).first()
    edit = Edit(payload["act"], payload["key"], payload["value"], payload["note"])
    done = job.cursor.get("done", 0)
    while done < len(ids):
        part = ids[done : done + CHUNK]
        done += len(part)
        writing = Writing(member, now, batch, edit.note)
        yield Step(_writer(spec, part, edit, writing, done), {"done": done}, done, len(ids))
    yield Step(lambda: _end(batch, now), {"done": done}, done, len(ids))


def stop(batch: Batch, *, now: datetime, member: Member) -> Job:
    """End what is under way, and take back what was done so far: half an edit is none."""
    running = unfinished(BULK_JOB, batch=batch.pk)
    if running is not None:
        cancel(running, now)
    move_batch(batch, [BatchState.APPLYING], BatchState.FAILED)
    return undo_batch(batch, now, created_by=member.pk)


def _writer(spec: ListSpec, part: Sequence[int], edit: Edit, writing: Writing, done: int) -> Callable[[], None]:
    def write() -> None:
        apply(spec, part, edit, writing)
        if writing.batch is not None:
            Batch.objects.filter(pk=writing.batch.pk).update(rows_done=done)

    return write


def _end(batch: Batch, now: datetime) -> None:
    move_batch(batch, [BatchState.APPLYING], BatchState.APPLIED, applied_at=now)


def _before(editing: Editing, ids: Sequence[int], edit: Edit) -> Mapping[int, Any]:
    if edit.act == "join":
        inside = set(_joining(editing).members(str(edit.value)))
        return {one: one in inside for one in ids}
    return {} if edit.act == "archive" else editing.kept(ids, edit.key)


def _after(edit: Edit, value: Any) -> Any:
    if edit.act == "join":
        return True
    if edit.act == "tag":
        return list(dict.fromkeys([*(value or []), *edit.value]))
    if edit.act == "untag":
        return [one for one in value or [] if one not in edit.value] or None
    return edit.value


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start_ in range(0, len(ids), CHUNK):
        yield ids[start_ : start_ + CHUNK]


def _joining(editing: Editing) -> Joining:
    if editing.joining is None:
        raise BansoError(_("What stands in this list cannot be put into a segment."), status=422)
    return editing.joining


def _editing(spec: ListSpec) -> Editing:
    if spec.editing is None:
        raise BansoError(_("What stands in this list cannot be changed here."), status=422)
    return spec.editing
