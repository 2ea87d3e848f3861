"""Handing published changes to handlers, at least once, each from where it stands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery

from banso.platform.journal.events import Changed
from banso.platform.journal.models import Change, Head, Position

log = logging.getLogger("banso.journal")

CHUNK: Final = 500
FIRST_RETRY: Final = timedelta(seconds=5)
LAST_RETRY: Final = timedelta(minutes=10)
ERROR_CHARS: Final = 2000

Handler = Callable[[Sequence[Changed], datetime], object]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler, its name (under which its position is kept) and what it hears of."""

    name: str
    subject: str | None
    handler: Handler


_subscriptions: dict[str, Subscription] = {}


def subscribe(subject: str | None, handler: Handler, *, name: str) -> None:
    """Let ``handler(events, now)`` hear of every change of ``subject`` (``None``: of all subjects).

    It is called inside the workspace with at most 500 events in order, in one transaction with its
    position: what it writes to the database happens once, what it does outside may happen again after a
    crash. It should be quick and queue a job for anything long. An error is noted and the same events come
    again later; other handlers are not held up. A handler that is new gets everything from the beginning.
    """
    known = _subscriptions.get(name)
    if known is not None and known.handler is not handler:
        raise ValueError(f"Two handlers named {name!r}.")
    _subscriptions[name] = Subscription(name, subject, handler)


def subscriptions() -> list[Subscription]:
    """Every handler, by name."""
    return [_subscriptions[name] for name in sorted(_subscriptions)]


def behind() -> set[int]:
    """Ids of the workspaces in which some handler has not heard everything; call it unscoped."""
    end = Head.objects.filter(workspace_id=OuterRef("workspace_id")).values("last_seq")[:1]
    late = Position.objects.annotate(end=Subquery(end)).filter(seq__lt=F("end"))
    found = set(late.values_list("workspace_id", flat=True))
    heads = set(Head.objects.values_list("workspace_id", flat=True))
    for name in _subscriptions:
        found |= heads - set(Position.objects.filter(handler=name).values_list("workspace_id", flat=True))
    return found


def deliver(now: datetime) -> int:
    """Bring every handler to the end of the published journal; returns how many events were handed over."""
    total = 0
    for subscription in subscriptions():
        while count := _deliver(subscription, now):
            total += count
            if count < CHUNK:
                break
    return total


def _deliver(subscription: Subscription, now: datetime) -> int:
    with transaction.atomic():
        position = _lock(subscription.name)
        head = Head.objects.first()
        if position is None or head is None or position.seq >= head.last_seq:
            return 0
        if position.retry_at is not None and now < position.retry_at:
            return 0
        rows = Change.objects.filter(seq__gt=position.seq, seq__lte=head.last_seq)
        if subscription.subject is not None:
            rows = rows.filter(subject=subscription.subject)
        events = [_event(row) for row in rows.order_by("seq")[:CHUNK]]
        try:
            if events:
                with transaction.atomic():
                    subscription.handler(events, now)
        except Exception as error:
            log.exception("handler failed", extra={"handler": subscription.name})
            _note_failure(position, error, now)
            return 0
        position.seq = events[-1].seq if len(events) == CHUNK else head.last_seq
        position.failures, position.error, position.retry_at = 0, "", None
        position.save()
        return len(events)


def _lock(name: str) -> Position | None:
    """The handler's position, locked; ``None``: another process is delivering to it."""
    Position.objects.get_or_create(handler=name)
    rows = Position.objects.filter(handler=name)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


def _note_failure(position: Position, error: Exception, now: datetime) -> None:
    position.failures += 1
    position.error = f"{type(error).__name__}: {error}"[:ERROR_CHARS]
    position.retry_at = now + min(FIRST_RETRY * 2 ** min(position.failures - 1, 20), LAST_RETRY)
    position.save()


def _event(row: Change) -> Changed:
    return Changed(
        seq=row.seq or 0,
        subject=row.subject,
        subject_id=row.subject_id,
        changes=row.changes,
        valid_from=row.valid_from,
        known_at=row.known_at,
        recorded_at=row.recorded_at,
        basis=row.basis,
        actor=row.actor,
        source=row.source,
        reason=row.reason,
        batch_id=row.batch_id,
        undoes_id=row.undoes_id,
    )
