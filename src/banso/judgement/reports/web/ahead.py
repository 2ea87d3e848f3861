"""Files of pages that lie below reports: renewals, proposals, losses, orders, the forecast.

Each reads the address of its page.
"""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from banso.judgement.forecasts.api import asked_scenario
from banso.judgement.reports.queries.paper_forecast import forecast_report
from banso.judgement.reports.queries.paper_losses import losses_report
from banso.judgement.reports.queries.paper_orders import orders_report
from banso.judgement.reports.queries.paper_proposals import proposals_report
from banso.judgement.reports.queries.paper_renewals import renewals_report
from banso.judgement.reports.web.files import answer, checked_form
from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.ui.api import day_in
from banso.record.revenue.api import asked_losses, asked_orders, asked_proposals, asked_renewals


@requires(VIEW)
@require_safe
def renewals_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """The renewals that the page shows, all of them, as a file."""
    checked_form(form)
    asked = asked_renewals(request.GET.dict(), request.member)
    return answer(request, renewals_report(asked, timezone.localdate()), form, now=timezone.now())


@requires(VIEW)
@require_safe
def proposals_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """The proposals that the page shows, all of them, and what is counted of them, as a file."""
    checked_form(form)
    past = day_in(request)
    asked = asked_proposals(request.GET.dict(), request.member, past)
    return answer(request, proposals_report(asked, past or timezone.localdate()), form, now=timezone.now())


@requires(VIEW)
@require_safe
def losses_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """The losses that the page shows, all of them, as a file."""
    checked_form(form)
    asked = asked_losses(request.GET.dict())
    now = timezone.now()
    return answer(request, losses_report(asked, timezone.localdate(), now=now), form, now=now)


@requires(VIEW)
@require_safe
def orders_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """The orders that the page shows, all of them, as a file."""
    checked_form(form)
    asked = asked_orders(request.GET.dict())
    return answer(request, orders_report(asked, timezone.localdate()), form, now=timezone.now())


@requires(VIEW)
@require_safe
def forecast_file(request: MemberRequest, form: str) -> HttpResponseBase:
    """The forecast as a file, with the scenario that the page shows."""
    checked_form(form)
    now = timezone.now()
    return answer(request, forecast_report(asked_scenario(request.GET.dict()), now=now), form, now=now)
