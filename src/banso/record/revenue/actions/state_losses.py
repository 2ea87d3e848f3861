"""Saying why many lines ended, at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from banso.platform.journal.api import EXISTS, Entry, moment, record_many
from banso.record.revenue.actions.losses import LOSS
from banso.record.revenue.models import Loss


@transaction.atomic
def state_losses(said: Sequence[tuple[int, date, str]], *, now: datetime) -> None:
    """``(line id, day it ended on, reason)`` of lines whose loss nobody has classed."""
    made = Loss.objects.bulk_create(
        [Loss(line_id=line, ended_on=day, reason=reason, said_at=moment(now)) for line, day, reason in said],
        batch_size=500,
    )
    record_many(
        Entry(
            subject=LOSS,
            subject_id=one.pk,
            changes={
                EXISTS: (False, True),
                "line": (None, one.line_id),
                "ended_on": (None, one.ended_on),
                "reason": (None, one.reason),
            },
            now=now,
        )
        for one in made
    )
