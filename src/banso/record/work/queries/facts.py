"""Touches, tasks, promises and views as columns for whoever counts them, each with when it was known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from banso.platform.journal.api import EXISTS, Batch, BatchState, Change
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.days import EPOCH_DAY
from banso.record.customers.api import merged_accounts
from banso.record.work.models import (
    UNFINISHED,
    OwnView,
    Promise,
    PromiseState,
    Task,
    TaskState,
    Touch,
    TouchPerson,
)

NEVER = np.datetime64("9999-12-31", "us")
"""The end of what has not ended."""
NO_DAY = np.iinfo(np.int64).max
"""A due day that is not set: after every day."""
_SUBJECT = "task"
_WATCHED = ("account", "due", "state", "snoozed_until")


def touch_facts() -> Columns:
    """Every touch with an account: touch, account, at, known and gone (UTC instants).

    ``known`` is when it was written down and ``gone`` when it was deleted (:data:`NEVER`: not). What an undone
    import brought was never known and is left out.
    """
    rows = Touch.objects.filter(account__isnull=False).exclude(batch__in=_undone())
    listed = list(rows.order_by("pk").values_list("pk", "account_id", "at", "created_at", "deleted_at"))
    touch, account, at, known, gone = zip(*listed, strict=True) if listed else ((), (), (), (), ())
    return {
        "touch": np.array(touch, dtype=np.int64),
        "account": _survivors(account),
        "at": _instants(at),
        "known": np.maximum(_instants(known), _instants(at)),
        "gone": _instants(gone),
    }


def touch_people() -> Columns:
    """Who of the customers' side took part in which touch: touch, person."""
    rows = TouchPerson.objects.filter(person__isnull=False).order_by("touch_id")
    listed = list(rows.values_list("touch_id", "person_id"))
    table = np.array(listed, dtype=np.int64).reshape(len(listed), 2)
    return {"touch": table[:, 0], "person": table[:, 1]}


def task_facts() -> Columns:
    """The times during which tasks of accounts were unfinished, from the journal: account, due and snoozed (day
    numbers, :data:`NO_DAY` where not set), since and until (UTC instants, :data:`NEVER` while it lasts).

    A task has a row for each time between two changes of its state, day or account.
    """
    changes: dict[int, list[tuple[dict[str, Any], datetime]]] = {}
    told = Change.objects.filter(subject=_SUBJECT, changes__has_any_keys=[EXISTS, *_WATCHED])
    for task, changed, known in told.order_by("pk").values_list("subject_id", "changes", "known_at").iterator():
        changes.setdefault(task, []).append((changed, known))
    tasks = Task.objects.exclude(batch__in=_undone()).order_by("pk")
    columns = ("pk", "account_id", "due", "state", "snoozed_until", "created_at", "done_at")
    found = [row for task in tasks.values_list(*columns).iterator() for row in _stretches(task, changes.get(task[0]))]
    account, due, snoozed, since, until = zip(*found, strict=True) if found else ((), (), (), (), ())
    return {
        "account": _survivors(account),
        "due": np.array(due, dtype=np.int64),
        "snoozed": np.array(snoozed, dtype=np.int64),
        "since": _instants(since),
        "until": _instants(until),
    }


_Stretch = tuple[int, int, int, datetime, datetime | None]


def _stretches(task: tuple[Any, ...], told: list[tuple[dict[str, Any], datetime]] | None) -> Iterator[_Stretch]:
    """Backwards from what the task is now; the journal says what it was before each change."""
    _pk, account, due, state, snoozed, created, done = task
    now: dict[str, Any] = {"account": account, "due": due, "state": state, "snoozed_until": snoozed}
    if told is None:
        # Brought in without a journal of its own: all that is known are its two instants.
        told = [({"state": [TaskState.OPEN, state]}, done)] if done is not None else []
    end: datetime | None = None
    for changed, known in reversed(told):
        yield from _stretch(now, known, end)
        end = known
        if changed.get(EXISTS, (None, None))[0] is False:
            return
        now |= {name: changed[name][0] for name in _WATCHED if name in changed}
    yield from _stretch(now, created, end)


def _stretch(values: dict[str, Any], since: datetime, until: datetime | None) -> Iterator[_Stretch]:
    if values["account"] is not None and values["state"] in UNFINISHED and (until is None or until > since):
        yield values["account"], _day(values["due"]), _day(values["snoozed_until"]), since, until


def _day(value: date | str | None) -> int:
    if value is None:
        return NO_DAY
    return ((date.fromisoformat(value) if isinstance(value, str) else value) - EPOCH_DAY).days


def _survivors(accounts: Iterable[int]) -> Array:
    """Accounts as the ones that stand for them: facts of a merged account are read through its survivor."""
    merged = merged_accounts()
    return np.array([merged.get(one, one) for one in accounts], dtype=np.int64)


def _instants(values: Iterable[datetime | None]) -> Array:
    plain = [NEVER if value is None else value.astimezone(UTC).replace(tzinfo=None) for value in values]
    return np.array(plain, dtype="datetime64[us]")


def _undone() -> list[int]:
    rows = Batch.objects.filter(state__in=[BatchState.UNDOING, BatchState.UNDONE])
    return list(rows.values_list("pk", flat=True))


def promise_facts() -> Columns:
    """Every promise and expectation: account, due (day number, :data:`NO_DAY` without one), known and closed (UTC
    instants, :data:`NEVER` while open), missed (1 where somebody said so). What was deleted is left out.
    """
    rows = Promise.objects.filter(deleted_at=None).exclude(batch__in=_undone()).order_by("pk")
    listed = list(rows.values_list("account_id", "due", "created_at", "closed_at", "state"))
    account, due, known, closed, state = zip(*listed, strict=True) if listed else ((), (), (), (), ())
    return {
        "account": _survivors(account),
        "due": np.array([_day(one) for one in due], dtype=np.int64),
        "known": _instants(known),
        "closed": _instants(closed),
        "missed": np.array([one == PromiseState.MISSED for one in state], dtype=np.int64),
    }


def own_view_facts() -> Columns:
    """Every view that a member has had of an account: account, band, since and ended (UTC instants), expires (the
    day number from which it holds no more).
    """
    listed = list(OwnView.objects.order_by("pk").values_list("account_id", "band", "at", "ended_at", "expires"))
    account, band, at, ended, expires = zip(*listed, strict=True) if listed else ((), (), (), (), ())
    return {
        "account": _survivors(account),
        "band": np.array(band, dtype=np.int64),
        "since": _instants(at),
        "ended": _instants(ended),
        "expires": np.array([_day(one) for one in expires], dtype=np.int64),
    }
