"""Merged accounts and persons: which row stands for which. Facts keep their ids and are read through these."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from banso.record.customers.models import Account, Person
from banso.record.customers.queries.accounts import chunks


def merged_accounts() -> dict[int, int]:
    """``{merged account: its survivor}`` of the workspace; mostly empty. A survivor is never merged itself."""
    return dict(Account.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))


def survivor_ids(account_ids: Collection[int]) -> dict[int, int]:
    """``{account: the account that stands for it}``, itself where it was not merged."""
    found = {one: one for one in account_ids}
    for part in chunks(account_ids):
        rows = Account.objects.filter(pk__in=part, merged_into__isnull=False)
        found.update(rows.values_list("pk", "merged_into_id"))
    return found


def same_accounts(account_id: int) -> list[int]:
    """The account and every account that was merged into it: whose rows belong on its page."""
    return [account_id, *Account.objects.filter(merged_into_id=account_id).values_list("pk", flat=True)]


def same_accounts_of(account_ids: Collection[int]) -> dict[int, int]:
    """``{id: the account of account_ids it belongs to}`` for these accounts and all that were merged into them."""
    found = {one: one for one in account_ids}
    for part in chunks(account_ids):
        rows = Account.objects.filter(merged_into_id__in=part)
        found.update(rows.values_list("pk", "merged_into_id"))
    return found


def surviving_persons(person_ids: Collection[int]) -> dict[int, int]:
    """``{person: the person that stands for them}``, themselves where they were not merged."""
    found = {one: one for one in person_ids}
    for part in chunks(person_ids):
        rows = Person.objects.filter(pk__in=part, merged_into__isnull=False)
        found.update(rows.values_list("pk", "merged_into_id"))
    return found


def same_persons(person_ids: Iterable[int]) -> dict[int, int]:
    """``{id: the person of person_ids it belongs to}`` for these persons and all that were merged into them."""
    ids = list(person_ids)
    found = {one: one for one in ids}
    for part in chunks(ids):
        rows = Person.objects.filter(merged_into_id__in=part)
        found.update(rows.values_list("pk", "merged_into_id"))
    return found
