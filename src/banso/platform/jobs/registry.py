"""Which function does which kind of work, and what the worker does at every tick."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from banso.platform.jobs.models import Job


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

MAX_FAILURES: Final = 5


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
