"""Plays that were started."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from banso.engagement.plays.models import PlayRun
from banso.platform.kit.errors import NotFound
from banso.record.customers.api import same_accounts


def find_run(uid: UUID | str) -> PlayRun:
    """The workspace's run with this ``uid``; raises :class:`NotFound`."""
    try:
        return PlayRun.objects.select_related("account", "signal").get(uid=uid)
    except (PlayRun.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such play under way.")) from error


def runs_of_account(account_id: int, *, limit: int = 50) -> list[PlayRun]:
    """The plays started for an account, the newest first."""
    rows = PlayRun.objects.filter(account_id__in=same_accounts(account_id), undone_at=None).select_related("started_by")
    return list(rows.order_by("-started_at", "-pk")[:limit])


def started_signals(signal_uids: Collection[UUID | str]) -> set[str]:
    """Which of these signals a play was started for, as text."""
    rows = PlayRun.objects.filter(signal__uid__in=list(signal_uids), undone_at__isnull=True)
    return {str(uid) for uid in rows.values_list("signal__uid", flat=True)}
