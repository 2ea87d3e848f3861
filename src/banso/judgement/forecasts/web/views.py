"""The page of the forecast."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from banso.judgement.forecasts import api
from banso.judgement.forecasts.queries.picture import ahead_chart, writer_of
from banso.judgement.forecasts.web import page
from banso.judgement.forecasts.web.forms import ScenarioForm
from banso.judgement.forecasts.web.viewed import FORECAST
from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.ui.viewed import given_in, view_bar


@requires(VIEW)
@require_safe
def forecast(request: MemberRequest) -> HttpResponse:
    """CMRR of the next 12 months with its interval, past forecasts beside what came, and a scenario if one is asked."""
    held = api.current_forecast(timezone.now())
    given = given_in(FORECAST, request)
    form = ScenarioForm(given.state or None)
    views = view_bar(FORECAST, given.state, given.view, request.member)
    context: dict[str, Any] = {"held": held, "form": form, "views": views, "view": given.view}
    if held is not None:
        now = api.known_now(held)
        context |= page.context_of(held, now, api.issued(now))
        if form.is_bound and form.is_valid() and now is not None and not context["thin"]:
            scenario = form.scenario()
            plain, changed, csms = api.what_if(now, scenario)
            context["query"] = "?" + urlencode(given.state)
            context["compared"] = page.compared(plain, changed, csms, scenario.hires, writer_of(held))
            context["chart"] = ahead_chart(held, now, changed.path.tolist())
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "forecasts/forecast.html", context, status=status)
