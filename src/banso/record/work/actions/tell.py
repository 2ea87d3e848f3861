"""Telling members something: a thing comes into an inbox once, and can be taken back.

Not journaled: the act that is told of is, and what somebody has read is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from banso.platform.identity.api import Member
from banso.platform.jobs.api import take_back
from banso.platform.mail.api import NewMail, language_of, put_mails, readers
from banso.record.work.models import InboxItem, InboxKind
from banso.record.work.queries.inbox_words import letter_of

if TYPE_CHECKING:
    from banso.record.customers.models import Account

CHUNK = 500
BY_MAIL = (InboxKind.MENTION, InboxKind.ASSIGNMENT, InboxKind.HAND_OVER, InboxKind.COMMENT, InboxKind.APPROVAL)
"""Kinds that may have a mail of their own. Signals come many at once: they have a digest."""


def tell(
    members: Iterable[Member],
    kind: str,
    key: str,
    *,
    account: Account | None = None,
    actor: Member | None = None,
    params: Mapping[str, Any] | None = None,
    url: str = "",
    now: datetime,
) -> list[InboxItem]:
    """Put something into the inbox of each of ``members``; returns the items that are new.

    ``key`` names what is told (``comment:UID``): told again, nothing happens. Nobody is told of what they did
    themselves (``actor``), nor who cannot come in. ``params`` may have ``title`` (what it is about) and ``text``
    (what was said, at most 500 characters are kept), each a text or ``{"en": …, "ja": …}``; they become words when
    they are read. ``url`` is a path of the product. Call it in the transaction of what it tells of.

    Who wants this kind by mail gets a mail as well, unless :func:`untell` takes it back within ten seconds.
    """
    news = News(members=list(members), key=key, account=account, actor=actor, params=params or {}, url=url)
    return tell_many([news], kind, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing to tell; see :func:`tell` for the fields."""

    members: Sequence[Member]
    key: str
    account: Account | None = None
    actor: Member | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


def tell_many(news: Iterable[News], kind: str, *, now: datetime) -> list[InboxItem]:
    """Tell many things of one kind, with a number of queries that does not grow with each; see :func:`tell`."""
    made = [
        InboxItem(
            member=member,
            kind=InboxKind(kind),
            key=one.key[:200],
            account=one.account,
            actor=one.actor,
            params=_kept(one.params),
            url=one.url[:500],
            at=now,
        )
        for one in news
        for member in {member.pk: member for member in one.members}.values()
        if member.is_active and (one.actor is None or member.pk != one.actor.pk)
    ]
    with transaction.atomic():
        InboxItem.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)
        # Of two who tell the same at once, one has made the row: the uid says which.
        new: list[InboxItem] = []
        for first in range(0, len(made), CHUNK):
            uids = [item.uid for item in made[first : first + CHUNK]]
            rows = InboxItem.objects.filter(uid__in=uids).select_related("member__login", "account", "actor")
            new += rows.order_by("pk")
        if kind in BY_MAIL:
            _write(new, kind, now)
        return new


def untell(key: str, *, beginning: bool = False) -> int:
    """Take back what was told under ``key``, from every inbox: its cause was undone. How many items were removed.

    With ``beginning``, what was told under every key that begins so. A mail that still waits is not sent.
    """
    with transaction.atomic():
        take_back(_cause(key), beginning=beginning)
        same = Q(key__startswith=key) if beginning else Q(key=key[:200])
        rows = InboxItem.objects.filter(same)
        count = rows.count()
        rows.delete()
    return count


def hold_back(beginning: str, now: datetime) -> int:
    """Mails told under keys that begin so and have not gone are not sent; the inbox keeps what it has. How many."""
    return take_back(_cause(beginning), now, beginning=True)


def _write(items: Sequence[InboxItem], kind: str, now: datetime) -> None:
    """Mails about new items, to those who want them, each in its reader's language."""
    wanted = {member.pk for member in readers([item.member for item in items], kind)}
    mails = []
    for item in items:
        if item.member_id in wanted:
            with translation.override(language_of(item.member)):
                letter = letter_of(item)
            key = f"inbox:{item.member_id}:{item.key}"
            mails.append(NewMail(member=item.member, type=kind, key=key, cause=_cause(item.key), letter=letter))
    put_mails(mails, now=now)


def _cause(key: str) -> str:
    return f"inbox:{key}"[:200]


def _kept(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _short(value) for name, value in params.items()}


def _short(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {language: _short(text) for language, text in value.items()}
    return value[:500] if isinstance(value, str) else value
