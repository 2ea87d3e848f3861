"""One-time links: made, looked at, and spent once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from banso.platform.identity.models import Login, Member, OneTimeLink, Purpose
from banso.platform.tenancy.api import unscoped

LIFETIME: Final = {
    Purpose.LOGIN: timedelta(days=1),
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link as it is shown, once: only its hash is kept."""

    path: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link somebody follows, with whom it is for."""

    row: OneTimeLink
    login: Login
    member: Member | None
    """Of an invitation: the member whom it lets in."""
    has_password: bool
    """Whether the log-in is its owner's already, by a password or by a membership."""


def make_link(
    purpose: str, *, login: Login, now: datetime, member: Member | None = None, created_by: int | None = None
) -> MadeLink:
    """Make a link for ``login`` (an invitation: of ``member``). Older ones for the same end close."""
    kind = Purpose(purpose)
    if (member is not None) != (kind is Purpose.INVITE):
        raise ValueError("An invitation is of a member, and nothing else is.")
    workspace = member.workspace if member else None
    token = secrets.token_urlsafe(32)
    expires_at = now + LIFETIME[kind]
    older = OneTimeLink.objects.filter(login=login, purpose=kind, workspace=workspace, used_at=None)
    older.filter(expires_at__gt=now).update(expires_at=now)
    OneTimeLink.objects.create(
        purpose=kind,
        token_hash=_digest(token),
        login=login,
        workspace=workspace,
        member_id=member.pk if member else None,
        created_by=created_by,
        created_at=now,
        expires_at=expires_at,
    )
    return MadeLink(reverse("identity:link", args=[token]), expires_at)


def open_link(token: str, now: datetime) -> OpenLink | None:
    """What a token opens; ``None`` for one that is unknown, used, too old, or whose member is gone."""
    row = OneTimeLink.objects.filter(token_hash=_digest(token)).select_related("login", "workspace").first()
    if row is None or not row.is_open(now) or not row.login.is_active:
        return None
    member = None
    with unscoped("a one-time link is followed by somebody outside"):
        if row.member_id is not None:
            member = Member.objects.filter(pk=row.member_id, deactivated_at=None).select_related("workspace").first()
            if member is None or member.joined_at is not None:
                return None
        joined = Member.objects.filter(login=row.login, joined_at__isnull=False).exists()
    return OpenLink(row, row.login, member, has_password=joined or row.login.has_usable_password())


def spend(link: OpenLink, now: datetime) -> bool:
    """Use the link up, by compare-and-set; False: somebody was quicker."""
    rows = OneTimeLink.objects.filter(pk=link.row.pk, used_at=None, expires_at__gt=now)
    return bool(rows.update(used_at=now))


def close_links(login: Login, now: datetime) -> None:
    """Close every open link of ``login``."""
    OneTimeLink.objects.filter(login=login, used_at=None, expires_at__gt=now).update(expires_at=now)


def _digest(token: str) -> str:
    # A token has 256 random bits: a plain hash is enough, nothing can be guessed from it.
    return hashlib.sha256(token.encode()).hexdigest()
