"""Closing a month: its books are copied, and reports of frozen books show the copy until it is opened again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, Kept, delete_row, entry_of_new, moment, record, record_many
from banso.platform.kit.errors import Conflict
from banso.platform.lake.api import replace, session
from banso.record.revenue.actions.refresh_ledger import refresh_ledger
from banso.record.revenue.declarations import MOVEMENT
from banso.record.revenue.models import FrozenMonth
from banso.record.revenue.queries.ledger import LABELS, frozen_label, today_of
from banso.record.revenue.rules.storing import NAMES, columns_of, day_number
from banso.record.revenue.rules.terms import first_of_month, last_of_month

FROZEN_MONTH = "frozen_month"
"""The journal's name of closed months."""
_FIELDS = ("month", "known_at", "frozen_by")
revert_months = Kept(FROZEN_MONTH, FrozenMonth, unmake=delete_row, whole=True)


def freeze_month(month: date, *, member: Member | None, now: datetime) -> FrozenMonth:
    """Close the month of ``month`` with what is known now. Raises :class:`Conflict`."""
    first, last = first_of_month(month), last_of_month(month)
    name = f"{first:%Y-%m}"
    if last >= today_of(now):
        raise Conflict(_("%(month)s is not over yet.") % {"month": name}, hint=_("Close it after its last day."))
    if FrozenMonth.objects.filter(month=first).exists():
        raise Conflict(_("%(month)s is closed already.") % {"month": name}, code="frozen_already")
    refresh_ledger(now)
    columns = ", ".join(NAMES)
    with session() as engine:
        table = engine.table(MOVEMENT.name, labels=LABELS).get_name()
        copy = engine.sql(f'SELECT {columns} FROM "{table}" WHERE day <= {day_number(last)}')  # noqa: S608 - own names
    with transaction.atomic():
        replace(MOVEMENT.name, frozen_label(first), copy)
        made = FrozenMonth.objects.create(month=first, known_at=moment(now), frozen_by=member)
        record_many([entry_of_new(FROZEN_MONTH, made, _FIELDS, now)])
    return made


def reopen_month(month: date, *, now: datetime) -> None:
    """Open a closed month again: what was known when it was closed is forgotten. Raises :class:`Conflict`."""
    first = first_of_month(month)
    with transaction.atomic():
        found = FrozenMonth.objects.select_for_update().filter(month=first).first()
        if found is None:
            raise Conflict(_("%(month)s is not closed.") % {"month": f"{first:%Y-%m}"}, code="not_frozen")
        said = {name: (getattr(found, name), None) for name in ("month", "known_at")}
        record(subject=FROZEN_MONTH, subject_id=found.pk, changes={EXISTS: (True, False), **said}, now=now)
        found.delete()
        replace(MOVEMENT.name, frozen_label(first), columns_of([]))
