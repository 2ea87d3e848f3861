"""What somebody did in one go: the changes that one request of theirs made, which are taken back together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from banso.platform.journal.models import Change
from banso.platform.kit.errors import NotFound


def act_at(now: datetime, actor_id: int, subjects: Collection[str]) -> list[Change]:
    """The changes of ``subjects`` that the actor made at the moment ``now`` of one request, the oldest first."""
    rows = Change.objects.filter(actor=actor_id, recorded_at=now, subject__in=subjects, undoes=None)
    return list(rows.order_by("pk"))


def find_act(uid: UUID | str, actor_id: int, subjects: Collection[str]) -> list[Change]:
    """The changes that the actor made together with the one of this ``uid``; raises :class:`NotFound`."""
    try:
        one = Change.objects.get(uid=uid, actor=actor_id, subject__in=subjects, undoes=None, batch=None)
    except (Change.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is nothing of yours to take back here.")) from error
    return act_at(one.recorded_at, actor_id, subjects)
