"""Accounts, and persons, that may be one; and what merging two of them would do. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import ForeignKey, Q
from django.utils.translation import gettext as _

from banso.platform.tenancy.api import WorkspaceModel
from banso.record.customers.declarations import PERSON, SUBJECT
from banso.record.customers.models import Account, Address, Different, Person
from banso.record.customers.queries.accounts import custom_keys, values_now
from banso.record.customers.queries.people import person_values
from banso.record.customers.rules import addresses
from banso.record.customers.rules.duplicates import Candidate, Pair, bare_company, bare_person, pairs
from banso.record.customers.rules.fields import FIELDS, KNOWN_SINCE, PARENT, PARTNER
from banso.record.customers.rules.people import PLAIN, TAGS

_EMPTY: Final[tuple[Any, ...]] = (None, "", [])


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field of two rows that become one: the value of each, and whether the other's is taken."""

    name: str
    own: Any
    other: Any
    takes_other: bool

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same: then a person chooses."""
        return self.own not in _EMPTY and self.other not in _EMPTY


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging ``other`` into ``own`` would do: fields that differ, and how many rows are read there then."""

    fields: list[FieldChoice]
    moves: list[tuple[str, int]]


def likely_accounts() -> list[Pair]:
    """Pairs of living accounts that share a domain, or a name but for the company's form."""
    rows = Account.objects.filter(archived_at=None, merged_into=None).values_list("pk", "name", "domains")
    candidates = [
        Candidate(pk, [("name", bare_company(name)), *(("domain", one) for one in domains or ())])
        for pk, name, domains in rows.iterator()
    ]
    return pairs(candidates, _known(SUBJECT))


def accounts_called(names: Collection[str] | None = None) -> dict[str, list[int]]:
    """``{name without the company's form: ids}`` of the living accounts called so; without ``names``: of all."""
    found: dict[str, list[int]] = {}
    rows = Account.objects.filter(archived_at=None, merged_into=None).values_list("pk", "name")
    for pk, name in rows.iterator():
        if (bare := bare_company(name)) and (names is None or bare in names):
            found.setdefault(bare, []).append(pk)
    return found


def likely_persons() -> list[Pair]:
    """Pairs of living persons that share a phone number, a name and a company's domain, or the name before the @."""
    rows = Person.objects.filter(archived_at=None, merged_into=None).values_list("pk", "name")
    names = {pk: bare_person(name) for pk, name in rows.iterator()}
    words: dict[int, list[tuple[str, str]]] = {pk: [] for pk in names}
    places: dict[int, set[str]] = {pk: set() for pk in names}
    found = Address.objects.filter(person__archived_at=None, person__merged_into=None)
    for pk, kind, folded in found.values_list("person_id", "kind", "value_fold").iterator():
        if pk not in names:
            continue
        if kind == addresses.PHONE:
            words[pk].append(("phone", folded))
        elif kind == addresses.MAIL and (domain := addresses.domain_of(folded)):
            places[pk].add(domain)
    at = Person.objects.filter(contacts__ends=None, contacts__isnull=False, archived_at=None, merged_into=None)
    for pk, account in at.values_list("pk", "contacts__account_id").iterator():
        places[pk].add(str(account))
    candidates = [
        # A name alone tells nothing: there are many of the same. One without any place may be anywhere.
        Candidate(pk, [*words[pk], *(("name", f"{name} {place}") for place in places[pk] or ("",))])
        for pk, name in names.items()
    ]
    return pairs(candidates, _known(PERSON))


def _known(subject: str) -> list[tuple[int, int]]:
    return list(Different.objects.filter(subject=subject).values_list("first", "second"))


def preview_accounts(own: Account, other: Account) -> Preview:
    """What merging ``other`` into ``own`` would do."""
    values = values_now({own.pk: own, other.pk: other}, custom_keys())
    names = [name for name in (*FIELDS, *custom_keys()) if name != "domains"]
    fields = _choices(values[own.pk], values[other.pk], names)
    linked = [one for one in fields if one.name in (PARENT, PARTNER) and own.pk in (one.own, one.other)]
    return Preview([one for one in fields if one not in linked], moves(other))


def preview_persons(own: Person, other: Person) -> Preview:
    """What merging ``other`` into ``own`` would do."""
    values = person_values({own.pk: own, other.pk: other})
    names = [name for name in PLAIN if name != TAGS]
    return Preview(_choices(values[own.pk], values[other.pk], names), moves(other))


def _choices(own: dict[str, Any], other: dict[str, Any], names: Any) -> list[FieldChoice]:
    return [
        FieldChoice(name, own.get(name), other.get(name), takes_other=own.get(name) in _EMPTY)
        for name in names
        if name != KNOWN_SINCE and other.get(name) not in _EMPTY and own.get(name) != other.get(name)
    ]


def moves(row: Account | Person) -> list[tuple[str, int]]:
    """How many rows of each kind are about ``row``, in words: what is read at the survivor afterwards."""
    words = {
        "contact": _("Contacts"),
        "task": _("Tasks"),
        "touch": _("Touches"),
        "touchperson": _("Touches"),
        "note": _("Notes"),
        "promise": _("Promises"),
        "signal": _("Signals"),
        "membership": _("End users"),
        "enduser": _("End users"),
        "externalid": _("External IDs"),
        "address": _("Addresses"),
        "watchevent": _("Entries of the watch list"),
        "attachment": _("Files"),
    }
    found: Counter[str] = Counter()
    for relation in type(row)._meta.get_fields(include_hidden=True):
        model = relation.related_model
        field = getattr(relation, "field", None)
        if not isinstance(field, ForeignKey) or not isinstance(model, type) or not issubclass(model, WorkspaceModel):
            continue
        if (word := words.get(model._meta.model_name or "")) and field.model is model:
            found[word] += model.objects.filter(Q(**{field.attname: row.pk})).count()
    return [(word, n) for word, n in found.items() if n]
