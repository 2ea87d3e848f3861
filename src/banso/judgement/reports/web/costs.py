"""Costs of a fiscal year; entered, corrected, taken off, each undone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.judgement.reports.queries.costs import costs_of_year, costs_report, heads
from banso.judgement.reports.web.files import answer, checked_form
from banso.judgement.reports.web.forms import CostForm
from banso.judgement.reports.web.yearly import (
    answer_form,
    say_change,
    take_back,
    year_of,
    year_title,
    year_url,
    years,
)
from banso.platform.identity.api import DEFINE, VIEW, MemberRequest, allowed, requires
from banso.platform.journal.api import Change
from banso.record.revenue.api import COST, add_cost, change_cost, find_cost, take_off_cost

_PAGE = "reports:costs"


@requires(VIEW)
@require_safe
def costs_page(request: MemberRequest) -> HttpResponse:
    """What was spent in the fiscal year that begins in the calendar year ``year``, and whom it won and kept."""
    first = year_of(request)
    found = costs_of_year(first, now=timezone.now())
    context = {"found": found, "heads": heads(), "can_define": allowed(request.member, DEFINE), **years(first)}
    return render(request, "reports/costs.html", context)


@requires(VIEW)
@require_safe
def costs_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """The costs of the year as a file, in the columns of an import."""
    checked_form(form)
    first, now = year_of(request), timezone.now()
    return answer(request, costs_report(costs_of_year(first, now=now), year_title(first)), form, now=now)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def cost_new(request: MemberRequest) -> HttpResponse:
    """Say a cost."""
    form = CostForm(request.POST or None, month=timezone.localdate())

    def act() -> str:
        new = form.new()
        _say(request, _("The cost is kept."), add_cost(new, now=timezone.now()))
        return year_url(_PAGE, new.month, request)

    return answer_form(request, form, act, _about(_("New cost")))


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def cost_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Correct a cost."""
    cost = find_cost(uid)
    form = CostForm(request.POST or None, cost=cost)

    def act() -> str:
        new = form.new()
        _say(request, _("The cost is corrected."), change_cost(cost, new, now=timezone.now()))
        return year_url(_PAGE, new.month, request)

    off = {"off_url": reverse("reports:cost_delete", args=[uid]), "off_text": _("Take this cost off")}
    return answer_form(request, form, act, _about(_("Correct a cost")) | off)


@requires(DEFINE)
@require_POST
def cost_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a cost off."""
    cost = find_cost(uid)
    _say(request, _("The cost is taken off."), take_off_cost(cost, now=timezone.now()))
    return HttpResponseRedirect(year_url(_PAGE, cost.month, request))


@requires(DEFINE)
@require_POST
def cost_undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a change of a cost back."""
    return take_back(request, uid, COST, _PAGE)


def _say(request: MemberRequest, text: str, changes: list[Change]) -> None:
    say_change(request, text, changes[0] if changes else None, "reports:cost_undo")


def _about(title: str) -> dict[str, str]:
    return {"title": title, "back_url": reverse(_PAGE), "back_text": _("Costs")}
