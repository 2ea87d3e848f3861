"""Applying an import in the background: a chunk of rows, its journal and the position, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db.models import F
from django.utils import translation

from banso.connectors.files.account_rows import AccountRows, survey
from banso.connectors.files.batches import APPLY_JOB, CHECK_JOB, check_batch
from banso.connectors.files.check import CHUNK, custom_keys_of, knowing
from banso.connectors.files.event_rows import EventRows, accounts_of, event_columns
from banso.connectors.files.keeping import place_of
from banso.connectors.files.kinds import RECORDS
from banso.connectors.files.mapping import Column
from banso.connectors.files.opening import Source, base_reading
from banso.connectors.files.options import Options
from banso.connectors.files.reader import Layout
from banso.connectors.files.records import Records
from banso.platform.attributes.api import Attribute, attributes_of, change_field, create_field
from banso.platform.jobs.api import Job, State, Step, handler
from banso.platform.journal.api import Batch, BatchState, acting, move_batch, record
from banso.platform.kit.columns import Columns, length
from banso.platform.lake import api as lake
from banso.record.customers.api import PARENT, SUBJECT, AccountRow, import_account_rows, resolve_accounts
from banso.record.usage.api import Counts, append_events, retract_events

T = TypeVar("T")
BATCH_SUBJECT = "batch"
"""Under this subject the journal tells that an import was applied or undone: ``{"state": [old, new]}``."""


@handler(CHECK_JOB)
def run_check(job: Job, now: datetime) -> Iterator[Step]:
    """Dry-run a batch in the background."""
    batch = Batch.objects.get(pk=job.payload["batch"])
    if batch.state in (BatchState.DRAFT, BatchState.CHECKED):
        yield Step(None, {}, 0, None)
        try:
            check_batch(batch, now=now, beat=lambda _stage, row: _show(job, row))
        except _CheckStopped:
            return
    yield Step(None, {}, batch.rows_total or 0, batch.rows_total)


class _CheckStopped(Exception):
    """Somebody cancelled the dry run: what it would say is no longer asked for."""


def _show(job: Job, row: int) -> None:
    """Tell how far the file is read; a dry run has no steps, for it has nothing to keep half-way."""
    if not Job.objects.filter(pk=job.pk, attempts=job.attempts, state=State.RUNNING).update(progress_done=row):
        raise _CheckStopped


@handler(APPLY_JOB)
def run_apply(job: Job, now: datetime) -> Iterator[Step]:
    """Write a batch chunk by chunk. Killed at any moment, it goes on behind the last chunk that is whole."""
    batch = Batch.objects.get(pk=job.payload["batch"])
    if batch.state != BatchState.APPLYING:
        return
    cursor = dict(job.cursor)
    if not cursor:
        # Everything of one import is known from one moment, however often it is interrupted.
        cursor = {"now": now.isoformat(), "phase": "fields", "row": 0}
    began = datetime.fromisoformat(cursor["now"])
    source = source_of(batch, began)
    if cursor["phase"] == "fields":
        cursor = cursor | {"phase": "rows"}
        yield Step(saying(batch, lambda: make_fields(batch, source.columns, began)), cursor, 0, batch.rows_total)
    if batch.kind == "accounts":
        yield from _accounts(batch, source, cursor)
    elif batch.kind in RECORDS:
        yield from _records(batch, source, cursor)
    else:
        yield from _events(batch, source, cursor)
    total = batch.rows_total or 0
    yield Step(saying(batch, lambda: end(batch, now)), {"now": cursor["now"], "phase": "end", "row": 0}, total, total)


def source_of(batch: Batch, now: datetime) -> Source:
    """The batch's file with what its dry run decided."""
    return Source(
        path=place_of(batch.file_path),
        file_name=batch.file_name,
        kind=batch.kind,
        layout=Layout.from_json(batch.report["layout"]),
        columns=[Column(**one) for one in batch.mapping["columns"]],
        options=(options := Options.from_json(batch.options)),
        base=base_reading(options),
        now=now,
        importer=batch.created_by,
    )


def make_fields(batch: Batch, columns: Sequence[Column], now: datetime) -> None:
    """Make the custom fields that the file brings, add new choices, and remember under which keys."""
    for column in columns:
        if column.use == "create":
            choices = [{"value": value} for value in column.choices]
            label = {"en": column.header, "ja": column.header}
            made = create_field(SUBJECT, type=column.type, label=label, now=now, choices=choices)  # type: ignore[arg-type]
            column.use, column.target = "custom", made.key
        elif column.use == "custom" and column.type == "choice":
            _add_choices(attributes_of(SUBJECT)[column.target], column.choices, now)
    batch.mapping = {"columns": [column.as_json() for column in columns]}
    batch.save(update_fields=["mapping"])


def _add_choices(field: Attribute, choices: Sequence[str], now: datetime) -> None:
    known = {one.value for one in field.choices}
    new = [{"value": value} for value in choices if value not in known]
    if not new:
        return
    old = []
    for one in field.choices:
        with translation.override("en"):
            english = str(one.label)
        with translation.override("ja"):
            old.append({"value": one.value, "en": english, "ja": str(one.label)})
    change_field(SUBJECT, field.key, now=now, choices=[*old, *new])


def _accounts(batch: Batch, source: Source, cursor: dict[str, Any]) -> Iterator[Step]:
    """First the accounts, then their parents, which may stand anywhere in the file."""
    reader = AccountRows(source, survey(source))
    phases = ["rows", "parents"] if source.has(PARENT) else ["rows"]
    if cursor["phase"] not in phases:
        return
    for phase in phases[phases.index(cursor["phase"]) :]:
        row = cursor["row"] if phase == cursor["phase"] else 0
        for part in in_chunks(reader.read(after=row), CHUNK):
            row = part[-1][0].number
            good = [account for _values, account in part if account is not None]
            position = {"now": cursor["now"], "phase": phase, "row": row}
            done = row + phases.index(phase) * (batch.rows_total or 0)
            yield Step(
                _writer(batch, source, phase, good, len(part)), position, done, (batch.rows_total or 0) * len(phases)
            )
        cursor = {"now": cursor["now"], "phase": phase, "row": row}


def _writer(batch: Batch, source: Source, phase: str, rows: list[AccountRow], read: int) -> Callable[[], None]:
    under = knowing(source)

    def write() -> None:
        counts = import_account_rows(
            _without_parents(rows) if phase == "rows" else _only_parents(source, rows),
            source=source.options.source,
            batch=batch,
            now=source.now,
            history=under.history,
            dated=under.dated,
            custom=custom_keys_of(source.columns),
        )
        if phase == "rows":
            counts["refused"] += read - len(rows)
            tally(batch, counts, read)

    return saying(batch, write)


def in_chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """``items`` in lists of at most ``size``."""
    left = iter(items)
    while part := list(islice(left, size)):
        yield part


def _events(batch: Batch, source: Source, cursor: dict[str, Any]) -> Iterator[Step]:
    """Chunks of events. Rows before the position are read again, for their repeats count."""
    if cursor["phase"] != "rows":
        return
    steps = 0
    for part in EventRows(source).read():
        row = part[-1][0].number
        if row <= cursor["row"]:
            continue
        # A position inside a chunk cannot be: chunks are cut at the same rows each time.
        events = [event for _values, event in part if event is not None]
        with acting(actor_id=batch.created_by, source=batch.source):
            columns = event_columns(source, events, accounts_of(source, events, batch))
        position = {"now": cursor["now"], "phase": "rows", "row": row}
        yield Step(_appender(batch, source, columns, len(part)), position, row, batch.rows_total)
        steps += 1
    if steps > 1:
        # Many chunks have made many parts of one month; one is read faster.
        lake.merge("event")


def _appender(batch: Batch, source: Source, columns: Columns, read: int) -> Callable[[], None]:
    def write() -> None:
        size = length(columns)
        counts = append_events(columns, batch=batch, now=source.now) if size else Counts()
        done = {"new": counts.added, "duplicate": counts.duplicates, "quarantined": counts.quarantined}
        tally(batch, Counter(done | {"refused": read - size}), read)

    return saying(batch, write)


def _records(batch: Batch, source: Source, cursor: dict[str, Any]) -> Iterator[Step]:
    """Chunks of records: planned and written in one transaction, so that each sees what the one before has made."""
    if cursor["phase"] != "rows":
        return
    reader = RECORDS[batch.kind](source)
    for part in reader.read(after=cursor["row"]):
        row = part[-1][0].number
        good = [one for _values, one in part if one is not None]
        position = {"now": cursor["now"], "phase": "rows", "row": row}
        yield Step(_recorder(batch, reader, good, len(part)), position, row, batch.rows_total)
    total = batch.rows_total or 0
    finish = saying(batch, lambda: tally(batch, reader.finish(batch), 0))
    yield Step(finish, {"now": cursor["now"], "phase": "finished", "row": 0}, total, total)


def _recorder(batch: Batch, reader: Records[Any], rows: list[Any], read: int) -> Callable[[], None]:
    def write() -> None:
        planned = reader.plan(rows)
        reader.write(planned, batch)
        tally(batch, Counter([one.outcome for one in planned]) + Counter(refused=read - len(rows)), read)

    return saying(batch, write)


def _without_parents(rows: Sequence[AccountRow]) -> list[AccountRow]:
    return [replace(row, fields={name: value for name, value in row.fields.items() if name != PARENT}) for row in rows]


def _only_parents(source: Source, rows: Sequence[AccountRow]) -> list[AccountRow]:
    """The same rows with nothing but the parent, whose account exists by now."""
    names = {parent for row in rows if isinstance(parent := row.fields.get(PARENT), str)}
    ids = resolve_accounts(source.options.source, names)
    found = []
    for row in rows:
        parent = row.fields.get(PARENT)
        if not isinstance(parent, str):
            found.append(replace(row, fields={PARENT: parent}))
        elif parent in ids:
            found.append(replace(row, fields={PARENT: ids[parent]}))
    return found


def tally(batch: Batch, counts: Counter[str], read: int) -> None:
    """Add to what the batch has done; in the transaction of the rows, so that a kill counts nothing twice."""
    mapping = Batch.objects.values_list("mapping", flat=True).get(pk=batch.pk)
    mapping["applied"] = dict(Counter(mapping.get("applied", {})) + counts)
    Batch.objects.filter(pk=batch.pk).update(mapping=mapping, rows_done=F("rows_done") + read)


def saying(batch: Batch, write: Callable[[], object]) -> Callable[[], None]:
    """``write`` with the journal told who imports, and from where."""

    def written() -> None:
        with acting(actor_id=batch.created_by, source=batch.source):
            write()

    return written


def end(batch: Batch, now: datetime) -> None:
    """The batch is applied; the journal tells those who compute from it."""
    batch.refresh_from_db()
    report = batch.report | {"applied": batch.mapping.get("applied", {})}
    if move_batch(batch, [BatchState.APPLYING], BatchState.APPLIED, applied_at=now, report=report):
        tell(batch, (BatchState.APPLYING, BatchState.APPLIED), now)


def tell(batch: Batch, states: tuple[str, str], now: datetime) -> None:
    """Journal a batch's new state, under its own subject and outside of the batch."""
    record(subject=BATCH_SUBJECT, subject_id=batch.pk, changes={"state": tuple(map(str, states))}, now=now)


def after_undo(batch: Batch, now: datetime) -> None:
    """Facts in the lake go with the batch that brought them; the journal tells."""
    if batch.kind == "events":
        retract_events(batch, now)
    tell(batch, (BatchState.UNDOING, BatchState.UNDONE), now)
