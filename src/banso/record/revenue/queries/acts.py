"""What somebody did in one go: the changes of contracts, products and renewals that one request made."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Change
from banso.platform.kit.errors import NotFound

SUBJECTS = ("contract", "line", "renewal", "checkpoint", "loss", "product", "plan")
"""What can be taken back as one act."""


def changes_at(now: datetime, member: Member) -> list[Change]:
    """The changes that ``member`` made at the moment ``now`` of one request, the oldest first."""
    rows = Change.objects.filter(actor=member.pk, recorded_at=now, subject__in=SUBJECTS, undoes=None)
    return list(rows.order_by("pk"))


def find_act(uid: UUID | str, member: Member) -> list[Change]:
    """The changes that ``member`` made together with the one of this ``uid``; raises :class:`NotFound`."""
    try:
        one = Change.objects.get(uid=uid, actor=member.pk, subject__in=SUBJECTS, undoes=None, batch=None)
    except (Change.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is nothing of yours to take back here.")) from error
    return changes_at(one.recorded_at, member)
