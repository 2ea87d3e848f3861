"""Keeping files that members hand in, and deleting them."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Kept, change_row, entry_of_new, moment, record_many
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.platform.tenancy.api import Workspace, current_workspace
from banso.record.work.models import Attachment, Note, Touch
from banso.record.work.rules.uploads import HEAD, MOST_AT_ONCE, MOST_BYTES, MOST_KEPT, file_name, kind_of

if TYPE_CHECKING:
    from banso.record.customers.models import Account

SUBJECT = "attachment"
KEPT_DAYS = limit("keeping.deleted", 30, "days")
"""So long a deleted file can still be brought back."""
_FOLDER = "attachments"


class Upload(Protocol):
    """A file as a form brings it."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]: ...


class BadFile(BansoError):
    """A file cannot be kept."""

    code = "bad_file"


def keep_files(
    uploads: Sequence[Upload],
    *,
    member: Member | None,
    now: datetime,
    account: Account | None = None,
    note: Note | None = None,
    touch: Touch | None = None,
) -> list[Attachment]:
    """Keep files with an account, a note or a touch, all or none. Raises :class:`BadFile`."""
    _check(uploads, account)
    kept: list[Attachment] = []
    try:
        with transaction.atomic():
            for upload in uploads:
                kept += [_keep(upload, member, now, account, note, touch)]
            record_many(entry_of_new(SUBJECT, one, ("name", "account", "note", "touch"), now) for one in kept)
    except BaseException:
        for one in kept:
            place_of(one).unlink(missing_ok=True)
        raise
    return kept


def delete_file(attachment: Attachment, *, now: datetime) -> None:
    """Take a file out of every list. Its bytes go after :data:`KEPT_DAYS` days; until then this can be undone."""
    with transaction.atomic():
        change_row(SUBJECT, attachment, {"deleted_at": moment(now)}, now)


def place_of(attachment: Attachment) -> Path:
    """Where the file lies on the disk."""
    return Path(settings.FILES_ROOT) / attachment.path


def drop_files(workspace: Workspace) -> None:
    """Remove every file of a workspace that is to be removed itself."""
    shutil.rmtree(Path(settings.FILES_ROOT) / _FOLDER / str(workspace.uid), ignore_errors=True)


def remove_old_files(now: datetime, limit: int = 500) -> int:
    """Remove the bytes of files that were deleted, or whose note or touch was, thirty days ago; how many went.

    Their rows stay, with an empty path: the past stays what it was.
    """
    before = now - timedelta(days=KEPT_DAYS)
    gone = Attachment.objects.exclude(path="").filter(deleted_at__lt=before)
    with_note = Attachment.objects.exclude(path="").filter(note__deleted_at__lt=before)
    with_touch = Attachment.objects.exclude(path="").filter(touch__deleted_at__lt=before)
    rows = list((gone | with_note | with_touch).order_by("pk")[:limit])
    for row in rows:
        place_of(row).unlink(missing_ok=True)
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).update(path="")
    return len(rows)


def _check(uploads: Sequence[Upload], account: Account | None) -> None:
    if not uploads:
        raise BadFile(_("No file was chosen."), hint=_("Choose one to %(most)d files.") % {"most": MOST_AT_ONCE})
    if len(uploads) > MOST_AT_ONCE:
        raise BadFile(
            _("%(n)d files are too many at once.") % {"n": len(uploads)},
            hint=_("Choose at most %(most)d.") % {"most": MOST_AT_ONCE},
        )
    if account is not None:
        there = Attachment.objects.filter(account=account, deleted_at=None).count()
        if there + len(uploads) > MOST_KEPT:
            raise BadFile(
                _("This account has %(n)d files already.") % {"n": there},
                hint=_("At most %(most)d are kept; delete some first.") % {"most": MOST_KEPT},
            )


def _keep(
    upload: Upload,
    member: Member | None,
    now: datetime,
    account: Account | None,
    note: Note | None,
    touch: Touch | None,
) -> Attachment:
    name = file_name(upload.name or "")
    if (upload.size or 0) > MOST_BYTES:
        raise BadFile(
            _("“%(name)s” is too large.") % {"name": name},
            hint=_("A file has at most %(most)d MB.") % {"most": MOST_BYTES // (1024 * 1024)},
        )
    path, digest, size, kind = _write(upload, name)
    return Attachment.objects.create(
        name=name,
        media_type=kind,
        size=size,
        sha256=digest,
        path=path,
        account=account,
        note=note,
        touch=touch,
        uploaded_by=member,
        uploaded_at=moment(now),
    )


def _write(upload: Upload, name: str) -> tuple[str, str, int, str]:
    """Copy the bytes to a name nobody can guess; nothing is left behind where they are refused."""
    folder = Path(_FOLDER) / str(current_workspace().uid)
    token = secrets.token_urlsafe(24)
    relative = folder / token[:2] / token
    target = Path(settings.FILES_ROOT) / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, head, size = hashlib.sha256(), b"", 0
    try:
        with target.open("xb") as file:
            for block in upload.chunks():
                head = head if len(head) >= HEAD else (head + block)[:HEAD]
                digest.update(block)
                size += len(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        kind = kind_of(head, name)
        if kind is None:
            raise BadFile(
                _("“%(name)s” is of a kind that is not kept.") % {"name": name}
                if size
                else _("“%(name)s” is empty.") % {"name": name},
                hint=_("Documents, tables, slides, images, text, sound, video and ZIP files are kept."),
            )
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return relative.as_posix(), digest.hexdigest(), size, kind


revert_files = Kept(SUBJECT, Attachment)
