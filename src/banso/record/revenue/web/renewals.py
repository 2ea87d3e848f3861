"""The page of renewals, and what is done about one of them."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, WORK, MemberRequest, allowed, members, requires
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.api import WRONG, keep_error, show_form
from banso.platform.ui.viewed import given_in, view_bar
from banso.record.revenue.actions.renewals import (
    Score,
    answer_checkpoint,
    close_renewal,
    move_renewal,
    say_next_step,
)
from banso.record.revenue.models import Contract, Renewal, RenewalStage
from banso.record.revenue.queries.contracts import find_contract
from banso.record.revenue.queries.pipeline import asked_renewals
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.renewals import Due, completed, lines_due, renewal_of
from banso.record.revenue.rules.renewals import CLOSED
from banso.record.revenue.web.common import changing, day_in_address, done
from banso.record.revenue.web.renewal_forms import CLOSE_FORMS, LookForm, StepForm
from banso.record.revenue.web.renewal_page import Sums, pipeline, shown_looks, shown_renewal
from banso.record.revenue.web.sentences import renewals_sentence
from banso.record.revenue.web.viewed import RENEWALS
from banso.record.revenue.web.words import day, price

SIZE = 100


@requires(VIEW)
@require_safe
def renewals(request: MemberRequest) -> HttpResponse:
    """Terms that end, the first day of notice first, with what they are worth by month and stage."""
    today = timezone.localdate()
    given = given_in(RENEWALS, request)
    asked = asked_renewals({**given.state, "view": given.view}, request.member)
    found = pipeline(asked, today)
    page = Paginator(found.rows, SIZE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "asked": asked,
        "views": view_bar(RENEWALS, asked.kept(), asked.view, request.member),
        "page": page,
        "rows": [shown_renewal(one, found.names, found.sums) for one in completed(list(page.object_list))],
        "currency": current_workspace().currency,
        "sentence": renewals_sentence(asked, found, today),
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "revenue/renewals.html", context)


@requires(VIEW)
@require_safe
def renewal(request: MemberRequest, uid: UUID, term_end: str) -> HttpResponse:
    """One of them: what is due, its checkpoints, its next step, and how to close it."""
    due, today = _due(uid, term_end), timezone.localdate()
    context = {
        "due": due,
        "row": shown_renewal(due, {one.pk: one.name for one in members(with_deactivated=True)}, Sums(today)),
        "lines": [{"period": period, "price": price(period)} for _line, period in lines_due(due)],
        "looks": shown_looks(due),
        "stages": [one for one in RenewalStage.choices if one[0] not in CLOSED],
        "can_work": allowed(request.member, WORK),
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
    }
    return render(request, "revenue/renewal.html", context)


@requires(WORK)
@require_http_methods(["GET", "POST"])
def renewal_step(request: MemberRequest, uid: UUID, term_end: str) -> HttpResponse:
    """What is done next about it."""
    due, now = _due(uid, term_end), timezone.now()
    said = due.renewal
    initial = {"next_step": said.next_step, "next_step_on": said.next_step_on} if said else {}
    form = StepForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            say_next_step(due.contract, due.term_end, values["next_step"], values["next_step_on"], now=now)
        except BansoError as error:
            keep_error(form, error)
        else:
            return done(request, _("The next step is kept."), now)
    status = WRONG if form.is_bound else 200
    return show_form(request, "revenue/_form.html", {"form": form}, title=_("Next step"), status=status, wide=True)


@requires(WORK)
@require_POST
def renewal_stage(request: MemberRequest, uid: UUID, term_end: str) -> HttpResponse:
    """It is as far as ``stage`` says; a closed one is open again."""
    due, now = _due(uid, term_end), timezone.now()
    moved = move_renewal(due.contract, due.term_end, request.POST.get("stage", ""), now=now)
    text = _("%(name)s: %(stage)s") % {"name": due.account, "stage": moved.get_stage_display()}
    return done(request, text, now, to=reverse("revenue:renewal", args=due.key))


@requires(WORK)
@require_http_methods(["GET", "POST"])
def renewal_look(request: MemberRequest, uid: UUID, term_end: str, months: int) -> HttpResponse:
    """A checkpoint: how the score sees it, and how the member does."""
    due, now = _due(uid, term_end), timezone.now()
    if months not in due.policy.checkpoints:
        raise NotFound(_("There is no such checkpoint."))
    said = next((one.answer for one in due.looks if one.months == months), None)
    initial = {"view": said.view, "reason": said.reason} if said and said.view is not None else {}
    form = LookForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            score = Score(due.score, due.band)
            answer_checkpoint(
                due.contract, due.term_end, months, values["view"], values["reason"],
                score=score, member=request.member, now=now,
            )  # fmt: skip
        except BansoError as error:
            keep_error(form, error)
        else:
            return done(request, _("The checkpoint is answered."), now)
    row = shown_renewal(due, {}, Sums(due.today))
    title = _("Checkpoint %(n)d months before") % {"n": months}
    status = WRONG if form.is_bound else 200
    return show_form(
        request, "revenue/_look_form.html", {"form": form, "row": row}, title=title, status=status, wide=True
    )


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def renewal_close(request: MemberRequest, uid: UUID, term_end: str, stage: str) -> HttpResponse:
    """Close it: renewed, changed, or lost with a reason. What lines say follows from that."""
    due, now, today = _due(uid, term_end), timezone.now(), timezone.localdate()
    if stage not in CLOSE_FORMS:
        raise NotFound(_("Say how it ended: renewed, changed or lost."))
    form = CLOSE_FORMS[stage](request.POST or None, due=due, lines=lines_due(due))

    def write() -> Renewal:
        return close_renewal(
            due.contract, due.term_end, form.closing(), policy=policy(), member=request.member, today=today, now=now
        )

    titles = {"renewed": _("Renewed as it was"), "changed": _("Renewed with changes"), "lost": _("Not renewed")}
    return changing(
        request,
        form,
        title=f"{titles[stage]}: {due.account}",
        template="revenue/_close_form.html",
        write=write,
        accounts=[due.account.pk],
        said=lambda made: _("%(name)s: %(stage)s") % {"name": due.account, "stage": made.get_stage_display()},
        now=now,
        context={"movements": True, "due": due, "ends": day(due.term_end)},
        # Its head says how it was closed, and offers no more to close it.
        to=lambda _made: reverse("revenue:renewal", args=due.key),
    )


def _due(uid: UUID, term_end: str) -> Due:
    contract: Contract = find_contract(uid)
    return renewal_of(contract, day_in_address(term_end), timezone.localdate())
