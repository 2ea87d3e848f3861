"""What a person is at an account: beginning, changing and ending it, each journaled in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, Batch, Change, record
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import Conflict
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.actions.checking_people import BadPerson, checked_contact
from banso.record.customers.declarations import CONTACT
from banso.record.customers.models import Account, Contact, Person
from banso.record.customers.queries.merged import same_accounts, same_persons
from banso.record.customers.queries.people import contact_values
from banso.record.customers.rules.family import cycle
from banso.record.customers.rules.people import loaded, stored


def create_contact(
    person: Person,
    account: Account,
    *,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> Contact:
    """Let a person be somebody at an account; ``fields`` are those of :data:`CONTACT_FIELDS`.

    Raises :class:`BadPerson` naming the field, and :class:`Conflict` where they are a contact there already.
    """
    values = checked_contact(fields or {})
    contact = Contact(person=person, account=account, batch=batch.pk if batch else None)
    with transaction.atomic():
        persons, accounts = list(same_persons([person.pk])), same_accounts(account.pk)
        there = Contact.objects.filter(person_id__in=persons, account_id__in=accounts, ends=None)
        if values.get("ends") is None and there.exists():
            raise _there_already(person, account)
        _fill(contact, values)
        _check(contact)
        try:
            with transaction.atomic():
                contact.save()
        except IntegrityError as error:
            raise _there_already(person, account) from error
        said = {name: (None, value) for name, value in contact_values(contact).items() if value is not None}
        record(
            subject=CONTACT,
            subject_id=contact.pk,
            changes={EXISTS: (False, True), **said},
            now=now,
            batch=batch,
            reason=reason,
        )
    return contact


def change_contact(
    contact: Contact, changes: Mapping[str, Any], *, now: datetime, batch: Batch | None = None, reason: str = ""
) -> Change | None:
    """Change fields of a contact; returns the change (``None``: everything was so already), which can be undone.

    Raises :class:`BadPerson` naming the field.
    """
    values = checked_contact(changes)
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        before = contact_values(contact)
        _fill(contact, values)
        _check(contact)
        after = contact_values(contact)
        changed = {name: (before[name], after[name]) for name in values if before[name] != after[name]}
        if not changed:
            return None
        try:
            with transaction.atomic():
                contact.save()
        except IntegrityError as error:
            raise _there_already(contact.person, contact.account) from error
        return record(subject=CONTACT, subject_id=contact.pk, changes=changed, now=now, batch=batch, reason=reason)


def end_contact(
    contact: Contact, *, now: datetime, ends: date | None = None, end_reason: str = "", batch: Batch | None = None
) -> Change | None:
    """A person is no longer that at the account, from ``ends`` (default: today) on.

    Who reported to them stays so on record until somebody says otherwise.
    """
    day = ends or day_of(now, current_workspace().timezone)
    return change_contact(contact, {"ends": day, "end_reason": end_reason or None}, now=now, batch=batch)


def _fill(contact: Contact, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(contact, "reports_to_id" if name == "reports_to" else name, loaded(name, stored(value)))


def _check(contact: Contact) -> None:
    if contact.starts and contact.ends and contact.ends < contact.starts:
        raise BadPerson("ends", _("The end is before the beginning."), hint=_("Give a day after it."))
    if contact.reports_to_id is None:
        return
    of = dict(
        Contact.objects.filter(account_id__in=same_accounts(contact.account_id)).values_list("pk", "reports_to_id")
    )
    if contact.reports_to_id not in of:
        raise BadPerson(
            "reports_to", _("This is no contact of the same account."), hint=_("Choose somebody of this account.")
        )
    lines = {pk: chief for pk, chief in of.items() if chief}
    # A contact that is new has no id yet, and nobody reports to it.
    me = contact.pk or 0
    if path := cycle(lines | {me: contact.reports_to_id}, me):
        names = dict(Contact.objects.filter(pk__in=path).values_list("pk", "person__name"))
        raise BadPerson(
            "reports_to",
            _("Reporting lines would go round in a circle: %(path)s")
            % {"path": " → ".join(names.get(one, "") for one in path)},
            hint=_("Choose somebody else, or change one of these first."),
        )


def _there_already(person: Person, account: Account) -> Conflict:
    return Conflict(
        _("%(person)s is a contact of %(account)s already.") % {"person": person.name, "account": account.name},
        hint=_("Change that contact, or end it first."),
        code="contact_there",
    )
