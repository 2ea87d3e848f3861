"""Events that could not be taken."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count

from banso.record.usage.models import QuarantinedRow


def quarantined(batch: int | None = None, *, limit: int = 100, offset: int = 0) -> list[QuarantinedRow]:
    """A page of the quarantined rows, of one import or of all; the newest first."""
    rows = QuarantinedRow.objects.order_by("-id")
    if batch is not None:
        rows = rows.filter(batch=batch)
    return list(rows[offset : offset + limit])


def quarantine_counts(batches: Sequence[int] | None = None) -> dict[int, dict[str, int]]:
    """``{batch: {reason: rows}}``, of some imports or of all that have any."""
    rows = QuarantinedRow.objects.order_by()
    if batches is not None:
        rows = rows.filter(batch__in=list(batches))
    found: dict[int, dict[str, int]] = {}
    for batch, reason, count in rows.values_list("batch", "reason").annotate(n=Count("pk")):
        found.setdefault(batch, {})[reason] = count
    return found
