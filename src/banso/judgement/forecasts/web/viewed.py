"""The page of the forecast as one whose scenario can be saved as a view."""

from __future__ import annotations

from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from banso.judgement.forecasts.queries.asked import LIMITS, asked_scenario
from banso.platform.identity.api import Member
from banso.platform.ui.viewed import Viewed, plain, register_viewed


def _keep(query: QueryDict, _member: Member) -> dict[str, str]:
    asked_scenario(plain(query))
    return {name: text.strip() for name in LIMITS if (text := query.get(name))}


FORECAST: Final = Viewed(
    subject="forecast",
    noun="forecast",
    title=_("Forecast"),
    icon="chart-line",
    url_name="forecasts:forecast",
    keep=_keep,
    fields=tuple(LIMITS),
)
register_viewed(FORECAST)
