"""The page of data: imports so far, work in the background, rows in quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.platform.identity.api import IMPORT, Member, allowed
from banso.platform.journal.api import Batch, BatchState
from banso.platform.kit.limits import limit
from banso.record.customers.api import accounts_by_id
from banso.record.usage.api import quarantine_counts, quarantined
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose.common import names_of_members
from banso.surfaces.workspace.compose.feeds import feeds_panel
from banso.surfaces.workspace.compose.kinds import kind_words, kinds_for
from banso.surfaces.workspace.compose.work import work_panel

MOST = 50
BY_HAND = ("bulk", "edit_tasks", "edit_meetings")
"""Batches of changes that members made in lists and calendars: they stand in the history of what they changed."""
QUARANTINE_PAGE = limit("lists.quarantine", 100)
_TONES = {"applied": "good", "failed": "risk", "applying": "info", "undoing": "info"}
_CAN_UNDO = (BatchState.APPLIED, BatchState.FAILED, BatchState.APPLYING)


def data_page(member: Member, *, now: datetime) -> pages.DataPage:
    """The imports so far, the newest first, and the work in the background."""
    may = allowed(member, IMPORT)
    imports = Batch.objects.exclude(kind__in=BY_HAND)
    batches = list(imports.order_by("-pk")[:MOST])
    held = quarantine_counts()
    lines = batch_lines(batches, may_open=may)
    return pages.DataPage(
        batches=[replace(line, quarantined=sum(held.get(line.number, {}).values())) for line in lines],
        more=max(imports.count() - MOST, 0) if len(batches) == MOST else 0,
        work=work_panel(member, now=now),
        quarantined=sum(sum(reasons.values()) for reasons in held.values()),
        can_import=may,
        kinds=kinds_for(member) if may else (),
        sources=sorted({batch.source for batch in batches}) if may else (),
        limit_mb=settings.UPLOAD_LIMIT // (1024 * 1024),
        feeds=feeds_panel(member) if may else None,
    )


def is_first(kind: str) -> bool:
    """Whether nothing of ``kind`` was ever imported: then the file most likely tells the past."""
    done = [BatchState.APPLYING, BatchState.APPLIED, BatchState.FAILED]
    return not Batch.objects.filter(kind=kind, state__in=done).exists()


def batch_lines(batches: Sequence[Batch], *, may_open: bool) -> list[pages.BatchLine]:
    """Imports as rows."""
    names = names_of_members(batch.created_by for batch in batches)
    return [
        pages.BatchLine(
            uid=str(batch.uid),
            number=batch.pk,
            at=batch.created_at,
            file_name=batch.file_name or batch.source,
            kind=batch.kind,
            kind_word=kind_words(batch.kind).label,
            rows=batch.rows_total,
            by=names.get(batch.created_by or 0, batch.source),
            state=batch.state,
            state_word=batch.get_state_display(),
            tone=_TONES.get(batch.state, "outline"),
            can_undo=batch.state in _CAN_UNDO,
            url=reverse("workspace:import", args=[batch.uid]) if may_open else "",
        )
        for batch in batches
    ]


def quarantine_page(batch: Batch | None, number: int) -> pages.QuarantinePage:
    """Page ``number`` (from 1) of the rows in quarantine, of ``batch`` or of all imports."""
    held = quarantine_counts()
    offset = (number - 1) * QUARANTINE_PAGE
    rows = quarantined(batch.pk if batch else None, limit=QUARANTINE_PAGE, offset=offset)
    batches = Batch.objects.in_bulk(held)
    accounts = accounts_by_id([row.raw.get("account", 0) for row in rows])
    total = sum(sum(held.get(one, {}).values()) for one in ([batch.pk] if batch else held))
    path = reverse("workspace:quarantine")
    kept = {"batch": batch.uid} if batch else {}

    def page(at: int) -> str:
        return f"{path}?{urlencode({**kept, 'page': at})}"

    drawn = []
    for row in rows:
        of, account = batches.get(row.batch), accounts.get(row.raw.get("account", 0))
        drawn.append(
            pages.QuarantineRow(
                batch=row.batch,
                batch_url=reverse("workspace:import", args=[of.uid]) if of else "",
                row=row.row_number,
                reason=reason_words(row.reason),
                at=str(row.raw.get("at", "")).replace("T", " "),
                account=account.name if account else "",
                account_url=pages.account_url(str(account.uid)) if account else "",
                name=str(row.raw.get("name", "")),
            )
        )
    return pages.QuarantinePage(
        groups=[
            pages.QuarantineGroup(
                number=one.pk,
                file_name=one.file_name or one.source,
                url=f"{path}?{urlencode({'batch': one.uid})}",
                at=one.created_at,
                reasons=[(reason_words(reason), n) for reason, n in held[one.pk].items()],
                current=batch is not None and batch.pk == one.pk,
            )
            for one in sorted(batches.values(), key=lambda one: -one.pk)
        ],
        rows=drawn,
        total=total,
        first=offset + 1 if rows else 0,
        last=offset + len(rows),
        previous_url=page(number - 1) if number > 1 else "",
        next_url=page(number + 1) if offset + len(rows) < total else "",
        all_url=path,
    )


def reason_words(reason: str) -> str:
    """Why an event was not taken."""
    words = {
        "before_1990": _("Its time is before 1990"),
        "after_tomorrow": _("Its time is after tomorrow"),
    }
    return words.get(reason, reason)
