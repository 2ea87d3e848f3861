"""The page of a contract, and the forms by which one is entered and changed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import WRONG, keep_error, show_form
from banso.record.customers.api import get_account
from banso.record.revenue.actions.contracts import add_line, change_contract, create_contract
from banso.record.revenue.models import Contract, Line
from banso.record.revenue.queries.contracts import find_contract
from banso.record.revenue.web.common import changing, done
from banso.record.revenue.web.contract_page import contract_page
from banso.record.revenue.web.forms import ContractForm, LineForm, NewContractForm


@requires(VIEW)
@require_safe
def contract(request: MemberRequest, uid: UUID) -> HttpResponse:
    """A contract: its lines, what they were worth when, and everything that was ever said of them."""
    found = find_contract(uid)
    page = contract_page(found, timezone.localdate())
    can_edit = allowed(request.member, EDIT_ACCOUNTS)
    return render(request, "revenue/contract.html", {"page": page, "contract": found, "can_edit": can_edit})


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def contract_new(request: MemberRequest, account: UUID) -> HttpResponse:
    """Enter a contract with its first line."""
    found, now, today = get_account(str(account)), timezone.now(), timezone.localdate()
    form = NewContractForm(request.POST or None, account=found, today=today)

    def write() -> Contract:
        lines = [form.terms(found.pk, now)]
        reason = form.goal_words
        with transaction.atomic():
            made = create_contract(found, form.wanted, lines, member=request.member, now=now, reason=reason)
            form.win(made.lines.get(), member=request.member, today=today, now=now)
        return made

    return changing(
        request,
        form,
        title=_("A contract with %(name)s") % {"name": found.name},
        template="revenue/_contract_form.html",
        write=write,
        accounts=[found.pk],
        said=lambda made: _("Entered: %(name)s") % {"name": made},
        now=now,
        to=lambda made: reverse("revenue:contract", args=[made.uid]),
    )


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def contract_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change what is about the whole of a contract; it moves no money."""
    found, now = find_contract(uid), timezone.now()
    form = ContractForm(request.POST or None, account_id=found.account_id, contract=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_contract(found, form.wanted, now=now)
        except BansoError as error:
            keep_error(form, error)
        else:
            return done(request, _("Changed: %(name)s") % {"name": found}, now)
    status = WRONG if form.is_bound else 200
    return show_form(
        request, "revenue/_form.html", {"form": form}, title=_("Change the contract"), status=status, wide=True
    )


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def line_new(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One more line of a contract."""
    found, now, today = find_contract(uid), timezone.now(), timezone.localdate()
    form = LineForm(request.POST or None, account=found.account, today=today)

    def write() -> Line:
        terms = form.terms(found.account_id, now)
        with transaction.atomic():
            made = add_line(found, terms, member=request.member, now=now, reason=form.goal_words)
            form.win(made, member=request.member, today=today, now=now)
        return made

    return changing(
        request,
        form,
        title=_("One more line"),
        template="revenue/_contract_form.html",
        write=write,
        accounts=[found.account_id],
        said=lambda _made: _("A line was added to %(name)s.") % {"name": found},
        now=now,
    )
