"""Effects as people and use cases see them: put down, taken back, decided on. Sending them is in sending.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from banso.platform.jobs.models import Effect, EffectState
from banso.platform.jobs.registry import effect_kind
from banso.platform.kit.errors import NotFound

UNDO: Final = timedelta(seconds=10)
"""So long an effect waits at least, so that what made it can be undone."""
CHUNK: Final = 500
NEED_A_PERSON: Final = (EffectState.UNKNOWN, EffectState.DEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEffect:
    """What an effect is made from; see :class:`~banso.platform.jobs.models.Effect`."""

    kind: str
    key: str
    payload: Mapping[str, Any]
    cause: str = ""
    due_at: datetime | None = None


def add_effects(wanted: Iterable[NewEffect], *, now: datetime, created_by: int | None = None) -> int:
    """Put effects down, in the transaction that makes them necessary; a key that is there already changes nothing.

    They are due in ten seconds, or at ``due_at`` if that is later. Returns how many are new. Raises ``KeyError`` for a
    kind nobody sends.
    """
    rows = [
        Effect(
            kind=effect_kind(one.kind).name,
            key=_checked(one.key),
            cause=one.cause,
            payload=dict(one.payload),
            due_at=max(one.due_at or now, now + UNDO),
            created_by=created_by,
            created_at=now,
        )
        for one in wanted
    ]
    with transaction.atomic():
        Effect.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
        return Effect.objects.filter(uid__in=[row.uid for row in rows]).count()


def take_back(cause: str, now: datetime | None = None, *, beginning: bool = False) -> int:
    """Cancel the effects of ``cause`` that still wait, or with ``beginning`` of every cause that begins so; how many.

    What is being sent, or was, cannot be called back. Without ``now`` the database's clock is written down.
    """
    if not cause:
        raise ValueError("An empty cause would mean every effect without one.")
    same = Q(cause__startswith=cause) if beginning else Q(cause=cause)
    waiting = Effect.objects.filter(same, state__in=[EffectState.WAIT, EffectState.PAUSED], maybe_sent=False)
    return waiting.update(state=EffectState.CANCELLED, finished_at=now or Now(), payload={})


def cancel_effect(effect: Effect, now: datetime) -> bool:
    """Cancel one effect that waits, is held, or that nobody has decided on; False: it is too late."""
    waiting = [EffectState.WAIT, EffectState.PAUSED] if not effect.maybe_sent else []
    states = [*waiting, *NEED_A_PERSON]
    return _move(effect, states, EffectState.CANCELLED, finished_at=now, payload=left_of(effect))


def pause_effect(effect: Effect) -> bool:
    """Hold an effect that waits; False: it is too late."""
    return _move(effect, [EffectState.WAIT], EffectState.PAUSED)


def resume_effect(effect: Effect, now: datetime) -> bool:
    """Let an effect that was held go; False: it was not held."""
    return _move(effect, [EffectState.PAUSED], EffectState.WAIT, due_at=max(effect.due_at, now))


def send_again(effect: Effect, now: datetime) -> bool:
    """A person decides: send what has failed, or perhaps was sent, once more; False: it is neither."""
    return _move(
        effect, NEED_A_PERSON, EffectState.WAIT, due_at=now, failures=0, dead_at=None, finished_at=None, error=""
    )


def find_effect(uid: UUID | str) -> Effect:
    """The workspace's effect with this ``uid``; raises :class:`NotFound`."""
    try:
        return Effect.objects.get(uid=uid)
    except (Effect.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such message.")) from error


def effects_to_decide(*, limit: int = 50) -> list[Effect]:
    """Effects that need a person: perhaps sent, or failed; the newest first."""
    return list(Effect.objects.filter(state__in=NEED_A_PERSON).order_by("-pk")[:limit])


def effect_counts() -> dict[str, int]:
    """How many effects stand in which state; a state without one is not in it."""
    counts: dict[str, int] = {}
    for state in EffectState.values:
        if number := Effect.objects.filter(state=state).count():
            counts[state] = number
    return counts


def left_of(effect: Effect) -> dict[str, Any]:
    """What is kept of the payload once the effect is over."""
    keep = effect_kind(effect.kind).keep
    return {name: effect.payload[name] for name in keep if name in effect.payload}


def _checked(key: str) -> str:
    if not key or len(key) > 200:
        raise ValueError("The key of an effect has 1 to 200 characters.")
    return key


def _move(effect: Effect, states: Sequence[EffectState], to: EffectState, **values: Any) -> bool:
    """Compare and set; ``effect`` is brought up to date either way."""
    same = Effect.objects.filter(pk=effect.pk, state__in=states, attempts=effect.attempts)
    moved = same.update(state=to, **values)
    effect.refresh_from_db()
    return bool(moved)
