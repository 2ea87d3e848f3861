"""Many accounts at once, from a file or a sync."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from banso.platform.journal.api import Batch
from banso.record.customers.actions.save import save
from banso.record.customers.queries.accounts import chunks, custom_keys, resolve_accounts, taken_back
from banso.record.customers.queries.plan import AccountRow, Knowing, Planner


def import_account_rows(
    rows: Iterable[AccountRow],
    *,
    source: str,
    batch: Batch | None,
    now: datetime,
    history: bool = False,
    dated: bool = False,
    custom: Sequence[str] | None = None,
) -> Counter[str]:
    """Make and change accounts; returns how many rows were ``new``, ``changed`` and ``unchanged``.

    Rows name accounts by their external id of ``source``. Chunks of 500 are a transaction each, unless the caller has
    one open. ``history``, ``dated``: see :class:`Knowing`. Values are trusted to be of their field's type and parents
    to be free of circles: the caller checks both. Writing the same rows again changes nothing.
    """
    keys = list(custom) if custom is not None else custom_keys()
    planner = Planner(source=source, knowing=Knowing(now, history=history, dated=dated), custom=keys)
    counts: Counter[str] = Counter()
    for part in chunks(rows):
        with transaction.atomic():
            drafts = planner.plan(part)
            save(drafts, source=source, batch=batch, now=now)
        counts.update(planned.outcome for draft in drafts for planned in draft.planned)
    return counts


def create_missing(
    keys: Iterable[str], *, source: str, batch: Batch | None, known: dict[str, datetime], now: datetime, history: bool
) -> dict[str, int]:
    """Make accounts named by their keys where they do not exist (any more); returns ``{key: account id}`` of all.

    With ``history`` each is known since the first thing ``known`` says of it.
    """
    wanted = list(dict.fromkeys(keys))
    found = resolve_accounts(source, wanted)
    gone = taken_back(found.values())
    found = {key: account_id for key, account_id in found.items() if account_id not in gone}
    missing = [AccountRow(0, key, {}, known.get(key) if history else None) for key in wanted if key not in found]
    if missing:
        import_account_rows(missing, source=source, batch=batch, now=now, history=history)
        found |= resolve_accounts(source, [row.key for row in missing])
    return found
