"""Which end users are which persons: an end user whose key is a mail address that a person has is that person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.db.models.functions import Lower

from banso.record.customers.models import Address, EndUser
from banso.record.customers.queries.accounts import chunks
from banso.record.customers.rules import addresses


def relink(folded: Collection[str]) -> int:
    """Let the end users with these mail addresses be whoever has them now, or nobody; returns how many changed.

    Follows from addresses alone, so it is not journaled: taking an address back takes this back too.
    """
    changed = 0
    for part in chunks(dict.fromkeys(folded)):
        owners = dict(
            Address.objects.filter(kind=addresses.MAIL, value_fold__in=part).values_list("value_fold", "person_id")
        )
        users = EndUser.objects.annotate(low=Lower("key")).filter(low__in=part)
        wrong = [
            EndUser(pk=pk, person_id=owners.get(addresses.fold(addresses.MAIL, key)))
            for pk, key, person in users.values_list("pk", "key", "person_id")
            if person != owners.get(addresses.fold(addresses.MAIL, key))
        ]
        changed += _write(wrong)
    return changed


def know(end_user_ids: Sequence[int]) -> int:
    """Find out who these end users are; those that are somebody already stay so."""
    changed = 0
    for part in chunks(end_user_ids):
        rows = EndUser.objects.filter(pk__in=part, person=None, key__contains="@").values_list("pk", "key")
        keys = {pk: addresses.fold(addresses.MAIL, key) for pk, key in rows}
        if not keys:
            continue
        owners = dict(
            Address.objects.filter(kind=addresses.MAIL, value_fold__in=set(keys.values())).values_list(
                "value_fold", "person_id"
            )
        )
        changed += _write([EndUser(pk=pk, person_id=owners[key]) for pk, key in keys.items() if key in owners])
    return changed


def unknown_end_users(after: int) -> Iterator[list[int]]:
    """Ids of end users that are nobody yet and look like an address, behind ``after``, in chunks."""
    while True:
        rows = EndUser.objects.filter(pk__gt=after, person=None, key__contains="@").order_by("pk")
        part = list(rows.values_list("pk", flat=True)[:500])
        if not part:
            return
        after = part[-1]
        yield part


def _write(users: Sequence[EndUser]) -> int:
    by_person: dict[int | None, list[int]] = {}
    for one in users:
        by_person.setdefault(one.person_id, []).append(one.pk)
    return sum(EndUser.objects.filter(pk__in=ids).update(person_id=person) for person, ids in by_person.items())
