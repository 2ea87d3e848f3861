"""Forms of people and contacts. What was typed stays when something is wrong with it (422)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, MemberRequest, allowed, requires
from banso.platform.journal.api import find_change, undo_change
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.ui.api import go_back, keep_error, say_undone
from banso.record.customers.api import (
    account_meant,
    accounts_by_domain,
    accounts_by_id,
    archive_person,
    change_contact,
    change_person,
    contacts_of_person,
    create_contact,
    create_person,
    domain_of,
    end_contact,
    find_contact,
    find_person,
    get_account,
    persons_by_mail,
    reachable,
)
from banso.record.customers.declarations import CONTACT, PERSON
from banso.record.customers.models import Account, Contact, Person
from banso.record.customers.web.common import OURS, account_url, newest_change, person_url, say_done
from banso.record.customers.web.forms import ContactForm, EndForm, PersonForm


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Add a person, and where ``account`` says so a contact of that account, in one go."""
    ref = request.GET.get("account", "")
    account = get_account(ref) if ref else None
    form = PersonForm(request.POST or None)
    about = ContactForm(account, request.POST or None, starts=timezone.localdate()) if account else None
    if request.method == "POST" and form.is_valid() and (about is None or about.is_valid()):
        try:
            person = _made(request, form, account, about)
        except BansoError as error:
            keep_error(about if about and getattr(error, "field", "") in about.fields else form, error)
        else:
            return HttpResponseRedirect(account_url(account) + "#people" if account else person_url(person))
    known = _known(form, account) if form.is_bound else None
    context = {"form": form, "about": about, "account": account, "known": known, "back": _back(account)}
    return render(request, "customers/person_edit.html", context, status=422 if form.is_bound else 200)


def _made(request: MemberRequest, form: PersonForm, account: Account | None, about: ContactForm | None) -> Person:
    now, values = timezone.now(), form.values
    with transaction.atomic():
        person = create_person(values.pop("name"), now=now, fields=values)
        changes = [newest_change(PERSON, person.pk)]
        if account is not None and about is not None:
            contact = create_contact(person, account, now=now, fields=about.values)
            changes.append(newest_change(CONTACT, contact.pk))
    say_done(request, _("Added: %(name)s") % {"name": person.name}, changes)
    return person


def _known(form: PersonForm, account: Account | None) -> Person | None:
    """Somebody who has one of the typed addresses already: they may be meant."""
    if account is None:
        return None
    return next(iter(persons_by_mail(str(form.data.get("mails", "")).split()[:20]).values()), None)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change a person's own fields."""
    person = find_person(str(uid))
    form = PersonForm(request.POST or None, person=person, reach=reachable([person.pk])[person.pk])
    if request.method == "POST" and form.is_valid():
        try:
            change = change_person(person, form.values, now=timezone.now())
        except BansoError as error:
            keep_error(form, error)
        else:
            say_done(request, _("Saved: %(name)s") % {"name": person.name}, [change])
            return HttpResponseRedirect(person_url(person))
    context = {"form": form, "person": person, "back": person_url(person)}
    return render(request, "customers/person_edit.html", context, status=422 if form.is_bound else 200)


@requires(EDIT_ACCOUNTS)
@require_POST
def archive(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a person out of lists; what was recorded with them stays."""
    person = find_person(str(uid))
    change = archive_person(person, now=timezone.now())
    say_done(request, _("Out of the lists: %(name)s") % {"name": person.name}, [change])
    return HttpResponseRedirect(person_url(person))


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def add_contact(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Let a person be a contact of one more ``account``, which is asked for first."""
    person = find_person(str(uid))
    chosen, typed = (request.GET.get(name, "").strip() for name in ("account", "account_name"))
    error = ""
    account = None
    if chosen or typed:
        try:
            account = account_meant(typed, chosen)
        except BansoError as wrong:
            error = f"{wrong.message} {wrong.hint}".strip()
    form = ContactForm(account, request.POST or None, starts=timezone.localdate()) if account else None
    if account and form and request.method == "POST" and form.is_valid():
        try:
            contact = create_contact(person, account, now=timezone.now(), fields=form.values)
        except BansoError as wrong:
            keep_error(form, wrong)
        else:
            text = _("%(name)s is a contact of %(account)s now.") % {"name": person.name, "account": account.name}
            say_done(request, text, [newest_change(CONTACT, contact.pk)])
            return HttpResponseRedirect(person_url(person))
    context = {
        "form": form,
        "person": person,
        "account": account,
        "typed": typed,
        "error": error,
        "guess": _account_of(person),
        "back": person_url(person),
    }
    status = 422 if error or (form and form.is_bound) else 200
    return render(request, "customers/contact_edit.html", context, status=status)


def _account_of(person: Person) -> Account | None:
    """The account whose domain the person's address has, unless they are there already."""
    domains = [domain_of(mail) for mail in reachable([person.pk])[person.pk].mails]
    there = {one.account_id for one in contacts_of_person(person.pk) if one.ends is None}
    ids = [one for one in accounts_by_domain(domains).values() if one not in there]
    return next(iter(accounts_by_id(ids[:1]).values()), None)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def edit_contact(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change what a person is at an account."""
    contact = find_contact(uid)
    form = ContactForm(contact.account, request.POST or None, contact=contact)
    if request.method == "POST" and form.is_valid():
        try:
            change = change_contact(contact, form.values, now=timezone.now())
        except BansoError as error:
            keep_error(form, error)
        else:
            say_done(request, _("Saved: %(name)s") % {"name": contact.person.name}, [change])
            return HttpResponseRedirect(account_url(contact.account) + "#people")
    return _contact_page(request, form, contact)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def end(request: MemberRequest, uid: UUID) -> HttpResponse:
    """A person has left the account, from a day on, for a reason."""
    contact = find_contact(uid)
    form = EndForm(request.POST or None, initial={"ends": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            change = end_contact(contact, now=timezone.now(), ends=said["ends"], end_reason=said["end_reason"])
        except BansoError as error:
            keep_error(form, error)
        else:
            say_done(request, _("Ended: %(name)s") % {"name": contact.person.name}, [change])
            return HttpResponseRedirect(account_url(contact.account) + "#people")
    return _contact_page(request, form, contact, is_end=True)


def _contact_page(
    request: MemberRequest, form: ContactForm | EndForm, contact: Contact, *, is_end: bool = False
) -> HttpResponse:
    """The form about a contact; with what is wrong where it was sent."""
    context = {
        "form": form,
        "contact": contact,
        "person": contact.person,
        "account": contact.account,
        "is_end": is_end,
        "back": account_url(contact.account) + "#people",
    }
    return render(request, "customers/contact_edit.html", context, status=422 if form.is_bound else 200)


@requires(EDIT_ACCOUNTS)
@require_POST
def undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take changes of a person, a contact, an account or the watch list back: ``uid``, then those in ``also``."""
    now = timezone.now()
    left = 0
    with transaction.atomic():
        for one in [str(uid), *request.GET.getlist("also")[:20]]:
            change = find_change(one)
            if change.subject not in OURS:
                raise NotFound(_("There is nothing to take back here."))
            left += len(undo_change(change, now).conflicts)
    say_undone(request, left)
    return go_back(request)


@requires(VIEW)
@require_safe
def fragment(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Addresses of a person, and what they are and were where: a panel of their page."""
    person = find_person(str(uid))
    context = {
        "person": person,
        "reach": reachable([person.pk])[person.pk],
        "contacts": contacts_of_person(person.pk),
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
    }
    return render(request, "customers/person_of.html", context)


def _back(account: Account | None) -> str:
    return account_url(account) + "#people" if account else reverse("customers:person_duplicates")
