"""Promises and expectations: the panel of an account, and what is done with one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.ui.api import WRONG, show_form
from banso.record.customers.api import get_account, people_of_account
from banso.record.work.actions.promises import (
    MOST_TEXT,
    BadPromise,
    NewPromise,
    add_promise,
    change_promise,
    close_promise,
    delete_promise,
    reopen_promise,
)
from banso.record.work.models import Promise, PromiseKind, PromiseState
from banso.record.work.queries.promises import find_promise, promises_of_account
from banso.record.work.rules.promises import is_late
from banso.record.work.web.answering import done

CHANGED = "promises-changed"
_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PromiseForm(forms.Form):
    """A promise or an expectation."""

    text = forms.CharField(
        label=gettext_lazy("What was promised or is expected"),
        max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 2, "autofocus": True}),
        error_messages={"required": gettext_lazy("Say what was promised or is expected.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PromiseKind.choices, widget=forms.RadioSelect)
    due = forms.DateField(label=gettext_lazy("Due"), required=False, widget=_DAY)
    made_on = forms.DateField(label=gettext_lazy("Said on"), widget=_DAY)
    promised_by = forms.CharField(label=gettext_lazy("Said by"), required=False, max_length=200)
    person = forms.ChoiceField(label=gettext_lazy("To whom, or by whom"), required=False)
    in_sales = forms.BooleanField(label=gettext_lazy("In sales, before they bought"), required=False)

    def __init__(self, data: Any = None, *, account_id: int, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.people = {str(one.person.uid): one.person for one in people_of_account(account_id)}
        named = initial.get("of_person")
        if named is not None:
            self.people.setdefault(str(named.uid), named)
        choices = [("", "—"), *((uid, one.name) for uid, one in self.people.items())]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    @property
    def wanted(self) -> NewPromise:
        """What a valid form says."""
        values = self.cleaned_data
        return NewPromise(
            text=values["text"],
            made_on=values["made_on"],
            kind=values["kind"],
            in_sales=values["in_sales"],
            promised_by=values["promised_by"],
            due=values["due"],
            person=self.people.get(values["person"]),
        )


@requires(VIEW)
@require_safe
def promises_of(request: MemberRequest, account: UUID) -> HttpResponse:
    """The promises of an account, the open ones first."""
    found, today = get_account(str(account)), timezone.localdate()
    rows = promises_of_account(found.pk)
    said = [{"row": one, "late": is_late(one.state, one.due, today)} for one in rows]
    context = {
        "account": found,
        "open": [one for one in said if one["row"].state == PromiseState.OPEN],  # type: ignore[attr-defined]
        "over": [one for one in said if one["row"].state != PromiseState.OPEN],  # type: ignore[attr-defined]
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "work/promises_of.html", context)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def promise_new(request: MemberRequest, account: UUID) -> HttpResponse:
    """Write down what was promised."""
    found, now = get_account(str(account)), timezone.now()
    initial = {"kind": PromiseKind.PROMISE, "made_on": timezone.localdate(), "promised_by": request.member.name}
    form = PromiseForm(request.POST or None, account_id=found.pk, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_promise(found, form.wanted, member=request.member, now=now)
        except BadPromise as error:
            form.add_error(error.field, str(error))
        else:
            return done(request, _("Kept: %(text)s") % {"text": made.text}, now, changed=CHANGED)
    return _show(request, form, title=_("A promise or an expectation"))


@requires(WORK)
@require_http_methods(["GET", "POST"])
def promise_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Reword it, or give it another day."""
    found, now = find_promise(uid), timezone.now()
    form = PromiseForm(request.POST or None, account_id=found.account_id, initial=_values(found))
    if request.method == "POST" and form.is_valid():
        try:
            made = change_promise(found, form.wanted, now=now)
        except BadPromise as error:
            form.add_error(error.field, str(error))
        else:
            return done(request, _("Changed: %(text)s") % {"text": made.text}, now, changed=CHANGED)
    return _show(request, form, title=_("Change the promise"))


@requires(WORK)
@require_POST
def promise_close(request: MemberRequest, uid: UUID) -> HttpResponse:
    """It was kept, missed or withdrawn, as ``state`` says."""
    now = timezone.now()
    found = close_promise(find_promise(uid), request.POST.get("state", ""), member=request.member, now=now)
    text = _("%(text)s: %(state)s") % {"text": found.text, "state": found.get_state_display()}
    return done(request, text, now, changed=CHANGED)


@requires(WORK)
@require_POST
def promise_reopen(request: MemberRequest, uid: UUID) -> HttpResponse:
    """It is open after all."""
    now = timezone.now()
    found = reopen_promise(find_promise(uid), now=now)
    return done(request, _("Open again: %(title)s") % {"title": found.text}, now, changed=CHANGED)


@requires(WORK)
@require_POST
def promise_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Delete it."""
    found, now = find_promise(uid), timezone.now()
    delete_promise(found, now=now)
    return done(request, _("Deleted: %(name)s") % {"name": found.text}, now, changed=CHANGED)


def _values(promise: Promise) -> dict[str, Any]:
    return {
        "text": promise.text,
        "kind": promise.kind,
        "due": promise.due,
        "made_on": promise.made_on,
        "promised_by": promise.promised_by or "",
        "person": str(promise.person.uid) if promise.person else "",
        "of_person": promise.person,
        "in_sales": promise.in_sales,
    }


def _show(request: MemberRequest, form: PromiseForm, *, title: str) -> HttpResponse:
    status = WRONG if form.is_bound else 200
    return show_form(request, "work/_promise_form.html", {"form": form}, title=title, status=status)
