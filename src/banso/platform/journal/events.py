"""What the journal hands to handlers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Fields of one subject changed; ``changes`` is ``{field: [old, new]}``.

    ``seq`` grows from event to event and is the key by which a handler can see that it had one already.
    """

    seq: int
    subject: str
    subject_id: int
    changes: Mapping[str, Any]
    valid_from: datetime
    known_at: datetime
    recorded_at: datetime
    basis: str
    actor: int | None
    source: str
    reason: str
    batch_id: int | None
    undoes_id: int | None
