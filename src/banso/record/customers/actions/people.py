"""Making, changing and archiving persons. Each change is journaled in the transaction that makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, Batch, Change, record
from banso.record.customers.actions.checking_people import BadPerson, checked_person
from banso.record.customers.actions.end_users_of_people import relink
from banso.record.customers.declarations import PERSON
from banso.record.customers.models import Address, Person
from banso.record.customers.queries.merged import same_persons
from banso.record.customers.queries.people import person_values, persons_by_id
from banso.record.customers.rules import addresses
from banso.record.customers.rules.fields import derived
from banso.record.customers.rules.people import ADDRESSES, ARCHIVED, PLAIN, columns


def create_person(
    name: str,
    *,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> Person:
    """Make a person; ``fields`` are those of :data:`PERSON_FIELDS`.

    Raises :class:`BadPerson` naming the field, also where an address is another person's.
    """
    values = checked_person({"name": name, **(fields or {})})
    with transaction.atomic():
        person = Person.objects.create(
            **columns(values),
            **derived(values["name"], values.get("reading") or ""),
            known_since=now,
            batch=batch.pk if batch else None,
        )
        for field in ADDRESSES:
            set_addresses(person, field, values.get(field, []), batch=batch)
        changes = {name: (None, value) for name, value in values.items() if value not in (None, "", [])}
        record(
            subject=PERSON,
            subject_id=person.pk,
            changes={EXISTS: (False, True), **changes},
            now=now,
            batch=batch,
            reason=reason,
        )
    return person


def change_person(
    person: Person, changes: Mapping[str, Any], *, now: datetime, batch: Batch | None = None, reason: str = ""
) -> Change | None:
    """Change fields of a person; returns the change (``None``: everything was so already), which can be undone.

    An address of a person that was merged into this one stays where it is, and is removed there.
    Raises :class:`BadPerson` naming the field.
    """
    values = checked_person(changes)
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        family = persons_by_id(list(same_persons([person.pk])))
        before = person_values(family)
        kept: dict[str, list[str]] = {}
        for pk in sorted(family, key=lambda one: one == person.pk):
            own = _own_part(values, before[pk], kept, is_survivor=pk == person.pk)
            done = _write(family[pk], before[pk], own, now=now, batch=batch, reason=reason)
    person.refresh_from_db()
    return done


def archive_person(person: Person, *, now: datetime, batch: Batch | None = None, reason: str = "") -> Change | None:
    """Take a person out of lists; what was recorded with them stays."""
    if person.archived_at is not None:
        return None
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(archived_at=now)
        person.archived_at = now
        changes = {ARCHIVED: (False, True)}
        return record(subject=PERSON, subject_id=person.pk, changes=changes, now=now, batch=batch, reason=reason)


def _own_part(
    values: Mapping[str, Any], before: Mapping[str, Any], kept: dict[str, list[str]], *, is_survivor: bool
) -> dict[str, Any]:
    """What of ``values`` is to be written to one row of a merged person: the survivor gets what is nobody's."""
    own: dict[str, Any] = {} if not is_survivor else {name: one for name, one in values.items() if name in PLAIN}
    for field, kind in ADDRESSES.items():
        if field not in values:
            continue
        mine = {addresses.fold(kind, one) for one in before[field]}
        if is_survivor:
            own[field] = [one for one in values[field] if addresses.fold(kind, one) not in kept.get(field, [])]
        else:
            own[field] = [one for one in values[field] if addresses.fold(kind, one) in mine]
            kept.setdefault(field, []).extend(addresses.fold(kind, one) for one in own[field])
    return own


def _write(
    person: Person,
    before: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    now: datetime,
    batch: Batch | None,
    reason: str,
) -> Change | None:
    changes = {name: (before[name], value or None if name in PLAIN else value) for name, value in values.items()}
    changes = {name: (old, new) for name, (old, new) in changes.items() if old != new}
    write_fields(person, {name: new for name, (_old, new) in changes.items()}, batch=batch)
    return record(subject=PERSON, subject_id=person.pk, changes=changes, now=now, batch=batch, reason=reason)


def write_fields(person: Person, values: Mapping[str, Any], *, batch: Batch | None = None) -> None:
    """Write fields, checked before, without a journal: for actions and for undo."""
    plain = columns(values)
    if plain:
        for name, value in plain.items():
            setattr(person, name, value)
        Person.objects.filter(pk=person.pk).update(**plain, **derived(person.name, person.reading))
    for field in ADDRESSES:
        if field in values:
            set_addresses(person, field, values[field] or [], batch=batch)


def set_addresses(person: Person, field: str, wanted: Sequence[str], *, batch: Batch | None = None) -> None:
    """Let ``wanted`` be the person's addresses of this field; end users follow. Raises :class:`BadPerson`."""
    kind = ADDRESSES[field]
    folded = {addresses.fold(kind, one): one for one in wanted}
    there = {one.value_fold: one for one in Address.objects.filter(person=person, kind=kind)}
    if list(folded.values()) == [one.value for one in sorted(there.values(), key=lambda one: one.pk)]:
        return
    taken = Address.objects.filter(kind=kind, value_fold__in=list(folded)).exclude(person=person)
    # A switchboard's number is everybody's.
    if kind != addresses.PHONE and (other := taken.select_related("person").first()):
        raise BadPerson(
            field,
            _("“%(value)s” is the address of %(name)s already.") % {"value": other.value, "name": other.person.name},
            hint=_("Change that person, or merge the two."),
        )
    # Written anew, so that their order is the order that was given.
    Address.objects.filter(person=person, kind=kind).delete()
    Address.objects.bulk_create(
        [
            Address(person=person, kind=kind, value=value, value_fold=key, batch=batch.pk if batch else None)
            for key, value in folded.items()
        ]
    )
    relink(kind, {*folded, *there})
