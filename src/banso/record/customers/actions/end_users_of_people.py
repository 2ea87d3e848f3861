"""Which end users are which persons: their key is a person's mail address, or ``source:key`` a person's key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db.models.functions import Lower

from banso.record.customers.models import Address, EndUser
from banso.record.customers.queries.accounts import chunks
from banso.record.customers.rules import addresses

_CHUNK = 500


def relink(kind: str, folded: Collection[str]) -> int:
    """Let the end users with these addresses be whoever has them now, or nobody; returns how many changed.

    Follows from addresses alone, so it is not journaled: taking an address back takes this back too.
    """
    if kind == addresses.PHONE:
        return 0
    changed = 0
    for part in chunks(dict.fromkeys(folded)):
        rows = EndUser.objects.annotate(low=Lower("key"))
        if kind == addresses.MAIL:
            rows = rows.filter(low__in=part)
        else:
            split = [one.partition(":") for one in part]
            rows = rows.filter(source__in={one[0] for one in split}, key__in={one[2] for one in split})
        users = {
            pk: (source, key, person)
            for pk, source, key, person in rows.values_list("pk", "source", "key", "person_id")
        }
        owners = _owners((source, key) for source, key, _person in users.values())
        wrong = {
            pk: owners.get((source, key))
            for pk, (source, key, person) in users.items()
            if owners.get((source, key)) != person
        }
        changed += _write(wrong)
    return changed


def know(end_user_ids: Sequence[int]) -> int:
    """Find out who these end users are; those that are somebody already stay so. Returns how many are known now."""
    changed = 0
    for part in chunks(end_user_ids):
        rows = EndUser.objects.filter(pk__in=part, person=None).values_list("pk", "source", "key")
        users = {pk: (source, key) for pk, source, key in rows}
        owners = _owners(users.values())
        changed += _write({pk: owners[one] for pk, one in users.items() if one in owners})
    return changed


def unknown_end_users(after: int) -> Iterator[list[int]]:
    """Ids of end users that are nobody yet, behind ``after``, in chunks."""
    while True:
        rows = EndUser.objects.filter(pk__gt=after, person=None).order_by("pk")
        part = list(rows.values_list("pk", flat=True)[:_CHUNK])
        if not part:
            return
        after = part[-1]
        yield part


def _owners(users: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """``{(source, key): person}``: by the key of the source, else by the mail address that the key is."""
    found: dict[tuple[str, str], int] = {}
    pairs = list(users)
    for kind in (addresses.MAIL, addresses.KEY):
        is_mail = kind == addresses.MAIL
        words = {
            (source, key): addresses.fold(kind, key if is_mail else f"{source}:{key}")
            for source, key in pairs
            if "@" in key or not is_mail
        }
        rows = Address.objects.filter(kind=kind, value_fold__in=set(words.values()))
        people = dict(rows.values_list("value_fold", "person_id"))
        found |= {one: people[word] for one, word in words.items() if word in people}
    return found


def _write(users: Mapping[int, int | None]) -> int:
    by_person: dict[int | None, list[int]] = {}
    for pk, person in users.items():
        by_person.setdefault(person, []).append(pk)
    return sum(EndUser.objects.filter(pk__in=ids).update(person_id=person) for person, ids in by_person.items())
