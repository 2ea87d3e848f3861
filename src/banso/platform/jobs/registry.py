"""Which function does which kind of work or effect, and what the worker does at every tick."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from banso.platform.jobs.models import Effect, Job
from banso.platform.kit.limits import limit


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job: what it writes, and how far the job has come with it.

    ``write`` runs in one transaction with the cursor, the progress and the new lease, so a step is done
    whole or not at all. Keep it short: at most some 500 rows. What takes long (reading, computing) belongs
    before the ``yield``, outside of the transaction. ``cursor`` (JSON) is all the handler gets back when it
    is started again in the middle; ``total`` may be ``None`` while it is unknown.
    """

    write: Callable[[], object] | None
    cursor: Mapping[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int | None = None


Handler = Callable[[Job, datetime], Iterator[Step]]
Tick = Callable[[datetime], object]

MAX_FAILURES = limit("jobs.failures", 5)


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered kind of job."""

    name: str
    run: Handler
    max_failures: int


_kinds: dict[str, Kind] = {}
_ticks: dict[str, Tick] = {}
_crons: dict[str, str] = {}


def handler(kind: str, *, max_failures: int = MAX_FAILURES) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of ``kind``.

    It gets the job and the moment the attempt began, inside the job's workspace, and yields
    :class:`Step`; it starts from ``job.cursor``, which is empty at the first attempt. After
    ``max_failures`` attempts in a row without any progress the job is dead. A
    :class:`~banso.platform.kit.errors.BansoError` is a person's to mend: the job is dead at once.
    """

    def register(run: Handler) -> Handler:
        known = _kinds.get(kind)
        if known is not None and (known.run.__module__, known.run.__qualname__) != (
            run.__module__,
            run.__qualname__,
        ):
            raise ValueError(f"Two handlers for jobs of kind {kind!r}.")
        _kinds[kind] = Kind(kind, run, max_failures)
        return run

    return register


def kind_of(name: str) -> Kind:
    """The registered kind; raises ``KeyError``."""
    return _kinds[name]


def kinds() -> tuple[str, ...]:
    """The names of the registered kinds."""
    return tuple(sorted(_kinds))


def on_tick(name: str, tick: Tick) -> None:
    """Let the worker call ``tick(now)`` about every second, outside of any workspace.

    For what must be prompt and is cheap when there is nothing to do, such as publishing the journal.
    """
    _ticks[name] = tick


def ticks() -> Mapping[str, Tick]:
    """What the worker calls at every tick, by name."""
    return _ticks


def in_every_workspace(kind: str, cron: str) -> None:
    """Let every workspace, also one made later, do jobs of ``kind`` by the cron expression."""
    _crons[kind] = cron


def crons() -> Mapping[str, str]:
    """The schedules that every workspace has: cron expressions by kind."""
    return _crons


class NotSent(Exception):
    """The receiver has not got it, for certain: it may be tried again."""


class Refused(Exception):
    """The receiver does not want it, and will not: trying again is no use. The text is for people."""


class NotWanted(Exception):
    """It is not to be sent any more: the reader has stopped it, or is gone. The text is for people."""


Send = Callable[[Effect, datetime], object]
Hold = Callable[[Effect, datetime], datetime | None]

MAX_SENDS = limit("mail.sends", 10)


@dataclass(frozen=True, slots=True)
class EffectKind:
    """A registered kind of effect."""

    name: str
    send: Send
    removes_doubles: Callable[[], bool]
    hold: Hold | None
    keep: tuple[str, ...]
    max_failures: int


_effect_kinds: dict[str, EffectKind] = {}


def effect_handler(
    kind: str,
    *,
    removes_doubles: Callable[[], bool],
    hold: Hold | None = None,
    keep: tuple[str, ...] = (),
    max_failures: int = MAX_SENDS,
) -> Callable[[Send], Send]:
    """Register the function that sends effects of ``kind``, inside the effect's workspace.

    It hands ``effect.key`` to the receiver and raises :class:`NotSent` or :class:`Refused`; of any other error nobody
    knows whether the receiver got it, and it is sent again only where ``removes_doubles()`` says that the receiver
    counts a key once. ``hold(effect, now)`` is asked just before: a moment in the future lets it wait until then,
    :class:`NotWanted` cancels it. Of the payload only the names in ``keep`` are kept once it is over.
    """

    def register(send: Send) -> Send:
        known = _effect_kinds.get(kind)
        if known is not None and known.send is not send:
            raise ValueError(f"Two handlers for effects of kind {kind!r}.")
        _effect_kinds[kind] = EffectKind(kind, send, removes_doubles, hold, keep, max_failures)
        return send

    return register


def effect_kind(name: str) -> EffectKind:
    """The registered kind; raises ``KeyError``."""
    return _effect_kinds[name]


def effect_kinds() -> tuple[str, ...]:
    """The names of the registered kinds of effects."""
    return tuple(sorted(_effect_kinds))
