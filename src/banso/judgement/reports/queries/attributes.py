"""By which attributes of accounts revenue can be grouped, and where a link goes from a name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError
from banso.record.revenue import api as revenue
from banso.record.revenue.api import ACCOUNT, COHORT, PRODUCT


def groupings() -> dict[str, str]:
    """Keys with their labels: product, account, cohort, owner, and attributes that have few values."""
    ours = {PRODUCT: _("Product"), ACCOUNT: _("Account"), COHORT: _("Month of the first MRR")}
    return {**revenue.groupings(), **ours}


def checked_group(key: str) -> str:
    """``key`` if revenue can be grouped by it; raises :class:`BansoError`."""
    if key and key not in groupings():
        raise BansoError(
            _("Revenue cannot be grouped by “%(key)s”.") % {"key": key[:60]},
            hint=_("Choose an attribute with few values."),
            code="bad_group",
        )
    return key
