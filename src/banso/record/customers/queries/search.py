"""Finding accounts and persons while somebody types: by the beginning of name or reading first, over an index."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from banso.platform.kit.text import reading_key, searched
from banso.record.customers.models import Account, Contact, Person

_LAST = "\U0010ffff"


class Match(NamedTuple):
    """What was found: its uid, name and reading, and where it belongs (industry, or the person's account)."""

    uid: UUID
    name: str
    reading: str
    beside: str


def find_accounts(text: str, *, limit: int = 6) -> list[Match]:
    """Accounts whose name or reading begins with ``text``, then those that have it somewhere; two queries at most.

    Width, case, kind of kana, voicing marks and small kana do not matter. Merged and archived ones are left out.
    """
    found = _search(Account.objects.filter(merged_into=None, archived_at=None), text, limit)
    return [Match(one.uid, one.name, one.reading, one.industry or "") for one in found]


def find_persons(text: str, *, limit: int = 6) -> list[Match]:
    """Persons likewise, with the account at which their word counts most; three queries at most."""
    found = _search(Person.objects.filter(merged_into=None, archived_at=None), text, limit)
    contacts = Contact.objects.filter(person__in=[one.pk for one in found], ends=None).select_related("account")
    where: dict[int, str] = {}
    for contact in contacts.order_by(F("influence").desc(nulls_last=True), "pk") if found else ():
        where.setdefault(contact.person_id, contact.account.name)
    return [Match(one.uid, one.name, one.reading, where.get(one.pk, "")) for one in found]


def _search(rows: QuerySet, text: str, limit: int) -> list:  # type: ignore[type-arg]  # of Account or of Person
    wanted = searched(text)
    if not wanted:
        return []
    spoken = reading_key(wanted).partition("\x01")[0]
    begins = _begins("name_fold", wanted)
    if spoken:
        begins |= _begins("sort_key", spoken)
    first = list(rows.filter(begins).order_by("sort_key", "pk")[:limit])
    if len(first) == limit:
        return first
    inside = Q(name_fold__contains=wanted)
    if spoken:
        inside |= Q(sort_key__contains=spoken)
    rest = rows.filter(inside).exclude(pk__in=[one.pk for one in first])
    return first + list(rest.order_by("sort_key", "pk")[: limit - len(first)])


def _begins(column: str, text: str) -> Q:
    """A range where the engine's index is in code point order; elsewhere the comparison of beginnings."""
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": text, f"{column}__lt": text + _LAST})
    return Q(**{f"{column}__startswith": text})
