"""Saying why a line ended."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Kept, change_row, delete_row, entry_of_new, moment, record_many
from banso.platform.kit.errors import WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean
from banso.record.revenue.models import Line, Loss
from banso.record.revenue.rules.facts import Policy

LOSS = "loss"
MOST_NOTE = limit("revenue.loss_note", 2_000, "characters")
_FIELDS = ("line", "ended_on", "reason", "note", "said_by")
revert_losses = Kept(LOSS, Loss, unmake=delete_row, whole=True)


class BadLoss(WrongField):
    """A loss cannot be classed like this; ``field`` says where."""

    code = "bad_loss"


def class_loss(
    line: Line, ended_on: date, reason: str, note: str = "", *, policy: Policy, member: Member | None, now: datetime
) -> Loss:
    """Say why ``line`` ended on ``ended_on``, or say it anew. Raises :class:`BadLoss`."""
    text = clean(note) or ""
    if reason not in (*policy.avoidable, *policy.unavoidable, *policy.involuntary):
        raise BadLoss("reason", _("Choose one of the reasons of the revenue policy."))
    if len(text) > MOST_NOTE:
        raise BadLoss("note", _("At most %(most)d characters.") % {"most": MOST_NOTE})
    said = {"reason": reason, "note": text, "said_by": member.pk if member else None, "said_at": moment(now)}
    with transaction.atomic():
        found = Loss.objects.select_for_update(of=("self",)).filter(line=line, ended_on=ended_on).first()
        if found is None:
            found = Loss.objects.create(line=line, ended_on=ended_on, **{**said, "said_by": member})
            record_many([entry_of_new(LOSS, found, _FIELDS, now)])
        else:
            change_row(LOSS, found, said, now)
    return found
