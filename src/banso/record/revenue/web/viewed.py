"""The pages of renewals and of losses as pages whose state can be saved as a view."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from banso.platform.ui.viewed import Viewed, plain, register_viewed
from banso.record.revenue.queries.asked_losses import asked_losses
from banso.record.revenue.queries.pipeline import asked_renewals

RENEWALS: Final = Viewed(
    subject="renewals",
    noun="renewals",
    title=_("Renewals"),
    icon="calendar-clock",
    url_name="revenue:renewals",
    keep=lambda query, member: asked_renewals(plain(query), member).kept(),
    fields=("whose", "state", "month", "stage"),
)
LOSSES: Final = Viewed(
    subject="losses",
    noun="losses",
    title=_("Losses"),
    icon="trending-down",
    url_name="revenue:losses",
    keep=lambda query, _member: asked_losses(plain(query)).kept(),
    fields=("months", "class", "reason"),
)
register_viewed(RENEWALS)
register_viewed(LOSSES)
