"""The publisher: numbers committed changes in order and appends them to the lake.

One publisher works for a workspace at a time: it holds the lock of the workspace's :class:`Head` row for
its transaction (SQLite's immediate transaction is that lock already), so there is no lease that could run
out. A round numbers every change it can see that has no number, by id. That is an exact order: whoever
saw the effect of another transaction wrote its change later, with a higher id, and no snapshot shows the
second without the first. A transaction that commits late is simply numbered in a later round; nothing
can slip under a watermark, because there is none.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import F, Q

from banso.platform.jobs.api import give_way, on_tick
from banso.platform.journal.actor import acting
from banso.platform.journal.declarations import FIELD_VALUE
from banso.platform.journal.deliver import behind, deliver
from banso.platform.journal.models import Batch, BatchState, Change, Head
from banso.platform.kit.columns import Array, Columns, as_instants
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import Workspace, current_workspace, scope, unscoped

log = logging.getLogger("banso.journal")

ROUND: Final = 5_000
"""Changes numbered in one transaction: a second of SQLite's write lock after a large import, and few
parts in the lake even where it brings a hundred months."""

_encode = DjangoJSONEncoder(ensure_ascii=False).encode


def publish(now: datetime) -> int:
    """Publish the current workspace's committed changes and deliver them; returns how many were numbered."""
    total = 0
    while count := _number():
        total += count
        if count < ROUND:
            break
        give_way()
    with acting(actor_id=None, source="journal"):
        deliver(now)
    return total


def publish_all(now: datetime) -> int:
    """:func:`publish` for each workspace that has something unpublished or undelivered."""
    with unscoped("workspaces with unpublished changes"):
        waiting = set(Change.objects.filter(seq=None).values_list("workspace_id", flat=True).distinct())
        waiting |= behind()
        workspaces = list(Workspace.objects.filter(pk__in=waiting).order_by("pk"))
    total = 0
    for workspace in workspaces:
        with scope(workspace):
            total += try_publish(now)
    return total


def try_publish(now: datetime) -> int:
    """:func:`publish` for the current workspace; what fails is logged, and the worker tries it again.

    So one workspace's trouble (a full disk, a broken part) neither silences the others nor undoes a command's work.
    """
    try:
        return publish(now)
    except Exception:
        log.exception("publishing failed", extra={"workspace": current_workspace().slug})
        return 0


def lock_head(*, wait: bool = False) -> Head | None:
    """The workspace's head, locked till the transaction ends; ``None``: another publisher has it."""
    Head.objects.get_or_create()
    rows = Head.objects.all()
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=not wait)
    return rows.first()


def _number() -> int:
    with transaction.atomic():
        head = lock_head()
        if head is None:
            return 0
        rows = list(Change.objects.filter(seq=None).annotate(undone_batch=F("undoes__batch_id")).order_by("pk")[:ROUND])
        if not rows:
            return 0
        shift = head.last_seq + 1 - rows[0].pk
        Change.objects.filter(pk__in=[row.pk for row in rows]).update(seq=F("pk") + shift)
        for row in rows:
            row.seq = row.pk + shift
        head.last_seq = rows[-1].pk + shift
        head.save(update_fields=["last_seq"])
        _append(rows)
    return len(rows)


def _append(rows: Sequence[Any]) -> None:
    """To the lake, one part a batch; what an undone batch said counts as never known."""
    named = {row.batch_id for row in rows} | {row.undone_batch for row in rows}
    undone = set(
        Batch.objects.filter(
            Q(state=BatchState.UNDOING) | Q(state=BatchState.UNDONE), pk__in=named - {None}
        ).values_list("pk", flat=True)
    )
    by_batch: dict[int | None, list[Change]] = defaultdict(list)
    for row in rows:
        if not {row.batch_id, row.undone_batch} & undone:
            by_batch[row.batch_id].append(row)
    for batch, changes in by_batch.items():
        lake.append(FIELD_VALUE.name, _columns(changes), batch=batch)


def _columns(rows: Sequence[Change]) -> Columns:
    """One row a changed field; what is the change's is worked out once a change and repeated."""
    widths = [len(row.changes) for row in rows]
    names = [name for row in rows for name in row.changes]
    values = [_encode(new) for row in rows for _old, new in row.changes.values()]

    def repeated(column: Array) -> Array:
        return np.repeat(column, widths)

    return {
        "subject": repeated(np.array([row.subject for row in rows], dtype=object)),
        "subject_id": repeated(np.array([row.subject_id for row in rows], dtype=np.int64)),
        "attribute": np.array(names, dtype=object),
        "value": np.array(values, dtype=object),
        "at": repeated(as_instants(row.valid_from for row in rows)),
        "known_at": repeated(as_instants(row.known_at for row in rows)),
        "basis": repeated(np.array([row.basis for row in rows], dtype=object)),
        "seq": repeated(np.array([row.seq for row in rows], dtype=np.int64)),
    }


on_tick("journal", publish_all)
