"""What usage hears from the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from banso.platform.journal.api import Changed
from banso.record.customers.api import MERGED_INTO, known_since
from banso.record.usage.actions.append_events import changed_since


def accounts_merged(events: Sequence[Changed], now: datetime) -> None:
    """Facts of a merged account are read at its survivor, or at itself again: days with them are computed anew."""
    ids = [one.subject_id for one in events if MERGED_INTO in one.changes]
    if ids and (known := known_since(ids)):
        changed_since(min(known.values()), now)
