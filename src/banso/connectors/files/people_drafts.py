"""People and their contacts while a file is read: those that are there, with what the rows so far have said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from banso.record.customers.api import (
    addresses,
    bare_person,
    contact_values,
    contacts_of_accounts,
    person_values,
    persons_by_address,
    persons_by_id,
    reachable,
)

if TYPE_CHECKING:
    from banso.record.customers.models import Contact, Person

_LISTS = {"mails": addresses.MAIL, "phones": addresses.PHONE, "keys": addresses.KEY}
_TAGS = "tags"
_NEVER_EMPTIED = ("name", *_LISTS)


@dataclass(slots=True)
class About:
    """What somebody is at one account, in plain values. ``contact`` is ``None`` until it is written."""

    contact: Contact | None
    values: dict[str, Any]


@dataclass(slots=True)
class Draft:
    """One person. ``person`` is ``None`` until it is written."""

    person: Person | None
    values: dict[str, Any]
    contacts: dict[int, About] = field(default_factory=dict)

    def say(self, said: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """Hold what a row says true; returns what that changes. Addresses and tags are added, no name is emptied."""
        changes: dict[str, tuple[Any, Any]] = {}
        for name, value in said.items():
            new = self._joined(name, value) if name in _LISTS else value
            old = self.values.get(name)
            if name == _TAGS:
                new = list(dict.fromkeys([*(old or ()), *(value or ())]))
            if new is None and name in _NEVER_EMPTIED:
                continue
            if (old or None) != (new or None):
                changes[name] = (old, new)
                self.values[name] = new
        return changes

    def _joined(self, name: str, value: Any) -> list[str]:
        kind = _LISTS[name]
        there = {addresses.fold(kind, one): one for one in self.values.get(name) or ()}
        for one in value or ():
            there.setdefault(addresses.fold(kind, one), one)
        return list(there.values())

    def say_contact(self, account: int, said: Mapping[str, Any]) -> tuple[bool, dict[str, tuple[Any, Any]]]:
        """The same of what they are at an account; also whether that is new."""
        about = self.contacts.get(account)
        is_new = about is None
        if about is None:
            about = self.contacts[account] = About(None, {})
        changes = {
            name: (about.values.get(name), value)
            for name, value in said.items()
            if (about.values.get(name) or None) != (value or None)
        }
        about.values.update({name: new for name, (_old, new) in changes.items()})
        return is_new, changes


class Drafts:
    """Everybody the file has met so far, by key, address, and name at an account."""

    def __init__(self) -> None:
        self._by_person: dict[int, Draft] = {}
        self._by_address: dict[tuple[str, str], Draft] = {}
        self._by_name: dict[tuple[int | None, str], list[Draft]] = {}
        self._accounts: set[int] = set()

    @staticmethod
    def word(name: str) -> str:
        """A name or mail address as it is compared."""
        return addresses.fold(addresses.MAIL, name) if "@" in name else bare_person(name)

    def meet(self, *, mails: Iterable[str], keys: Iterable[str], accounts: Collection[int]) -> None:
        """Read those whom a chunk may mean and who are not known yet; five queries."""
        persons: dict[int, Person] = {}
        for kind, words in ((addresses.MAIL, mails), (addresses.KEY, keys)):
            new = [one for one in words if (kind, addresses.fold(kind, one)) not in self._by_address]
            persons |= {one.pk: one for one in persons_by_address(kind, new).values()} if new else {}
        contacts = contacts_of_accounts(set(accounts) - self._accounts)
        self._accounts |= set(accounts)
        persons |= persons_by_id({one.person_id for one in contacts} - persons.keys() - self._by_person.keys())
        new_persons = {pk: one for pk, one in persons.items() if pk not in self._by_person}
        values, reach = person_values(new_persons), reachable(new_persons)
        for pk, person in new_persons.items():
            said = values[pk] | {name: list(getattr(reach[pk], name)) for name in _LISTS}
            said = {name: said[name] for name in ("name", "reading", "language", "timezone", _TAGS, *_LISTS)}
            self._by_person[pk] = Draft(person, said)
        # The newest last, so that a present contact stands for the account and not one that has ended.
        for contact in sorted(contacts, key=lambda one: (one.ends is None, one.pk)):
            draft = self._by_person.get(contact.person_id)
            if draft is not None:
                draft.contacts[contact.account_id] = About(contact, contact_values(contact, plain=True))
        for draft in (self._by_person[pk] for pk in {*new_persons, *(one.person_id for one in contacts)}):
            self.know(draft, None)

    def named_by(self, mails: Iterable[str], keys: Iterable[str]) -> list[Draft]:
        """Everybody who has one of the addresses."""
        words = [(addresses.MAIL, one) for one in mails] + [(addresses.KEY, one) for one in keys]
        found: dict[int, Draft] = {}
        for kind, word in words:
            draft = self._by_address.get((kind, addresses.fold(kind, word)))
            if draft is not None:
                found[id(draft)] = draft
        return list(found.values())

    def find(self, said: Mapping[str, Any], account: int | None) -> Draft | None:
        """The person a row means: by key or address, else the only one of that name at the account."""
        if found := self.named_by(said.get("mails") or (), said.get("keys") or ()):
            return found[0]
        if account is None:
            return None
        alike = self._by_name.get((account, bare_person(said.get("name") or "")), [])
        # Two of one name with different addresses are two.
        fits = [one for one in alike if not said.get("mails") or not one.values.get("mails")]
        return fits[0] if len(fits) == 1 else None

    def chief(self, account: int, word: str) -> int | None:
        """The id of the contact at ``account`` with this name or address."""
        if "@" in word:
            draft = self._by_address.get((addresses.MAIL, self.word(word)))
            alike: Sequence[Draft] = [draft] if draft is not None else []
        else:
            alike = self._by_name.get((account, self.word(word)), [])
        ids = [about.contact.pk for one in alike if (about := one.contacts.get(account)) and about.contact]
        return ids[0] if len(ids) == 1 else None

    def begin(self) -> Draft:
        """Somebody new."""
        return Draft(
            None,
            {"name": "", "reading": None, "language": None, "timezone": None, _TAGS: None}
            | {one: [] for one in _LISTS},
        )

    def know(self, draft: Draft, account: int | None) -> None:
        """Find the person from now on by what is said of them."""
        for name, kind in _LISTS.items():
            for value in draft.values.get(name) or ():
                self._by_address.setdefault((kind, addresses.fold(kind, value)), draft)
        for one in {*draft.contacts, *([account] if account is not None else [])}:
            alike = self._by_name.setdefault((one, bare_person(draft.values["name"])), [])
            if draft not in alike:
                alike.append(draft)
