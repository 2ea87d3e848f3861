"""Targets of a fiscal year beside what came; entered, changed, taken off, each undone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.judgement.reports.queries.sentences import targets_sentence
from banso.judgement.reports.queries.targets import compared, targets_report
from banso.judgement.reports.rules import periods
from banso.judgement.reports.web.files import answer, checked_form
from banso.judgement.reports.web.forms import TargetForm
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
from banso.record.revenue.api import TARGET, change_target, delete_target, find_target, set_target

_PAGE = "reports:targets"
_UNDO = "reports:target_undo"


@requires(VIEW)
@require_safe
def targets_page(request: MemberRequest) -> HttpResponse:
    """Plan beside actual for the fiscal year that begins in the calendar year ``year``."""
    first = year_of(request)
    today = timezone.localdate()
    found = compared(first, periods.plus(first, 11), now=timezone.now(), today=today)
    context = {
        "found": found,
        "sentence": targets_sentence(found, year_title(first), today),
        "can_define": allowed(request.member, DEFINE),
        **years(first),
    }
    return render(request, "reports/targets.html", context)


@requires(VIEW)
@require_safe
def targets_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """Plan and actual as a file."""
    checked_form(form)
    first, now = year_of(request), timezone.now()
    found = compared(first, periods.plus(first, 11), now=now, today=timezone.localdate())
    return answer(request, targets_report(found, year_title(first)), form, now=now)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def target_new(request: MemberRequest) -> HttpResponse:
    """Say a target."""
    form = TargetForm(request.POST or None, month=timezone.localdate())

    def act() -> str:
        target, change = set_target(form.new(), now=timezone.now())
        say_change(request, _("The target is set."), change, _UNDO)
        return year_url(_PAGE, target.first, request)

    return answer_form(request, form, act, _about(_("New target")))


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def target_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change a target."""
    target = find_target(uid)
    form = TargetForm(request.POST or None, target=target)

    def act() -> str:
        change = change_target(target, form.new(), now=timezone.now())
        say_change(request, _("The target is changed."), change, _UNDO)
        return year_url(_PAGE, form.cleaned_data["first"], request)

    off = {"off_url": reverse("reports:target_delete", args=[uid]), "off_text": _("Take this target off")}
    return answer_form(request, form, act, _about(_("Change a target")) | off)


@requires(DEFINE)
@require_POST
def target_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a target off."""
    target = find_target(uid)
    back = year_url(_PAGE, target.first, request)
    say_change(request, _("The target is taken off."), delete_target(target, now=timezone.now()), _UNDO)
    return HttpResponseRedirect(back)


@requires(DEFINE)
@require_POST
def target_undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a change of a target back."""
    return take_back(request, uid, TARGET, _PAGE)


def _about(title: str) -> dict[str, str]:
    return {"title": title, "back_url": reverse(_PAGE), "back_text": _("Targets")}
