"""Taking changes of accounts back, for the journal's undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from banso.platform.attributes.api import write_custom
from banso.platform.journal.api import EXISTS, Revert, UndoConflict
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.actions.save import show, update_accounts
from banso.record.customers.declarations import SUBJECT
from banso.record.customers.models import AccountLink, Assignment
from banso.record.customers.queries.accounts import accounts_by_id, custom_keys, values_now
from banso.record.customers.rules.fields import DATED, KNOWN_SINCE, MERGED_INTO, OWNER, PLAIN, derived, loaded


def revert_accounts(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Set back every field that still has the value the change gave it; the others are conflicts.

    An account whose coming to be is taken back is archived and emptied, and keeps its id and external ids: facts may
    hang on them, and importing it again brings it back.
    """
    accounts = accounts_by_id([one.subject_id for one in reverts])
    custom = custom_keys()
    present = values_now(accounts, custom)
    conflicts: list[UndoConflict] = []
    columns: list[tuple[dict[str, Any], int]] = []
    custom_values: dict[int, dict[str, Any]] = {}
    for one in reverts:
        account = accounts[one.subject_id]
        values = present[account.pk]
        values[KNOWN_SINCE] = account.known_since.isoformat()
        values[EXISTS] = account.archived_at is None
        values[MERGED_INTO] = account.merged_into_id
        back = _still(one, values, conflicts)
        values.update(back)
        written = {name: loaded(name, value) for name, value in back.items() if name in PLAIN or name == KNOWN_SINCE}
        if written.get("name", "") is None:
            # The row is kept, and a row has a name.
            written["name"] = values["name"] = account.name
        if EXISTS in back:
            written["archived_at"] = None if back[EXISTS] else now
        if MERGED_INTO in back:
            written["merged_into"] = back[MERGED_INTO]
        if "name" in written or "reading" in written:
            written |= derived(values["name"], values.get("reading") or "")
        if written:
            columns.append((written, account.pk))
        if mine := {name: value for name, value in back.items() if name in custom}:
            custom_values[account.pk] = mine
        for name in DATED:
            if name in back:
                _put_back(name, account.pk, back[name], now)
    shapes: dict[tuple[str, ...], list[tuple[dict[str, Any], int]]] = {}
    for written, account_id in columns:
        shapes.setdefault(tuple(sorted(written)), []).append((written, account_id))
    update_accounts(shapes)
    if custom_values:
        write_custom(SUBJECT, custom_values)
    show(present, fields={name for one in reverts for name in one.changes})
    return conflicts


def _still(revert: Revert, values: Mapping[str, Any], conflicts: list[UndoConflict]) -> dict[str, Any]:
    """The fields to set back, with their former values."""
    back = {}
    for name, (made, before) in revert.changes.items():
        if values.get(name) == made:
            back[name] = before
        else:
            conflicts.append(UndoConflict(SUBJECT, revert.subject_id, name, made, values.get(name)))
    return back


def _put_back(name: str, account_id: int, before: int | None, now: datetime) -> None:
    """Remove the row that the change opened and open the former one again."""
    rows: Any
    whom: str
    if name == OWNER:
        rows, whom = Assignment.objects.filter(account_id=account_id, role="owner"), "member_id"
    else:
        rows, whom = AccountLink.objects.filter(account_id=account_id, kind=name), "other_id"
    rows.filter(ends=None).delete()
    if before is None:
        return
    former = rows.filter(**{whom: before}).order_by("-id").first()
    if former is not None:
        rows.filter(pk=former.pk).update(ends=None)
    else:
        starts = day_of(now, current_workspace().timezone)
        kind = {} if name == OWNER else {"kind": name}
        rows.model.objects.create(account_id=account_id, starts=starts, **kind, **{whom: before})
