"""Reading the watch list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.customers.models import WatchEvent
from banso.record.customers.queries.accounts import chunks
from banso.record.customers.queries.merged import same_accounts


def find_watch_event(uid: UUID | str) -> WatchEvent:
    """The event with this ``uid``, deleted or not; raises :class:`NotFound`."""
    try:
        return WatchEvent.objects.select_related("account").get(uid=uid)
    except (WatchEvent.DoesNotExist, ValueError) as error:
        raise NotFound(_("This is not on the watch list."), hint=_("Reload the page.")) from error


def watch_events_of(account_id: int, *, since: date | None = None, limit: int | None = None) -> list[WatchEvent]:
    """What happened at an account, with what happened at accounts merged into it; the newest first."""
    rows = WatchEvent.objects.filter(account_id__in=same_accounts(account_id), deleted_at=None)
    if since is not None:
        rows = rows.filter(day__gte=since)
    return list(rows.order_by("-day", "-pk")[:limit])


def recent_watch_events(*, since: date | None = None, limit: int = 200) -> list[WatchEvent]:
    """What happened at any customer, with its account; the newest first."""
    rows = WatchEvent.objects.filter(deleted_at=None).select_related("account__merged_into")
    if since is not None:
        rows = rows.filter(day__gte=since)
    return list(rows.order_by("-day", "-pk")[:limit])


def known_watch_events(account_ids: Collection[int]) -> set[tuple[int, str, date, str]]:
    """``(account, kind, day, title)`` of what is on the list for these accounts."""
    found: set[tuple[int, str, date, str]] = set()
    for part in chunks(account_ids):
        rows = WatchEvent.objects.filter(account_id__in=part, deleted_at=None)
        found.update(rows.values_list("account_id", "kind", "day", "title"))
    return found
