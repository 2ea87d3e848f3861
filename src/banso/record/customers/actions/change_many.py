"""Changing and archiving many accounts at once: the same fields, checked once, journaled one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from banso.platform.journal.api import EXISTS, Batch, Entry, record_many
from banso.record.customers.actions.change_account import MANUAL, checked_fields, refuse_cycle
from banso.record.customers.actions.save import save
from banso.record.customers.declarations import SUBJECT
from banso.record.customers.models import Account
from banso.record.customers.queries.accounts import accounts_by_id, custom_keys, values_now
from banso.record.customers.queries.plan import AccountRow, Draft, Knowing, Planner
from banso.record.customers.rules.fields import PARENT
from banso.record.customers.rules.past import State


def change_accounts(
    account_ids: Sequence[int],
    changes: Mapping[str, Any],
    *,
    now: datetime,
    batch: Batch | None = None,
    reason: str = "",
) -> int:
    """Give the fields of ``changes`` to at most 500 accounts, from now on; returns how many were changed.

    Call it in a transaction. Archived and merged accounts are left alone. Raises ``BadAccount`` naming the field.
    """
    values = checked_fields(changes)
    return _change(dict.fromkeys(account_ids, values), now=now, batch=batch, reason=reason)


def change_each(changes: Mapping[int, Mapping[str, Any]], *, now: datetime, reason: str = "") -> int:
    """Give each account (at most 500) the fields that ``changes`` names for it; else as :func:`change_accounts`."""
    checked = {account_id: checked_fields(values) for account_id, values in changes.items()}
    return _change(checked, now=now, batch=None, reason=reason)


def _change(changes: Mapping[int, dict[str, Any]], *, now: datetime, batch: Batch | None, reason: str) -> int:
    accounts = {
        one: account
        for one, account in accounts_by_id(list(changes)).items()
        if account.archived_at is None and account.merged_into_id is None
    }
    for one, account in accounts.items():
        if changes[one].get(PARENT) is not None:
            refuse_cycle(account, changes[one][PARENT])
    custom = custom_keys()
    known = values_now(accounts, custom)
    planner = Planner(source=MANUAL, knowing=Knowing(now), custom=custom)
    drafts = []
    for account_id, account in accounts.items():
        state = State({**known[account_id], "known_since": account.known_since.isoformat()}, None)
        draft = Draft("", account, state)
        draft.planned.append(planner.plan_row(draft, AccountRow(0, "", changes[account_id])))
        drafts.append(draft)
    save(drafts, source=MANUAL, batch=batch, now=now, reason=reason)
    return sum(1 for draft in drafts if any(planned.changes for planned in draft.planned))


def archive_accounts(account_ids: Sequence[int], *, now: datetime, batch: Batch | None = None, reason: str = "") -> int:
    """Take accounts out of lists; their past stays, and undo brings them back. Returns how many were archived.

    Call it in a transaction.
    """
    rows = Account.objects.filter(pk__in=list(account_ids), archived_at=None)
    ids = list(rows.values_list("pk", flat=True))
    Account.objects.filter(pk__in=ids).update(archived_at=now)
    record_many(
        Entry(subject=SUBJECT, subject_id=one, changes={EXISTS: (True, False)}, now=now, batch=batch, reason=reason)
        for one in ids
    )
    return len(ids)
