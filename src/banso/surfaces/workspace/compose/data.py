"""The page of imports."""

from __future__ import annotations

from banso.platform.identity.api import IMPORT, Member, allowed
from banso.platform.journal.api import Batch
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose.common import names_of_members

MOST = 50
_TONES = {"applied": "good", "failed": "risk", "applying": "info", "undoing": "info"}
KINDS_SHOWN = ("accounts", "events")


def data_page(member: Member) -> pages.DataPage:
    """The imports so far, the newest first."""
    batches = list(Batch.objects.order_by("-pk")[:MOST])
    names = names_of_members(batch.created_by for batch in batches)
    return pages.DataPage(
        batches=[batch_line(batch, names) for batch in batches],
        can_import=allowed(member, IMPORT),
    )


def batch_line(batch: Batch, names: dict[int, str]) -> pages.BatchLine:
    """One import as a row."""
    return pages.BatchLine(
        uid=str(batch.uid),
        number=batch.pk,
        at=batch.created_at,
        file_name=batch.file_name or batch.source,
        kind=batch.kind,
        rows=batch.rows_total,
        by=names.get(batch.created_by or 0, batch.source),
        state=batch.state,
        state_word=batch.get_state_display(),
        tone=_TONES.get(batch.state, "outline"),
        can_undo=batch.state in ("applied", "failed", "applying"),
    )
