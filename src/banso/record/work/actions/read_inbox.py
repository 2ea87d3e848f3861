"""Marking what is in an inbox as read. Not journaled: it is a member's own bookmark, and changes no record."""

from __future__ import annotations

from datetime import datetime

from banso.record.work.models import InboxItem


def mark_read(item: InboxItem, now: datetime) -> None:
    """The member has read it; the first time counts."""
    InboxItem.objects.filter(pk=item.pk, read_at=None).update(read_at=now)
    item.refresh_from_db(fields=["read_at"])


def mark_unread(item: InboxItem) -> None:
    """The member wants to read it again."""
    InboxItem.objects.filter(pk=item.pk).update(read_at=None)
    item.read_at = None


def mark_all_read(member_id: int, now: datetime, *, kind: str = "") -> int:
    """Everything that is unread is read as of ``now``, of one kind or of all; how many items that were."""
    rows = InboxItem.objects.filter(member_id=member_id, read_at=None)
    return (rows.filter(kind=kind) if kind else rows).update(read_at=now)


def unread_again(member_id: int, marked_at: datetime) -> int:
    """Take a :func:`mark_all_read` back: what was marked at exactly that moment is unread."""
    return InboxItem.objects.filter(member_id=member_id, read_at=marked_at).update(read_at=None)
