"""Writing planned changes: rows of accounts and what belongs to them, and the journal, together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from banso.platform.attributes.api import write_custom, write_values
from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, Batch, Entry, record_many
from banso.platform.kit.days import EPOCH, day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.declarations import SUBJECT
from banso.record.customers.models import Account, AccountLink, Assignment, ExternalId
from banso.record.customers.queries.accounts import external_ids
from banso.record.customers.queries.plan import Draft
from banso.record.customers.rules.fields import DATED, KNOWN_SINCE, OWNER, PARENT, PARTNER, PLAIN, derived, loaded

_OWN = (*DATED, KNOWN_SINCE, EXISTS)
"""Journaled names that are neither plain nor custom fields."""


def save(drafts: Sequence[Draft], *, source: str, batch: Batch | None, now: datetime, reason: str = "") -> None:
    """Write what ``drafts`` plan; call it in a transaction, with at most some 500 of them.

    New accounts get their id and one external id (``source``, key); drafts without a key get none.
    """
    changed = [draft for draft in drafts if any(planned.changes for planned in draft.planned)]
    batch_id = batch.pk if batch is not None else None
    there = [draft for draft in changed if draft.account is not None]
    _create([draft for draft in changed if draft.account is None], source, batch_id)
    _update(there)
    _write_custom(changed)
    _write_dated(changed, batch_id, day_of(now, current_workspace().timezone))
    record_many(
        Entry(
            subject=SUBJECT,
            subject_id=_account(draft).pk,
            changes=planned.changes,
            now=now,
            valid_from=planned.at,
            known_at=planned.known_at,
            basis=planned.basis,
            batch=batch,
            reason=reason,
        )
        for draft in changed
        for planned in draft.planned
        if planned.changes
    )
    show(
        {_account(draft).pk: draft.state.values for draft in changed},
        fields={name for draft in changed for name in draft.state.touched},
    )


def _account(draft: Draft) -> Account:
    if draft.account is None:
        raise ValueError(f"{draft.key} was not saved.")
    return draft.account


def _columns(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Columns of the account's row for the named fields, those that follow the name included."""
    found = {name: loaded(name, values.get(name)) for name in names if name in PLAIN or name == KNOWN_SINCE}
    if "name" in found or "reading" in found:
        found |= derived(values["name"], values.get("reading") or "")
    return found


def _create(drafts: Sequence[Draft], source: str, batch: int | None) -> None:
    rows = [Account(batch=batch, **_columns(draft.state.values, (*PLAIN, KNOWN_SINCE))) for draft in drafts]
    ids = []
    for draft, account in zip(drafts, Account.objects.bulk_create(rows), strict=True):
        draft.account = account
        if draft.key:
            ids.append(ExternalId(source=source, key=draft.key, account=account, batch=batch))
    ExternalId.objects.bulk_create(ids)


def _update(drafts: Sequence[Draft]) -> None:
    """One statement for each set of columns: rows of one file mostly change the same ones."""
    shapes: dict[tuple[str, ...], list[tuple[dict[str, Any], int]]] = {}
    for draft in drafts:
        columns = _columns(draft.state.values, draft.state.touched)
        if draft.is_new:
            columns["archived_at"] = None
        if columns:
            shapes.setdefault(tuple(sorted(columns)), []).append((columns, _account(draft).pk))
    update_accounts(shapes)


def update_accounts(shapes: Mapping[tuple[str, ...], Sequence[tuple[dict[str, Any], int]]]) -> None:
    """Write columns of accounts: ``{column names: [(values, id)]}``."""
    workspace = current_workspace().pk
    for names, rows in shapes.items():
        fields = [Account._meta.get_field(name) for name in names]
        assignments = ", ".join(f'"{one.column}" = %s' for one in fields)  # type: ignore[union-attr]
        with connection.cursor() as cursor:
            cursor.executemany(
                f'UPDATE "customers_account" SET {assignments} WHERE "id" = %s AND "workspace_id" = %s',  # noqa: S608
                [
                    [*(one.get_db_prep_save(values[one.name], connection) for one in fields), account_id, workspace]  # type: ignore[union-attr]
                    for values, account_id in rows
                ],
            )


def _write_custom(drafts: Sequence[Draft]) -> None:
    values = {}
    for draft in drafts:
        account = _account(draft)
        names = [name for name in draft.state.touched if name not in PLAIN and name not in _OWN]
        if names:
            values[account.pk] = {name: draft.state.values[name] for name in names}
    if values:
        write_custom(SUBJECT, values)


def _write_dated(drafts: Sequence[Draft], batch: int | None, today: date) -> None:
    """Owners, parents and partners as dated rows. Where the past was spoken of they are made anew from it."""
    zone = current_workspace().timezone
    owners: list[Assignment] = []
    links: list[AccountLink] = []
    for name in DATED:
        about = [draft for draft in drafts if any(name in planned.changes for planned in draft.planned)]
        rows = _rows_of(name).filter(
            account_id__in=[_account(draft).pk for draft in about if draft.state.past is not None]
        )
        rows.delete()
        present = [_account(draft).pk for draft in about if draft.state.past is None]
        _rows_of(name).filter(account_id__in=present, ends=None).update(ends=today)
        for draft in about:
            for dates in _spans(name, draft, zone, today):
                if name == OWNER:
                    owners.append(Assignment(batch=batch, **dates))
                else:
                    links.append(AccountLink(batch=batch, kind=name, **dates))
    Assignment.objects.bulk_create(owners)
    AccountLink.objects.bulk_create(links)


def _rows_of(name: str) -> Any:
    return Assignment.objects.filter(role="owner") if name == OWNER else AccountLink.objects.filter(kind=name)


def _spans(name: str, draft: Draft, zone: str, today: date) -> Iterator[dict[str, Any]]:
    """The dated rows of one account: who, from when, until when."""
    account_id = _account(draft).pk
    whom = "member_id" if name == OWNER else "other_id"
    if draft.state.past is None:
        value = draft.state.values.get(name)
        if value is not None:
            # A new account has had its owner from the beginning of what is known of it.
            yield {"account_id": account_id, whom: value, "starts": None if draft.is_new else today}
        return
    steps = draft.state.past.get(name, [])
    for place, (at, value) in enumerate(steps):
        starts = None if at <= EPOCH else day_of(at, zone)
        ends = day_of(steps[place + 1][0], zone) if place + 1 < len(steps) else None
        if value is not None and (ends is None or ends != starts):
            yield {"account_id": account_id, whom: value, "starts": starts, "ends": ends}


def show(values: Mapping[int, Mapping[str, Any]], *, fields: Collection[str]) -> None:
    """Keep what lists show of owner, parent, partner, external id and domains as texts beside the account."""
    ids = list(values)
    columns: dict[str, list[str | None]] = {}
    if OWNER in fields:
        owners = {one for row in values.values() if (one := row.get(OWNER)) is not None}
        names = dict(Member.objects.filter(pk__in=owners).values_list("pk", "name"))
        columns[OWNER] = [names.get(values[one].get(OWNER)) for one in ids]  # type: ignore[arg-type]
    for link in {PARENT, PARTNER}.intersection(fields):
        others = {one for row in values.values() if (one := row.get(link)) is not None}
        titles = dict(Account.objects.filter(pk__in=others).values_list("pk", "name"))
        columns[link] = [titles.get(values[one].get(link)) for one in ids]  # type: ignore[arg-type]
    if "domains" in fields:
        columns["domains"] = [" ".join(values[one].get("domains") or []) or None for one in ids]
    if "tags" in fields:
        columns["tags"] = [", ".join(values[one].get("tags") or []) or None for one in ids]
    if EXISTS in fields:
        keys = external_ids(ids)
        columns["external_id"] = [keys.get(one) for one in ids]
    if columns and ids:
        write_values(SUBJECT, ids, columns)
