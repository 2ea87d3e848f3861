"""Many new people at once, from a source that has no doubts about who is who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from banso.platform.journal.api import EXISTS, Batch, Entry, record_many
from banso.record.customers.actions.checking_people import checked_contact, checked_person
from banso.record.customers.actions.end_users_of_people import relink
from banso.record.customers.declarations import CONTACT, PERSON
from banso.record.customers.models import Address, Contact, Person
from banso.record.customers.queries.accounts import chunks
from banso.record.customers.queries.people import contact_values
from banso.record.customers.rules import addresses
from banso.record.customers.rules.fields import derived
from banso.record.customers.rules.people import ADDRESSES, columns, loaded, stored


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person at one account. ``chief`` is the place in the list of whom they report to, which comes before."""

    account: int
    fields: Mapping[str, Any]
    contact: Mapping[str, Any] = field(default_factory=dict)
    chief: int | None = None


def create_people(
    wanted: Sequence[NewPerson], *, now: datetime, batch: Batch | None = None, known_since: datetime | None = None
) -> list[Contact]:
    """Make people and their contacts, journaled; some six statements for 500 of them.

    Addresses must be nobody's yet. Raises ``BadPerson`` for a value that a field cannot have.
    """
    made: list[Contact] = []
    for part in chunks(wanted):
        with transaction.atomic():
            made += _create(part, made, now=now, batch=batch, known_since=known_since or now)
    return made


def _addresses_of(fields: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What only one person can have."""
    return {
        (kind, addresses.fold(kind, str(one)))
        for name, kind in ADDRESSES.items()
        if kind != addresses.PHONE
        for one in fields.get(name) or ()
    }


def free_people(wanted: Sequence[NewPerson]) -> list[bool]:
    """For each, whether its addresses are nobody's yet, here or among ``wanted``; a query for 500 addresses."""
    said = [_addresses_of(one.fields) for one in wanted]
    seen = Counter(address for some in said for address in some)
    taken: set[tuple[str, str]] = set()
    for part in chunks(sorted(seen)):
        rows = Address.objects.filter(value_fold__in={fold for _kind, fold in part})
        taken |= set(rows.values_list("kind", "value_fold"))
    return [all(seen[one] == 1 and one not in taken for one in some) for some in said]


def _create(
    part: Sequence[NewPerson], before: Sequence[Contact], *, now: datetime, batch: Batch | None, known_since: datetime
) -> list[Contact]:
    batch_id = batch.pk if batch else None
    said = [checked_person(one.fields) for one in part]
    persons = Person.objects.bulk_create(
        [
            Person(
                **columns(values),
                **derived(values["name"], values.get("reading") or ""),
                known_since=known_since,
                batch=batch_id,
            )
            for values in said
        ]
    )
    rows = [
        Address(person=person, kind=kind, value=value, value_fold=addresses.fold(kind, value), batch=batch_id)
        for person, values in zip(persons, said, strict=True)
        for name, kind in ADDRESSES.items()
        for value in values.get(name, ())
    ]
    Address.objects.bulk_create(rows)
    for kind in (addresses.MAIL, addresses.KEY):
        relink(kind, [one.value_fold for one in rows if one.kind == kind])
    contacts: list[Contact] = []
    for one, person in zip(part, persons, strict=True):
        about = {name: loaded(name, stored(value)) for name, value in checked_contact(one.contact).items()}
        contacts.append(Contact(person=person, account_id=one.account, batch=batch_id, **about))
    contacts = Contact.objects.bulk_create(contacts)
    every = [*before, *contacts]
    lines = [(contact, every[one.chief]) for one, contact in zip(part, contacts, strict=True) if one.chief is not None]
    for contact, chief in lines:
        contact.reports_to = chief
    Contact.objects.bulk_update([contact for contact, _chief in lines], ["reports_to"])
    record_many(_entries(persons, said, contacts, now, batch))
    return contacts


def _entries(
    persons: Sequence[Person],
    said: Sequence[Mapping[str, Any]],
    contacts: Sequence[Contact],
    now: datetime,
    batch: Batch | None,
) -> list[Entry]:
    found = []
    for person, values in zip(persons, said, strict=True):
        changes: dict[str, tuple[Any, Any]] = {EXISTS: (False, True)}
        changes |= {name: (None, value) for name, value in values.items() if value not in (None, "", [])}
        found.append(Entry(subject=PERSON, subject_id=person.pk, changes=changes, now=now, batch=batch))
    for contact in contacts:
        changes = {EXISTS: (False, True)}
        changes |= {name: (None, value) for name, value in contact_values(contact).items() if value is not None}
        found.append(Entry(subject=CONTACT, subject_id=contact.pk, changes=changes, now=now, batch=batch))
    return found
