"""By which attributes of accounts revenue can be grouped, and where a link goes from a name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from banso.platform.attributes.api import attributes_of
from banso.platform.kit.errors import BansoError
from banso.record.revenue.api import COHORT

_NOT = ("name", "external_id", "reading", "domains", "timezone", "parent", "purchase_reason", "problem")


def groupings() -> dict[str, str]:
    """Keys with their labels: cohort, owner, and attributes that have few values."""
    found = {COHORT: _("Month of the first MRR"), "owner": _("Owner")}
    for key, one in attributes_of("account").items():
        few = one.type in ("choice", "bool") or (one.type == "text" and one.source in ("field", "custom"))
        if few and key not in _NOT and key != "success_statement":
            found.setdefault(key, str(one.label))
    return found


def checked_group(key: str) -> str:
    """``key`` if revenue can be grouped by it; raises :class:`BansoError`."""
    if key and key not in groupings():
        raise BansoError(
            _("Revenue cannot be grouped by “%(key)s”.") % {"key": key[:60]},
            hint=_("Choose an attribute with few values."),
            code="bad_group",
        )
    return key
