"""By which attributes of accounts revenue can be grouped, and where a link goes from a name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError
from banso.record.revenue import api as revenue
from banso.record.revenue.api import COHORT


def groupings() -> dict[str, str]:
    """Keys with their labels: cohort, owner, and attributes that have few values."""
    return {COHORT: _("Month of the first MRR"), **revenue.groupings()}


def checked_group(key: str) -> str:
    """``key`` if revenue can be grouped by it; raises :class:`BansoError`."""
    if key and key not in groupings():
        raise BansoError(
            _("Revenue cannot be grouped by “%(key)s”.") % {"key": key[:60]},
            hint=_("Choose an attribute with few values."),
            code="bad_group",
        )
    return key
