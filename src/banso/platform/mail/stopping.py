"""Links that stop one type of mail for one member, without a log-in (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.urls import reverse

from banso.platform.identity.api import Member
from banso.platform.mail.types import MailType, find_type
from banso.platform.tenancy.api import Workspace, unscoped

SALT: Final = "mail.stop"


@dataclass(frozen=True, slots=True)
class Stop:
    """Whom a link is about, and which type it stops."""

    member: Member
    type: MailType

    @property
    def workspace(self) -> Workspace:
        """The member's."""
        return self.member.workspace


def stop_path(member: Member, type_: str) -> str:
    """The path of the link. It does nothing but this, so it need not run out, nor be kept secret for long."""
    token = signing.dumps([str(member.uid), type_], salt=SALT, compress=False)
    return reverse("mail:stop", args=[token])


def read_stop(token: str) -> Stop | None:
    """What the link stops; None for one that was not made here, or whose member or type is gone."""
    try:
        uid, slug = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    type_ = find_type(slug)
    with unscoped("a link in a mail is followed by somebody outside"):
        member = Member.objects.filter(uid=uid).select_related("workspace", "login").first()
    return Stop(member, type_) if member is not None and type_ is not None else None
