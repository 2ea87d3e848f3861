"""Reading notes and files; each with a fixed number of queries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.platform.kit.text import searched
from banso.record.customers.api import same_accounts
from banso.record.work.models import Attachment, Note

Place = tuple[datetime, int]


def find_note(uid: UUID | str) -> Note:
    """The workspace's note with this ``uid``; raises :class:`NotFound`, also for a deleted one."""
    try:
        return _whole().get(uid=uid)
    except (Note.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such note."), hint=_("Perhaps who wrote it has deleted it.")) from error


def notes_of_account(account_id: int, *, before: Place | None = None, limit: int = 50, text: str = "") -> list[Note]:
    """An account's notes, with those of accounts merged into it, the newest first."""
    return _page(_whole().filter(account_id__in=same_accounts(account_id)), before, limit, text)


def newest_notes(*, before: Place | None = None, limit: int = 50, text: str = "") -> list[Note]:
    """The workspace's notes, the newest first."""
    return _page(_whole(), before, limit, text)


def find_file(uid: UUID | str) -> Attachment:
    """The workspace's file with this ``uid``; raises :class:`NotFound` where it, or what it is with, was deleted."""
    try:
        return _files().get(uid=uid)
    except (Attachment.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such file."), hint=_("Perhaps somebody has deleted it.")) from error


def files_of_account(account_id: int, *, with_touches: bool, limit: int = 100) -> list[Attachment]:
    """An account's files, the newest first; those of touches, a part of what was said, ``with_touches`` alone."""
    ids = same_accounts(account_id)
    rows = _files().filter(Q(account_id__in=ids) | Q(note__account_id__in=ids) | Q(touch__account_id__in=ids))
    if not with_touches:
        rows = rows.filter(touch=None)
    return list(rows.order_by("-pk")[:limit])


def _page(rows: QuerySet[Note], before: Place | None, limit: int, text: str) -> list[Note]:
    if text and (wanted := searched(text)):
        rows = rows.filter(text_fold__contains=wanted)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    return list(rows.order_by("-created_at", "-pk")[:limit])


def _whole() -> QuerySet[Note]:
    files = Attachment.objects.filter(deleted_at=None).order_by("pk")
    return (
        Note.objects.filter(deleted_at=None)
        .select_related("account", "person", "author")
        .prefetch_related(Prefetch("files", queryset=files))
    )


def _files() -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(deleted_at=None, note__deleted_at=None, touch__deleted_at=None).exclude(path="")
    return rows.select_related("account", "note", "touch", "uploaded_by")
