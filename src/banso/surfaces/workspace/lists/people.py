"""The list of people on the customers' side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.attributes.api import Attribute
from banso.platform.identity.api import EDIT_ACCOUNTS, Member
from banso.platform.kit.errors import BansoError
from banso.record.customers.api import (
    CONTACT,
    archive_person,
    change_contact,
    change_person,
    contact_values,
    leading_contacts,
    person_values,
    persons_by_id,
)
from banso.record.work.api import last_touch_of_persons
from banso.surfaces.workspace.lists.editing import Writing
from banso.surfaces.workspace.lists.spec import BuiltIn, Editing, Extra, ListSpec

LAST_TOUCH = "last_touch"
OF_PERSON = ("name", "reading", "language", "tags")
OF_CONTACT = ("title", "department", "role", "influence", "relation")
"""What a row shows of the person's contact that counts most, and what is changed there."""


def _last_touch(day: date, ids: Sequence[int]) -> Mapping[int, Any]:
    return last_touch_of_persons(ids)


def _editable(attributes: Mapping[str, Attribute]) -> list[str]:
    return [*OF_PERSON, *OF_CONTACT]


def _kept(ids: Sequence[int], key: str) -> Mapping[int, Any]:
    if key in OF_CONTACT:
        found = {one: contact_values(contact)[key] for one, contact in leading_contacts(ids).items()}
    else:
        found = {one: row[key] or None for one, row in person_values(persons_by_id(ids)).items()}
    return {one: str(value) if key == "influence" and value is not None else value for one, value in found.items()}


def _write(ids: Sequence[int], changes: Mapping[str, Any], writing: Writing) -> None:
    given: dict[str, Any] = {"now": writing.now, "batch": writing.batch, "reason": writing.reason}
    own = {key: value for key, value in changes.items() if key in OF_PERSON}
    there = {key: value for key, value in changes.items() if key in OF_CONTACT}
    if there.get("influence") is not None:
        there["influence"] = int(there["influence"])
    if own:
        for person in persons_by_id(ids).values():
            change_person(person, own, **given)
    if there:
        contacts = leading_contacts(ids)
        if len(ids) == 1 and not contacts:
            raise BansoError(
                _("This person is at no account."), hint=_("Make them a contact of an account first."), status=422
            )
        for contact in contacts.values():
            change_contact(contact, there, **given)


def _journaled(one: int, key: str) -> tuple[str, int] | None:
    contact = leading_contacts([one]).get(one) if key in OF_CONTACT else None
    return (CONTACT, contact.pk) if contact else None


def _archive(ids: Sequence[int], writing: Writing) -> None:
    for person in persons_by_id(ids).values():
        archive_person(person, now=writing.now, batch=writing.batch, reason=writing.reason)


def _views(member: Member) -> list[BuiltIn]:
    deciding = {"attribute": "role", "op": "in", "value": ["decision_maker", "sponsor"]}
    return [
        BuiltIn("mine", _("At my accounts"), {"attribute": "owner", "op": "eq", "value": member.name}),
        BuiltIn("deciding", _("Decision makers and sponsors"), deciding),
        BuiltIn("sceptics", _("Sceptics"), {"attribute": "role", "op": "eq", "value": "sceptic"}),
        BuiltIn("nowhere", _("At no account"), {"attribute": "account", "op": "missing"}),
    ]


PEOPLE = ListSpec(
    noun="people",
    subject="person",
    title=gettext_lazy("People"),
    icon="contact",
    url_name="workspace:people",
    name="name",
    sub="reading",
    row_urls=("workspace:person", "customers:person"),
    columns=("account", "title", "role", "influence", "relation", LAST_TOUCH, "mail", "owner"),
    sort=(("name", "asc"),),
    search=(("name", "contains"), ("reading", "contains"), ("mail", "contains"), ("account", "contains")),
    hidden=frozenset({"account_uid"}),
    links={"account": ("workspace:account", "account_uid")},
    extras={LAST_TOUCH: Extra(gettext_lazy("Last touch"), "date", _last_touch)},
    views=_views,
    editing=Editing(
        permission=EDIT_ACCOUNTS,
        keys=_editable,
        kept=_kept,
        write=_write,
        owner="",
        tags="tags",
        subjects=(CONTACT,),
        journaled=_journaled,
        archive=_archive,
    ),
    empty_title=gettext_lazy("No people yet"),
    empty_text=gettext_lazy("Here will stand the people at your customers: who decides, who uses, who is silent."),
)
