"""Sending effects: the claim, the call, and what is written about it.

The claim leaves ``wait``, so that undoing and sending cannot both win; it is committed before the call, so that after
a crash it is known that something may have been sent. Every later write says ``WHERE id AND state = sending AND
attempts``; 0 rows means that somebody else has it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from banso.platform.jobs.effects import left_of
from banso.platform.jobs.lease import ERROR_CHARS, backoff
from banso.platform.jobs.models import Effect, EffectState
from banso.platform.jobs.registry import EffectKind, NotSent, NotWanted, Refused, effect_kind, effect_kinds
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import scope, unscoped

log = logging.getLogger("banso.effects")

Clock = Callable[[], datetime]

SEND_LEASE: Final = timedelta(minutes=3)
"""Longer than any call may take; only after it a vanished sender's effect is looked at again."""
LOOK: Final = 20
"""Candidates of one look for work: those that have to wait longer are put off, the first other one is taken."""


def send_due(now_fn: Clock, stop: threading.Event | None = None, *, lease: timedelta = SEND_LEASE) -> int:
    """Send what is due, of any workspace, until nothing is left or ``stop`` is set; how many attempts were made."""
    attempts = 0
    while stop is None or not stop.is_set():
        effect = claim_effect(now_fn(), lease=lease)
        if effect is None:
            break
        attempts += 1
        send_claimed(effect, now_fn)
    return attempts


def claim_effect(now: datetime, *, lease: timedelta = SEND_LEASE) -> Effect | None:
    """Claim the effect that has been due longest: from here on it may have been sent."""
    free = Q(state=EffectState.WAIT, due_at__lte=now) | Q(state=EffectState.SENDING, lease_until__lt=now)
    with unscoped("whether an effect is due"):
        # Most looks find nothing, and a transaction takes SQLite's one write lock.
        if not Effect.objects.filter(free, kind__in=effect_kinds()).exists():
            return None
    with unscoped("worker claims an effect"), transaction.atomic():
        rows = Effect.objects.filter(free, kind__in=effect_kinds()).select_related("workspace")
        rows = rows.order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        candidates = list(rows[:LOOK])
        for effect in candidates:
            with scope(effect.workspace), translation.override(effect.workspace.language):
                if _claim(effect, now, lease):
                    return effect
    return None


def _claim(effect: Effect, now: datetime, lease: timedelta) -> bool:
    """Claim this effect; False where it is put off, cancelled, left to a person, or somebody was quicker."""
    kind = effect_kind(effect.kind)
    vanished = effect.state == EffectState.SENDING
    if vanished and not kind.removes_doubles():
        error = _("The sender ended in the middle: it may have arrived, or not.")
        _set(effect, state=EffectState.UNKNOWN, lease_until=None, error=error)
        return False
    if vanished and effect.failures + 1 >= kind.max_failures:
        _set(effect, **_dead(effect, _("The sender ended in the middle, each time."), now))
        return False
    try:
        until = kind.hold(effect, now) if kind.hold is not None else None
    except NotWanted as reason:
        _set(effect, **_over(effect, EffectState.CANCELLED, now), error=str(reason))
        return False
    if until is not None and until > now:
        _set(effect, state=EffectState.WAIT, due_at=until, lease_until=None)
        return False
    return _set(
        effect,
        state=EffectState.SENDING,
        attempts=effect.attempts + 1,
        failures=effect.failures + vanished,
        lease_until=now + lease,
        maybe_sent=True,
    )


def send_claimed(effect: Effect, now_fn: Clock) -> None:
    """Make the call and write what came of it."""
    kind = effect_kind(effect.kind)
    with scope(effect.workspace), translation.override(effect.workspace.language):
        try:
            kind.send(effect, now_fn())
        except NotSent as error:
            values = _later(effect, kind, str(error), now_fn()) | {"maybe_sent": False}
        except Refused as error:
            values = _dead(effect, str(error), now_fn()) | {"maybe_sent": False}
        except BansoError as error:
            values = _dead(effect, str(error), now_fn()) | {"maybe_sent": False}
        except Exception as error:
            log.exception("effect: nobody knows whether it arrived", extra={"effect": effect.pk, "kind": effect.kind})
            text = f"{type(error).__name__}: {error}"
            values = (
                _later(effect, kind, text, now_fn())
                if kind.removes_doubles()
                else {"state": EffectState.UNKNOWN, "lease_until": None, "error": text[:ERROR_CHARS]}
            )
        else:
            values = _over(effect, EffectState.SENT, now_fn()) | {"error": ""}
        if not _set(effect, **values):
            log.info("lease lost, leaving the effect alone", extra={"effect": effect.pk})


def _later(effect: Effect, kind: EffectKind, error: str, now: datetime) -> dict[str, Any]:
    failures = effect.failures + 1
    if failures >= kind.max_failures:
        return _dead(effect, error, now)
    return {
        "state": EffectState.WAIT,
        "failures": failures,
        "due_at": now + backoff(failures),
        "lease_until": None,
        "error": error[:ERROR_CHARS],
    }


def _dead(effect: Effect, error: str, now: datetime) -> dict[str, Any]:
    """Given up; the payload stays, for a person may send it again."""
    return {
        "state": EffectState.DEAD,
        "failures": effect.failures + 1,
        "dead_at": now,
        "finished_at": now,
        "lease_until": None,
        "error": error[:ERROR_CHARS],
    }


def _over(effect: Effect, state: EffectState, now: datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": now, "lease_until": None, "payload": left_of(effect)}


def _set(effect: Effect, **values: Any) -> bool:
    """Write where the row is as it was read; then ``effect`` carries the values too."""
    same = Effect.objects.filter(
        pk=effect.pk, state=effect.state, attempts=effect.attempts, lease_until=effect.lease_until
    )
    if not same.update(**values):
        return False
    for name, value in values.items():
        setattr(effect, name, value)
    return True


class Sender:
    """Sends effects beside the worker's jobs, from a thread with a connection of its own."""

    def __init__(self, now_fn: Clock, poll: float, lease: timedelta = SEND_LEASE) -> None:
        self._now = now_fn
        self._lease = lease
        self._poll = poll
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="effects", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Let the call under way end; what waits is sent by the next worker."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    close_old_connections()
                    send_due(self._now, self._stop, lease=self._lease)
                except (DatabaseError, InterfaceError):
                    log.exception("the database does not answer, trying again")
                except Exception:
                    log.exception("sending failed")
                self._stop.wait(self._poll)
        finally:
            connection.close()
