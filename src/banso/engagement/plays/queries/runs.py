"""Plays that were started."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from banso.engagement.plays.models import PlayRun
from banso.platform.kit.errors import NotFound


def find_run(uid: UUID | str) -> PlayRun:
    """The workspace's run with this ``uid``; raises :class:`NotFound`."""
    try:
        return PlayRun.objects.select_related("account", "signal").get(uid=uid)
    except (PlayRun.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such play under way.")) from error


def started_signals(signal_uids: Collection[UUID | str]) -> set[str]:
    """Which of these signals a play was started for, as text."""
    rows = PlayRun.objects.filter(signal__uid__in=list(signal_uids), undone_at__isnull=True)
    return {str(uid) for uid in rows.values_list("signal__uid", flat=True)}
