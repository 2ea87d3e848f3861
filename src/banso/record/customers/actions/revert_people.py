"""Taking changes of persons, contacts, links and the watch list back, for the journal's undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, Revert, UndoConflict
from banso.record.customers.actions.checking_people import BadPerson
from banso.record.customers.actions.people import set_addresses, write_fields
from banso.record.customers.declarations import CONTACT, PERSON
from banso.record.customers.models import Contact, Person
from banso.record.customers.queries.people import contact_values, person_values, persons_by_id
from banso.record.customers.rules.people import ADDRESSES, ARCHIVED, MERGED_INTO, PLAIN, loaded

_COLUMNS = {"reports_to": "reports_to_id", "person": "person_id", "account": "account_id"}


def revert_people(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Set back every field that still has the value the change gave it; the others are conflicts.

    A person whose coming to be is taken back is archived and loses the addresses, and keeps the id: touches may hang
    on it.
    """
    persons = persons_by_id([one.subject_id for one in reverts])
    present = person_values(persons)
    conflicts: list[UndoConflict] = []
    for one in reverts:
        person, values = persons[one.subject_id], present[one.subject_id]
        values[EXISTS] = True
        back: dict[str, Any] = {}
        for name, (made, before) in one.changes.items():
            if values.get(name) == made or (name in ADDRESSES and values[name] == (made or [])):
                back[name] = before
            else:
                conflicts.append(UndoConflict(PERSON, person.pk, name, made, values.get(name)))
        _put_back(person, back, now, conflicts)
    return conflicts


def _put_back(person: Person, back: dict[str, Any], now: datetime, conflicts: list[UndoConflict]) -> None:
    if EXISTS in back:
        # The row is kept, and a row has a name.
        back = {name: value for name, value in back.items() if name not in PLAIN}
        Person.objects.filter(pk=person.pk).update(archived_at=now)
    if ARCHIVED in back:
        Person.objects.filter(pk=person.pk).update(archived_at=now if back[ARCHIVED] else None)
    if MERGED_INTO in back:
        Person.objects.filter(pk=person.pk).update(merged_into_id=back[MERGED_INTO])
    write_fields(person, {name: value for name, value in back.items() if name in PLAIN})
    for field in ADDRESSES:
        if field not in back:
            continue
        try:
            set_addresses(person, field, back[field] or [])
        except BadPerson:
            # Somebody else has got the address since.
            conflicts.append(UndoConflict(PERSON, person.pk, field, None, _("taken by somebody else")))


def revert_contacts(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Set back every field that still is what the change made it. A contact that came to be is removed."""
    contacts = Contact.objects.in_bulk([one.subject_id for one in reverts])
    conflicts: list[UndoConflict] = []
    for one in reverts:
        contact = contacts.get(one.subject_id)
        values = contact_values(contact) if contact is not None else {}
        wrong = [
            UndoConflict(CONTACT, one.subject_id, name, made, values.get(name))
            for name, (made, _before) in one.changes.items()
            if (contact is not None if name == EXISTS else values.get(name)) != made
        ]
        if contact is None or (EXISTS in one.changes and wrong):
            conflicts += wrong
            continue
        if EXISTS in one.changes:
            contact.delete()
            continue
        left = {conflict.field for conflict in wrong}
        back = {name: before for name, (_made, before) in one.changes.items() if name not in left}
        if back.get("ends", "") is None and _has_another(contact):
            wrong.append(UndoConflict(CONTACT, contact.pk, "ends", values["ends"], values["ends"]))
            back.pop("ends")
        conflicts += wrong
        if back:
            columns = {_COLUMNS.get(name, name): loaded(name, value) for name, value in back.items()}
            Contact.objects.filter(pk=contact.pk).update(**columns)
    return conflicts


def _has_another(contact: Contact) -> bool:
    """Whether the person has begun again at the account meanwhile: only one contact holds at a time."""
    rows = Contact.objects.filter(person=contact.person_id, account=contact.account_id, ends=None)
    return rows.exclude(pk=contact.pk).exists()
