"""The page of proposals, and what is done about one of them."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.ui.api import WRONG, day_in, keep_error, show_form
from banso.record.customers.api import get_account
from banso.record.revenue.actions.proposals import (
    change_proposal,
    decide_proposal,
    delete_proposal,
    move_proposal,
    open_proposal,
)
from banso.record.revenue.models import ProposalStage
from banso.record.revenue.queries.asked_proposals import (
    SPANS,
    FoundProposals,
    asked_proposals,
    found_proposals,
)
from banso.record.revenue.queries.pipeline import EVERYBODY, NOBODY
from banso.record.revenue.queries.proposal_lines import may_follow
from banso.record.revenue.queries.proposals import find_proposal, proposal_now, steps_of
from banso.record.revenue.rules.proposing import OPEN
from banso.record.revenue.web import proposal_page as shown
from banso.record.revenue.web.common import done
from banso.record.revenue.web.proposal_forms import DECIDE_FORMS, ProposalForm
from banso.record.revenue.web.words import day

SIZE = 100


@requires(VIEW)
@require_safe
def proposals_page(request: MemberRequest) -> HttpResponse:
    """What customers could take besides, by stage; how much of it is won, and how long that takes."""
    past, today = day_in(request), timezone.localdate()
    on = past or today
    asked = asked_proposals(request.GET.dict(), request.member, past)
    found = found_proposals(asked, on)
    page = Paginator(found.rows, SIZE).get_page(request.GET.get("page"))
    owners = _owners(found)
    currency = found.adding.currency
    context = {
        "found": found,
        "asked": asked,
        "past": past,
        "page": page,
        "rows": [shown.shown_proposal(one) for one in page.object_list],
        "cards": shown.stage_cards(found, asked),
        "figures": shown.shown_figures(found.figures, currency),
        "by_product": shown.shown_groups(found.by_product, currency),
        "by_group": shown.shown_groups(found.by_group, currency),
        "first": asked.first(on),
        "last": on,
        "links": shown.links(asked),
        "owners": owners,
        "spans": SPANS,
        "stages": _open_stages(),
        "without": found.without_rate,
        "sentence": shown.sentence(found, dict(owners).get(asked.whose, ""), day(on)),
        "can_work": allowed(request.member, WORK) and past is None,
    }
    return render(request, "revenue/proposals.html", context)


@requires(VIEW)
@require_safe
def proposal(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One of them: the goal it serves, how it came on, how it ended."""
    row, today = find_proposal(uid), timezone.localdate()
    one = proposal_now(row, today)
    context = {
        "shown": shown.shown_proposal(one),
        "one": one,
        "steps": shown.shown_steps(row, steps_of(row), today),
        "stages": _open_stages(),
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "revenue/proposal.html", context)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def proposal_new(request: MemberRequest) -> HttpResponse:
    """Open one; ``whose`` in the address is at which account."""
    now, today, whose = timezone.now(), timezone.localdate(), request.GET.get("whose", "")
    account = get_account(whose) if whose else None
    form = ProposalForm(request.POST or None, today=today, member=request.member, account=account)
    if request.method == "POST" and form.is_valid() and form.found is not None:
        values = form.cleaned_data
        try:
            made = open_proposal(
                form.found, form.wanted, opened_on=values["opened_on"], stage=values["stage"],
                today=today, member=request.member, now=now,
            )  # fmt: skip
        except BansoError as error:
            keep_error(form, error)
        else:
            return done(request, _("Proposal opened: %(name)s") % {"name": form.found.name}, now, to=_page(made.uid))
    title = _("A proposal to %(name)s") % {"name": account.name} if account else _("New proposal")
    return _show(request, form, title)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def proposal_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Say anew what it is about."""
    found, now, today = find_proposal(uid), timezone.now(), timezone.localdate()
    form = ProposalForm(request.POST or None, today=today, member=request.member, account=found.account, proposal=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_proposal(found, form.wanted, today=today, member=request.member, now=now)
        except BansoError as error:
            keep_error(form, error)
        else:
            return done(request, _("The proposal is changed."), now)
    return _show(request, form, _("Change the proposal"))


@requires(WORK)
@require_POST
def proposal_stage(request: MemberRequest, uid: UUID) -> HttpResponse:
    """It is as far as ``stage`` says; one that was decided is open again."""
    found, now, today = find_proposal(uid), timezone.now(), timezone.localdate()
    moved = move_proposal(found, request.POST.get("stage", ""), today=today, member=request.member, now=now)
    return done(request, _said(moved.account.name, moved.get_stage_display()), now)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def proposal_close(request: MemberRequest, uid: UUID, stage: str) -> HttpResponse:
    """It was won, by the line that followed, or lost, and why."""
    found, now, today = find_proposal(uid), timezone.now(), timezone.localdate()
    if stage not in DECIDE_FORMS:
        raise NotFound(_("Say how it ended: won or lost."))
    lines = may_follow(found) if stage == ProposalStage.WON else []
    form = DECIDE_FORMS[stage](request.POST or None, proposal=found, today=today, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            made = decide_proposal(found, form.decision(), today=today, member=request.member, now=now)
        except BansoError as error:
            keep_error(form, error)
        else:
            return done(request, _said(made.account.name, made.get_stage_display()), now)
    titles = {"won": _("Won: %(name)s"), "lost": _("Not won: %(name)s")}
    status = WRONG if form.is_bound else 200
    title = titles[stage] % {"name": found.account.name}
    return show_form(request, "revenue/_form.html", {"form": form}, title=title, status=status, wide=True)


@requires(WORK)
@require_POST
def proposal_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """It should not have been written down."""
    found, now = find_proposal(uid), timezone.now()
    delete_proposal(found, now=now)
    return done(request, _("The proposal is deleted."), now, to=reverse("revenue:proposals"))


def _show(request: MemberRequest, form: ProposalForm, title: str) -> HttpResponse:
    status = WRONG if form.is_bound else 200
    return show_form(request, "revenue/_proposal_form.html", {"form": form}, title=title, status=status, wide=True)


def _owners(found: FoundProposals) -> list[tuple[str, str]]:
    """Whose proposals can be asked for: of all, of those who lead any, and of nobody."""
    named = [(str(one.uid), one.name) for one in found.owners]
    return [(EVERYBODY, _("Everybody’s")), *named, (NOBODY, _("Nobody’s"))]


def _open_stages() -> list[tuple[str, str]]:
    return [(stage, str(ProposalStage(stage).label)) for stage in OPEN]


def _page(uid: UUID) -> str:
    return reverse("revenue:proposal", args=[uid])


def _said(name: str, stage: str) -> str:
    return _("%(name)s: %(stage)s") % {"name": name, "stage": stage}
