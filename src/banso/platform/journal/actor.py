"""Who is acting: carried beside the call, so that no use case has to hand it on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from banso.platform.jobs.api import Job


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


def acting_for_job(job: Job) -> AbstractContextManager[Actor]:
    """A job's changes are by the member who asked for it."""
    return acting(actor_id=job.created_by, source="job")
