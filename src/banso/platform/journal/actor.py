"""Who is acting: carried beside the call, so that no use case has to hand it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes things: a member's id (``None`` for the system), and by which way in."""

    actor_id: int | None = None
    source: str = "system"


_actor: ContextVar[Actor] = ContextVar("actor", default=Actor())  # noqa: B039  (frozen)


@contextmanager
def acting(*, actor_id: int | None, source: str) -> Iterator[Actor]:
    """Changes recorded inside the block are by this actor, from this source (``web``, ``cli`` …)."""
    actor = Actor(actor_id, source)
    token = _actor.set(actor)
    try:
        yield actor
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    """Who is acting now."""
    return _actor.get()
