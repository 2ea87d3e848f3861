"""Writing the lake: append, replace, retract, merge, vacuum.

Every call works for the current workspace and belongs to the caller's transaction: its parts are
live when that commits, together with the rows of the database that belong to them. What a crash
leaves behind is an orphan that :func:`vacuum` removes.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from banso.platform.lake import parts as files
from banso.platform.lake.catalogue import parts
from banso.platform.lake.models import IngestOffset, LakeFile, LakeSnapshot
from banso.platform.lake.session import session
from banso.platform.lake.tables import TableSpec, spec_of
from banso.platform.tenancy.api import Workspace, current_workspace, unscoped

if TYPE_CHECKING:
    import pyarrow as pa

GRACE = timedelta(hours=1)
"""Longer than any query runs: an ended part may still be read by one that listed it."""
ORPHAN_AGE = timedelta(days=1)
_LOCK = 0x62616E73


def append(
    table: str,
    columns: Mapping[str, Any],
    *,
    batch: int | None = None,
    offset: tuple[str, int] | None = None,
) -> int:
    """Add rows (columns of equal length, in any order); returns how many.

    ``offset`` moves the position of a source in the same transaction.
    """
    spec = spec_of(table)
    data = files.to_arrow(spec, columns, batch or 0)
    with transaction.atomic():
        if data.num_rows:
            snapshot = _snapshot("append")
            chunks = files.by_month(spec, data) if spec.month_of else {"": data}
            for month, chunk in chunks.items():
                _add(spec, chunk, snapshot, month=month, batch=batch or 0)
        if offset is not None:
            IngestOffset.objects.update_or_create(source=offset[0], defaults={"offset": offset[1]})
    return int(data.num_rows)


def replace(table: str, label: str, columns: Mapping[str, Any]) -> int:
    """Put ``columns`` in the place of everything filed under ``label``; returns how many rows."""
    spec = spec_of(table)
    data = files.to_arrow(spec, columns, 0)
    with transaction.atomic():
        _lock()
        snapshot = _snapshot("replace")
        LakeFile.objects.filter(table=table, label=label, ended=None).update(ended=snapshot)
        _add(spec, data, snapshot, label=label, batch=0)
    return int(data.num_rows)


def retract(table: str, batch: int) -> int:
    """Take the rows of ``batch`` out of ``table``; returns how many went."""
    spec = spec_of(table)
    gone = 0
    with transaction.atomic():
        _lock()
        snapshot = _snapshot(f"retract {batch}")
        for file in parts(table):
            if file.batch not in (None, batch):
                continue
            kept = files.read_without(file.path, batch)
            if kept.num_rows == file.rows:
                continue
            gone += file.rows - kept.num_rows
            _end([file], snapshot)
            if kept.num_rows:
                _add(spec, kept, snapshot, month=file.month, label=file.label, batch=None)
    return gone


def merge(table: str, *, months: Sequence[str] | None = None) -> int:
    """Make one part of the many that a month has gathered; returns how many parts went."""
    spec = spec_of(table)
    by_month: dict[str, list[LakeFile]] = defaultdict(list)
    for file in parts(table, months=months):
        if not file.label:
            by_month[file.month].append(file)
    gone = 0
    for month, small in sorted(by_month.items()):
        if len(small) < 2:
            continue
        path = files.new_path(current_workspace(), table, month)
        with session() as engine:
            size = engine.copy_sorted([file.path for file in small], spec.order, path)
        with transaction.atomic():
            _lock()
            snapshot = _snapshot("merge")
            if not _end(small, snapshot):
                transaction.set_rollback(True)
                continue
            mins = [file.key_min for file in small if file.key_min is not None]
            maxs = [file.key_max for file in small if file.key_max is not None]
            batches = {file.batch for file in small}
            LakeFile.objects.create(
                table=table,
                month=month,
                path=path,
                rows=sum(file.rows for file in small),
                bytes=size,
                key_min=min(mins, default=None),
                key_max=max(maxs, default=None),
                batch=batches.pop() if len(batches) == 1 else None,
                begun=snapshot,
            )
            gone += len(small)
    return gone


def vacuum(now: datetime) -> int:
    """Unlink ended parts after the grace, and orphans after a day; returns how many files went."""
    workspace = current_workspace()
    gone = 0
    for file in LakeFile.objects.filter(ended__at__lt=now - GRACE):
        (files.root() / file.path).unlink(missing_ok=True)
        file.delete()
        gone += 1
    known = set(LakeFile.objects.values_list("path", flat=True))
    folder = files.root() / str(workspace.uid)
    for path in folder.rglob("*.*"):
        old = time.time() - path.stat().st_mtime > ORPHAN_AGE.total_seconds()  # noqa: TID251 - the age of a file
        if old and path.relative_to(files.root()).as_posix() not in known:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def drop_workspace(workspace: Workspace) -> None:
    """Unlink every part of ``workspace`` (its catalogue rows go with the workspace)."""
    import shutil  # noqa: PLC0415

    with unscoped("removing a workspace"):
        shutil.rmtree(files.root() / str(workspace.uid), ignore_errors=True)


def _add(
    spec: TableSpec,
    data: pa.Table,
    snapshot: LakeSnapshot,
    *,
    month: str = "",
    label: str = "",
    batch: int | None,
) -> None:
    path = files.new_path(current_workspace(), spec.name, month or label)
    size = files.write(data, path)
    low, high = files.key_range(spec, data)
    LakeFile.objects.create(
        table=spec.name,
        month=month,
        label=label,
        path=path,
        rows=data.num_rows,
        bytes=size,
        key_min=low,
        key_max=high,
        batch=batch,
        begun=snapshot,
    )


def _end(live: Sequence[LakeFile], snapshot: LakeSnapshot) -> bool:
    """End ``live`` if all of them still are; compare-and-set against another merge."""
    keys = [file.pk for file in live]
    changed = LakeFile.objects.filter(pk__in=keys, ended=None).update(ended=snapshot)
    return changed == len(keys)


def _snapshot(reason: str) -> LakeSnapshot:
    return LakeSnapshot.objects.create(at=datetime.now(UTC), reason=reason)  # noqa: TID251 - the catalogue's clock


def _lock() -> None:
    """One writer that ends parts at a time; SQLite's immediate transaction is that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, current_workspace().pk])
