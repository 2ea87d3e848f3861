"""People and news of accounts as columns, as they were known at a moment, for the rules of signals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from banso.platform.journal.api import EXISTS, Batch, BatchState, Change, decode, values_as_of
from banso.platform.kit.columns import Array, Columns, as_instants
from banso.platform.kit.days import EPOCH_DAY
from banso.platform.lake.api import LakeSession
from banso.record.customers.declarations import CONTACT
from banso.record.customers.models import WatchEvent
from banso.record.customers.queries.merged import merged_accounts

NO_DAY = np.iinfo(np.int64).max
"""The day of what has no end."""


def contact_facts(session: LakeSession, instant: datetime) -> Columns:
    """Every contact as it was known just before ``instant``: account, person, role (text, "" for none), starts and
    ends (day numbers; starts is ``-1`` and ends :data:`NO_DAY` where nobody said), known (UTC instants).
    """
    names = [EXISTS, "account", "person", "role", "starts", "ends"]
    found = session.fetch(values_as_of(session, CONTACT, names, instant))
    values = {name: decode(found[name].tolist()) for name in names}
    there = [exists is not False and account is not None for exists, account in _pairs(values, EXISTS, "account")]
    rows = np.flatnonzero(np.array(there, dtype=bool)) if there else np.zeros(0, dtype=np.int64)
    merged = merged_accounts()
    known = dict(
        Change.objects.filter(subject=CONTACT, changes__has_key=EXISTS)
        .order_by("-pk")
        .values_list("subject_id", "known_at")
    )
    ids = found["subject_id"][rows].tolist()
    account = [values["account"][row] for row in rows]
    return {
        "account": _numbers([merged.get(one, one) for one in account]),
        "person": _numbers([values["person"][row] or 0 for row in rows]),
        "role": np.array([values["role"][row] or "" for row in rows], dtype=object),
        "starts": _numbers([_day(values["starts"][row], -1) for row in rows]),
        "ends": _numbers([_day(values["ends"][row], NO_DAY) for row in rows]),
        "known": as_instants([known.get(one, instant) for one in ids]),
    }


def watch_facts() -> Columns:
    """The watch list: account, kind (text), day (day number), known (UTC instants). What was deleted is left out."""
    undone = Batch.objects.filter(state__in=[BatchState.UNDOING, BatchState.UNDONE]).values_list("pk", flat=True)
    rows = WatchEvent.objects.filter(deleted_at=None).exclude(batch__in=list(undone)).order_by("pk")
    listed = list(rows.values_list("account_id", "kind", "day", "created_at"))
    merged = merged_accounts()
    return {
        "account": _numbers([merged.get(account, account) for account, *_rest in listed]),
        "kind": np.array([kind for _account, kind, *_rest in listed], dtype=object),
        "day": _numbers([(day - EPOCH_DAY).days for _account, _kind, day, _at in listed]),
        "known": as_instants([at for *_rest, at in listed]),
    }


def _pairs(values: dict[str, list[Any]], one: str, other: str) -> list[tuple[Any, Any]]:
    return list(zip(values[one], values[other], strict=True))


def _day(text: str | None, none: int) -> int:
    return none if text is None else (date.fromisoformat(text) - EPOCH_DAY).days


def _numbers(values: Sequence[int]) -> Array:
    return np.array(values, dtype=np.int64)
