"""Through whom an account buys or is looked after, and whose partner it is."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, MemberRequest, allowed, requires
from banso.platform.kit.days import day_start
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.api import keep_error
from banso.record.customers.api import (
    PARTNER,
    SUBJECT,
    account_links,
    account_meant,
    accounts_by_id,
    accounts_of_partner,
    change_account,
    current_partners,
    get_account,
)
from banso.record.customers.models import Account
from banso.record.customers.web.common import account_url, newest_change, say_done

SHOWN = 20


class PartnerForm(forms.Form):
    """A partner that is chosen, and since when; nothing typed takes it away."""

    partner = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    partner_name = forms.CharField(required=False, max_length=400)
    since = forms.DateField(
        label=gettext_lazy("From when on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


@requires(VIEW)
@require_safe
def of_account(request: MemberRequest, account: UUID) -> HttpResponse:
    """The account's partners over time, and the accounts whose partner it is; a panel."""
    found = get_account(str(account))
    under = accounts_of_partner(found.pk)
    context = {
        "account": found,
        "links": account_links(found.pk, PARTNER),
        "under": under[:SHOWN],
        "more": max(len(under) - SHOWN, 0),
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
    }
    return render(request, "customers/partner_of.html", context)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, account: UUID) -> HttpResponse:
    """Say who the partner is from a day on."""
    found = get_account(str(account))
    now = current_partners([found.pk]).get(found.pk)
    there = accounts_by_id([now]).get(now) if now else None
    form = PartnerForm(
        request.POST or None, initial={"partner_name": there.name if there else "", "since": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, found, form, there)
        except BansoError as error:
            keep_error(form, error, "partner" if getattr(error, "field", "partner") == "partner" else "")
        else:
            return HttpResponseRedirect(account_url(found) + "#partners")
    context = {"form": form, "account": found, "back": account_url(found) + "#partners"}
    return render(request, "customers/partner_edit.html", context, status=422 if form.is_bound else 200)


def _save(request: MemberRequest, account: Account, form: PartnerForm, there: Account | None) -> None:
    said = form.cleaned_data
    uid, typed, since = said["partner"].strip(), said["partner_name"].strip(), said["since"]
    is_kept = there is not None and typed == there.name and not uid
    partner = there if is_kept else account_meant(typed, uid) if typed or uid else None
    today = timezone.localdate()
    valid_from = day_start(since, current_workspace().timezone) if since and since != today else None
    changed = change_account(
        account, {PARTNER: partner.pk if partner else None}, now=timezone.now(), valid_from=valid_from
    )
    if changed:
        say_done(request, _("Saved: %(name)s") % {"name": account.name}, [newest_change(SUBJECT, account.pk)])
