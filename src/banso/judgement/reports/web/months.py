"""Closing months, and seeing what changed in one since."""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banso.judgement.reports.queries.months import months_shown, restatement
from banso.judgement.reports.queries.paper_months import restated_report
from banso.judgement.reports.rules import periods
from banso.judgement.reports.web.files import answer, checked_form
from banso.platform.identity.api import DEFINE, VIEW, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import say
from banso.record.revenue.api import freeze_month, reopen_month


@requires(VIEW)
@require_safe
def months_page(request: MemberRequest) -> HttpResponse:
    """Months that have ended, with what changed in the one that ``month`` names since it was closed."""
    today = timezone.localdate()
    month = _month(request.GET.get("month", ""), periods.plus(periods.month_of(today), -1))
    context = {
        "months": months_shown(today),
        "changed": restatement(month, request.workspace.currency, now=timezone.now()),
        "can_define": allowed(request.member, DEFINE),
    }
    return render(request, "reports/months.html", context)


@requires(VIEW)
@require_safe
def months_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """What changed in the month that ``month`` names, as a file."""
    checked_form(form)
    today, now = timezone.localdate(), timezone.now()
    month = _month(request.GET.get("month", ""), periods.plus(periods.month_of(today), -1))
    return answer(request, restated_report(month, request.workspace.currency, now=now), form, now=now)


@requires(DEFINE)
@require_POST
def month_close(request: MemberRequest) -> HttpResponse:
    """Close the month that the form names with what is known now."""
    month = _month(request.POST.get("month", ""), None)
    freeze_month(month, member=request.member, now=timezone.now())
    say(request, _("The month is closed: its books are kept as they are now."))
    return HttpResponseRedirect(f"{reverse('reports:months')}?month={month:%Y-%m}")


@requires(DEFINE)
@require_POST
def month_reopen(request: MemberRequest) -> HttpResponse:
    """Open the month that the form names again."""
    month = _month(request.POST.get("month", ""), None)
    reopen_month(month, now=timezone.now())
    say(request, _("The month is open again: reports show it as it is known now."))
    return HttpResponseRedirect(f"{reverse('reports:months')}?month={month:%Y-%m}")


def _month(text: str, usual: date | None) -> date:
    if not text and usual is not None:
        return usual
    if not re.fullmatch(r"(19[9]\d|20\d\d)-(0[1-9]|1[0-2])", text):
        raise BansoError(
            _("“%(text)s” is not a month.") % {"text": text[:40]},
            hint=_("Write it as year-month: 2026-03."),
            code="bad_month",
        )
    return date(int(text[:4]), int(text[5:]), 1)
