"""What is pinned on a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from banso.record.work.models import Pin


def pins(
    *, accounts: Sequence[int] = (), persons: Sequence[int] = (), until: datetime | None = None
) -> dict[str, list[UUID]]:
    """The pinned items of the accounts or persons, by stream; of a past day those that were pinned by then."""
    rows = Pin.objects.filter(account_id__in=list(accounts)) if accounts else Pin.objects.filter(person_id__in=persons)
    if until is not None:
        rows = rows.filter(pinned_at__lt=until)
    found: dict[str, list[UUID]] = {}
    for kind, item in rows.order_by("pk").values_list("kind", "item"):
        found.setdefault(kind, []).append(item)
    return found
