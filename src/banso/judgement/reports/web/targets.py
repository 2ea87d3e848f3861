"""Targets: plan beside actual for a fiscal year, and the form that says one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.judgement.reports.queries.sentences import targets_sentence
from banso.judgement.reports.queries.targets import compared, targets_report
from banso.judgement.reports.rules import periods
from banso.judgement.reports.web.files import answer, checked_form
from banso.judgement.reports.web.forms import TargetForm
from banso.platform.identity.api import DEFINE, VIEW, MemberRequest, allowed, requires
from banso.platform.journal.api import Change, find_change, undo_change
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.ui import formats
from banso.platform.ui.api import keep_error, say, say_undone
from banso.record.revenue.api import TARGET, change_target, delete_target, find_target, set_target


@requires(VIEW)
@require_safe
def targets_page(request: MemberRequest) -> HttpResponse:
    """Plan beside actual for the fiscal year that begins in the calendar year ``year``."""
    first = _year(request)
    last = periods.plus(first, 11)
    today, title = timezone.localdate(), _title(first, last)
    found = compared(first, last, now=timezone.now(), today=today)
    context = {
        "found": found,
        "title": title,
        "sentence": targets_sentence(found, title, today),
        "year": first.year,
        "before": first.year - 1,
        "after": first.year + 1,
        "can_define": allowed(request.member, DEFINE),
    }
    return render(request, "reports/targets.html", context)


@requires(VIEW)
@require_safe
def targets_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """Plan and actual as a file."""
    checked_form(form)
    first = _year(request)
    last, now = periods.plus(first, 11), timezone.now()
    report = targets_report(compared(first, last, now=now, today=timezone.localdate()), _title(first, last))
    return answer(request, report, form, now=now)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def target_new(request: MemberRequest) -> HttpResponse:
    """Say a target."""
    form = TargetForm(request.POST or None, month=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            target, change = set_target(form.new(), now=timezone.now())
        except BansoError as error:
            keep_error(form, error)
        else:
            _say(request, _("The target is set."), change)
            return HttpResponseRedirect(_back(target.first, request))
    return render(request, "reports/target_edit.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def target_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change a target."""
    target = find_target(uid)
    form = TargetForm(request.POST or None, target=target)
    if request.method == "POST" and form.is_valid():
        try:
            change = change_target(target, form.new(), now=timezone.now())
        except BansoError as error:
            keep_error(form, error)
        else:
            _say(request, _("The target is changed."), change)
            return HttpResponseRedirect(_back(form.cleaned_data["first"], request))
    context = {"form": form, "target": target}
    return render(request, "reports/target_edit.html", context, status=422 if form.is_bound else 200)


@requires(DEFINE)
@require_POST
def target_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a target off."""
    target = find_target(uid)
    back = _back(target.first, request)
    _say(request, _("The target is taken off."), delete_target(target, now=timezone.now()))
    return HttpResponseRedirect(back)


@requires(DEFINE)
@require_POST
def target_undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a change of a target back."""
    change = find_change(uid)
    if change.subject != TARGET:
        raise NotFound(_("There is no such target."))
    undone = undo_change(change, timezone.now())
    say_undone(request, len(undone.conflicts))
    return HttpResponseRedirect(reverse("reports:targets"))


def _year(request: MemberRequest) -> date:
    start = request.workspace.fiscal_start_month
    text = request.GET.get("year", "")
    if text.isascii() and text.isdigit() and len(text) == 4 and 1990 <= int(text) <= 2100:
        return date(int(text), start, 1)
    return periods.year_start(periods.month_of(timezone.localdate()), start)


def _title(first: date, last: date) -> str:
    language = get_language() or "en"
    return f"{formats.day(first, language, 'month')}–{formats.day(last, language, 'month')}"


def _back(month: date, request: MemberRequest) -> str:
    year = periods.year_start(month, request.workspace.fiscal_start_month).year
    return f"{reverse('reports:targets')}?year={year}"


def _say(request: MemberRequest, text: str, change: Change | None) -> None:
    if change is not None:
        say(request, text, undo=reverse("reports:target_undo", args=[change.uid]))
