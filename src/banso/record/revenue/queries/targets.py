"""Reading targets."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.revenue.models import Target


def targets(first: date, last: date) -> list[Target]:
    """Targets whose months touch those from ``first`` to ``last``, with their owners; by month, then measure."""
    rows = Target.objects.filter(first__lte=last, last__gte=first).select_related("owner")
    return list(rows.order_by("first", "last", "measure", "unit", "attribute", "value"))


def find_target(uid: UUID) -> Target:
    """The target with this ``uid``; raises :class:`NotFound`."""
    found = Target.objects.select_related("owner").filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such target."), hint=_("It may have been taken off. Reload the page."))
    return found
