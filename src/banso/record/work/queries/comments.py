"""Reading comments, and what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.kit.errors import NotFound
from banso.record.customers.api import accounts_by_id, get_account
from banso.record.work.models import Comment, Note, Task, Touch
from banso.record.work.rules.rich_text import first_line

if TYPE_CHECKING:
    from banso.record.customers.models import Account

MOST = 200
"""Comments shown under one thing."""
_PLACES = {"task": "work:task", "touch": "work:touch", "note": "work:note", "account": "workspace:account"}


@dataclass(frozen=True, slots=True)
class Commented:
    """What a comment is about: its ids, whose it is, and what to call it."""

    subject: str
    id: int
    uid: UUID
    account: Account | None
    owners: tuple[Member | None, ...]
    title: str


def find_commented(subject: str, uid: UUID | str) -> Commented:
    """The task, touch, note or account with this ``uid``; raises :class:`NotFound`."""
    if subject == "account":
        return _account(get_account(str(uid)))
    try:
        return _commented(subject, _rows(subject).get(uid=uid))
    except (Task.DoesNotExist, Touch.DoesNotExist, Note.DoesNotExist, ValueError, ValidationError) as error:
        raise _gone() from error


def find_commented_by_id(subject: str, id_: int) -> Commented:
    """The same by its internal id."""
    if subject == "account":
        account = accounts_by_id([id_]).get(id_)
        if account is None:
            raise _gone()
        return _account(account)
    row = _rows(subject).filter(pk=id_).first()
    if row is None:
        raise _gone()
    return _commented(subject, row)


def comments_of(subject: str, subject_id: int) -> list[Comment]:
    """What was said to one thing, the oldest first."""
    rows = Comment.objects.filter(subject=subject, subject_id=subject_id, deleted_at=None)
    newest = rows.select_related("author").order_by("-pk")[:MOST]
    return list(reversed(newest))


def find_comment(uid: UUID | str) -> Comment:
    """The workspace's comment with this ``uid``; raises :class:`NotFound`."""
    try:
        return Comment.objects.select_related("author").get(uid=uid, deleted_at=None)
    except (Comment.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such comment.")) from error


def comment_counts(subject: str, ids: list[int]) -> dict[int, int]:
    """How much was said to each."""
    rows = Comment.objects.filter(subject=subject, subject_id__in=ids, deleted_at=None)
    return dict(rows.values_list("subject_id").annotate(n=Count("pk")))


def comment_place(subject: str, uid: UUID) -> str:
    """The page on which the comments stand."""
    try:
        return reverse(_PLACES[subject], args=[uid])
    except NoReverseMatch:
        return "/"


def _rows(subject: str) -> Any:
    if subject == "task":
        return Task.objects.select_related("account", "owner")
    models: dict[str, Any] = {"touch": Touch, "note": Note}
    if subject not in models:
        raise _gone()
    return models[subject].objects.filter(deleted_at=None).select_related("account", "author")


def _commented(subject: str, row: Any) -> Commented:
    title = first_line(row.html) if subject == "note" else str(row)
    owner = row.owner if subject == "task" else row.author
    return Commented(subject, row.pk, row.uid, row.account, (owner,), title)


def _account(account: Account) -> Commented:
    return Commented("account", account.pk, account.uid, account, (), account.name)


def _gone() -> NotFound:
    return NotFound(_("What you comment on does not exist any more."))
