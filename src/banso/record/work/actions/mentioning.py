"""Naming members in a text: who may be named, and telling them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.kit.errors import BansoError
from banso.record.work.actions.tell import tell
from banso.record.work.models import InboxKind
from banso.record.work.rules.rich_text import MOST, clean_html, mentions, plain_text

if TYPE_CHECKING:
    from banso.record.customers.models import Account

_MENTION = re.compile(r'<span data-mention="([0-9a-f-]{36})">(.*?)</span>', re.DOTALL)


class BadText(BansoError):
    """A note or comment cannot be kept like this."""

    code = "bad_text"


def kept_html(html: str) -> str:
    """What is stored of ``html``: clean, and each mention with the name of the member it means.

    Raises :class:`BadText` where nothing is written in it, or too much.
    """
    if len(html) > MOST:
        raise BadText(_("A text is at most %(most)d characters long.") % {"most": MOST}, status=422)
    cleaned = clean_html(html)
    if not plain_text(cleaned):
        raise BadText(_("Nothing is written in it."), hint=_("Write something, or cancel."), status=422)
    names = {str(member.uid): member.name for member in named_in(cleaned)}

    def labelled(match: re.Match[str]) -> str:
        uid, inner = match.groups()
        # A name that was typed must not stand for somebody else.
        return f'<span data-mention="{uid}">@{escape(names[uid])}</span>' if uid in names else inner

    return _MENTION.sub(labelled, cleaned)


def named_in(html: str) -> list[Member]:
    """The members of the workspace whom the text names."""
    uids = mentions(html)
    return list(Member.objects.filter(uid__in=uids, deactivated_at=None)) if uids else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text with mentions, as it is told: under ``key`` once, with a title and the page where it stands."""

    html: str
    key: str
    account: Account | None
    title: str
    url: str
    before: str = ""
    """What the text was before: who was named in it has been told."""


def tell_named(said: Said, *, actor: Member | None, now: datetime, also: Iterable[Member] = ()) -> None:
    """Tell those whom a text names and did not name before; ``also`` are told as of a comment on what is theirs."""
    named = {member.pk: member for member in named_in(said.html)}
    known = set(mentions(said.before))
    fresh = [member for member in named.values() if str(member.uid) not in known]
    rest = [member for member in also if member.pk not in named]
    params = {"title": said.title, "text": plain_text(said.html)}
    for members, kind in ((fresh, InboxKind.MENTION), (rest, InboxKind.COMMENT)):
        tell(
            members, kind, f"{kind}:{said.key}",
            account=said.account, actor=actor, params=params, url=said.url, now=now,
        )  # fmt: skip
