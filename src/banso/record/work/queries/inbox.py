"""Reading a member's inbox; each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.work.models import InboxItem, InboxKind

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Items, the newest first; ``more`` says whether older ones follow."""

    items: Sequence[InboxItem]
    more: bool


def inbox(member_id: int, *, kind: str = "", unread_only: bool = False, page: int = 1, limit: int = PAGE) -> InboxPage:
    """Page ``page`` (from 1) of a member's inbox, of one kind or of all."""
    rows = _of(member_id, kind)
    if unread_only:
        rows = rows.filter(read_at=None)
    first = (page - 1) * limit
    found = list(rows.select_related("account", "actor", "member").order_by("-at", "-id")[first : first + limit + 1])
    return InboxPage(found[:limit], len(found) > limit)


def unread_count(member_id: int) -> int:
    """How many items a member has not read."""
    return InboxItem.objects.filter(member_id=member_id, read_at=None).count()


def unread_by_kind(member_id: int) -> dict[str, int]:
    """How many items a member has not read, by kind; kinds without one are left out."""
    rows = InboxItem.objects.filter(member_id=member_id, read_at=None)
    return dict(rows.values_list("kind").annotate(n=Count("id")).order_by("kind"))


def find_item(uid: UUID | str, member_id: int) -> InboxItem:
    """The member's item with this ``uid``; others' items are not found. Raises :class:`NotFound`."""
    try:
        return InboxItem.objects.select_related("account", "actor", "member").get(uid=uid, member_id=member_id)
    except (InboxItem.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such item in your inbox.")) from error


def unread_signals(member_id: int, since: datetime, *, limit: int) -> tuple[list[InboxItem], int]:
    """Unread items about signals since ``since``, the newest first, and how many more there are."""
    rows = InboxItem.objects.filter(member_id=member_id, kind=InboxKind.SIGNAL, read_at=None, at__gt=since)
    found = list(rows.select_related("account", "actor").order_by("-at", "-id")[:limit])
    return found, max(rows.count() - len(found), 0) if len(found) == limit else 0


def _of(member_id: int, kind: str) -> QuerySet[InboxItem]:
    rows = InboxItem.objects.filter(member_id=member_id)
    return rows.filter(kind=kind) if kind else rows
