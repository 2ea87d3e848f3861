"""Reading people, their addresses and what they are at which account. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.customers.models import Account, Address, Contact, EndUser, Person
from banso.record.customers.queries.accounts import chunks
from banso.record.customers.queries.merged import same_accounts, same_persons
from banso.record.customers.rules import addresses
from banso.record.customers.rules.people import ADDRESSES, ARCHIVED, CONTACT_FIELDS, MERGED_INTO, PLAIN, TAGS, stored


@dataclass(frozen=True, slots=True)
class Reachable:
    """The addresses of a person by kind, as they were written, the first first."""

    mails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def find_person(ref: str) -> Person:
    """The person with this ``uid``, mail address or ``source:key``; of a merged one the survivor.

    Raises :class:`NotFound`, also for one whose making was undone.
    """
    person = _by_uid(ref) or _by_address(ref)
    if person is not None and person.merged_into is not None:
        person = person.merged_into
    if person is None:
        raise NotFound(_("There is no person “%(ref)s”.") % {"ref": ref}, hint=_("Check the address."))
    return person


def _by_uid(ref: str) -> Person | None:
    try:
        return Person.objects.select_related("merged_into").filter(uid=UUID(ref)).first()
    except ValueError:
        return None


def _by_address(ref: str) -> Person | None:
    kind = addresses.MAIL if "@" in ref else addresses.KEY
    found = Address.objects.select_related("person__merged_into").filter(
        kind=kind, value_fold=addresses.fold(kind, ref)
    )
    return next((one.person for one in found), None)


def find_contact(uid: UUID | str) -> Contact:
    """The contact with this ``uid``, with its person and account; raises :class:`NotFound`."""
    try:
        return Contact.objects.select_related("person", "account", "reports_to__person").get(uid=uid)
    except (Contact.DoesNotExist, ValueError) as error:
        raise NotFound(_("There is no such contact."), hint=_("Reload the page.")) from error


def persons_by_id(person_ids: Collection[int]) -> dict[int, Person]:
    """Persons by id; ids of other workspaces are left out."""
    found: dict[int, Person] = {}
    for part in chunks(person_ids):
        found.update(Person.objects.in_bulk(part))
    return found


def persons_by_address(kind: str, values: Iterable[str]) -> dict[str, Person]:
    """``{folded address: person}``; of a merged person the survivor."""
    found: dict[str, Person] = {}
    for part in chunks(dict.fromkeys(addresses.fold(kind, one) for one in values)):
        rows = Address.objects.filter(kind=kind, value_fold__in=part).select_related("person__merged_into")
        found.update({one.value_fold: one.person.merged_into or one.person for one in rows})
    return found


def persons_by_mail(mails: Iterable[str]) -> dict[str, Person]:
    """``{folded mail address: person}`` of those that somebody has; of a merged person the survivor."""
    return persons_by_address(addresses.MAIL, mails)


def accounts_by_domain(domains: Iterable[str]) -> dict[str, int]:
    """``{domain: account id}`` of the domains that exactly one living account has."""
    wanted = {one.casefold() for one in domains if one}
    if not wanted:
        return {}
    found: dict[str, set[int]] = {}
    rows = Account.objects.filter(archived_at=None, merged_into=None).exclude(domains=[])
    for account_id, own in rows.values_list("pk", "domains").iterator():
        for one in wanted.intersection(own):
            found.setdefault(one, set()).add(account_id)
    return {domain: next(iter(ids)) for domain, ids in found.items() if len(ids) == 1}


def reachable(person_ids: Iterable[int]) -> dict[int, Reachable]:
    """Addresses of persons, with those of persons that were merged into them."""
    ids = list(person_ids)
    whose = same_persons(ids)
    found = {one: Reachable() for one in ids}
    lists = {kind: name for name, kind in ADDRESSES.items()}
    for part in chunks(whose):
        rows = Address.objects.filter(person_id__in=part).order_by("id").values_list("person_id", "kind", "value")
        for person_id, kind, value in rows:
            getattr(found[whose[person_id]], lists[kind]).append(value)
    return found


def people_of_account(account_id: int, on: date | None = None, *, with_ended: bool = False) -> list[Contact]:
    """Contacts of an account with their person: those that hold on ``on`` (default: that have not ended).

    With those of accounts that were merged into it; of two contacts of one person that account's own. By reading.
    """
    rows = Contact.objects.filter(account_id__in=same_accounts(account_id)).select_related(
        "person__merged_into", "reports_to__person"
    )
    if on is not None:
        rows = rows.filter(Q(starts=None) | Q(starts__lte=on), Q(ends=None) | Q(ends__gt=on))
    elif not with_ended:
        rows = rows.filter(ends=None)
    found: dict[tuple[int, date | None], Contact] = {}
    for one in sorted(rows, key=lambda row: (row.account_id != account_id, row.pk)):
        if one.person.merged_into is not None:
            one.person = one.person.merged_into
        if one.person.archived_at is None:
            found.setdefault((one.person_id, one.ends), one)
    return sorted(found.values(), key=lambda row: (row.person.sort_key, row.pk))


def leading_contacts(person_ids: Collection[int]) -> dict[int, Contact]:
    """``{person: the contact that lists show}``: of those that have not ended the one of most influence."""
    found: dict[int, Contact] = {}
    for part in chunks(person_ids):
        rows = Contact.objects.filter(person_id__in=part, ends=None).select_related("person", "account")
        for one in rows.order_by(F("influence").desc(nulls_last=True), "pk"):
            found.setdefault(one.person_id, one)
    return found


def contacts_of_accounts(account_ids: Collection[int]) -> list[Contact]:
    """Every contact of these accounts, also ended ones; merged accounts and persons are not read through."""
    found: list[Contact] = []
    for part in chunks(account_ids):
        found += Contact.objects.filter(account_id__in=part, person__archived_at=None).order_by("pk")
    return found


def find_contact_by_id(pk: int) -> Contact:
    """The contact with this id, with its person and account."""
    return Contact.objects.select_related("person", "account").get(pk=pk)


def contacts_of_person(person_id: int) -> list[Contact]:
    """What a person is and was at which accounts, the present first."""
    rows = Contact.objects.filter(person_id__in=same_persons([person_id])).select_related(
        "account__merged_into", "reports_to__person"
    )
    return sorted(rows, key=lambda row: (row.ends is not None, -(row.starts or date.min).toordinal(), row.pk))


def accounts_of_persons(person_ids: Iterable[int]) -> dict[int, list[int]]:
    """``{person: ids of the accounts they work at now}``, merged ones read through."""
    whose = same_persons(person_ids)
    found: dict[int, list[int]] = {}
    for part in chunks(whose):
        rows = Contact.objects.filter(person_id__in=part, ends=None).order_by("id")
        for person_id, account_id, survivor in rows.values_list("person_id", "account_id", "account__merged_into_id"):
            listed = found.setdefault(whose[person_id], [])
            if (one := survivor or account_id) not in listed:
                listed.append(one)
    return found


def end_users_of_persons(person_ids: Iterable[int]) -> dict[int, list[int]]:
    """``{person: ids of the end users they are}``."""
    whose = same_persons(person_ids)
    found: dict[int, list[int]] = {}
    for part in chunks(whose):
        for person_id, pk in EndUser.objects.filter(person_id__in=part).order_by("id").values_list("person_id", "pk"):
            found.setdefault(whose[person_id], []).append(pk)
    return found


def person_values(persons: Mapping[int, Person]) -> dict[int, dict[str, Any]]:
    """Fields of persons in the journal's form. Addresses are the person's own, without those of merged ones."""
    lists: dict[int, dict[str, list[str]]] = {pk: {name: [] for name in ADDRESSES} for pk in persons}
    names = {kind: name for name, kind in ADDRESSES.items()}
    for part in chunks(persons):
        rows = Address.objects.filter(person_id__in=part).order_by("id").values_list("person_id", "kind", "value")
        for person_id, kind, value in rows:
            lists[person_id][names[kind]].append(value)
    return {
        pk: {name: stored(getattr(one, name)) for name in PLAIN}
        | {TAGS: one.tag_list or None}
        | lists[pk]
        | {MERGED_INTO: one.merged_into_id, ARCHIVED: one.archived_at is not None}
        for pk, one in persons.items()
    }


def contact_values(contact: Contact, *, plain: bool = False) -> dict[str, Any]:
    """Fields of a contact in the journal's form, with whose it is; ``plain``: as they are, and nothing else."""
    if plain:
        return {name: getattr(contact, name) for name in CONTACT_FIELDS if name != "reports_to"}
    own = {name: stored(getattr(contact, "reports_to_id" if name == "reports_to" else name)) for name in CONTACT_FIELDS}
    return own | {"person": contact.person_id, "account": contact.account_id}
