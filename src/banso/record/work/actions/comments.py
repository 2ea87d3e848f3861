"""Writing, changing and deleting comments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.journal.api import Kept, change_row, entry_of_new, moment, record_many
from banso.platform.kit.errors import BansoError, Conflict
from banso.record.customers.api import current_owners
from banso.record.work.actions.mentioning import Said, kept_html, tell_named
from banso.record.work.actions.tell import untell
from banso.record.work.models import Comment
from banso.record.work.queries.comments import Commented, comment_place, find_commented_by_id

if TYPE_CHECKING:
    from banso.record.customers.models import Account

SUBJECT = "comment"
_FIELDS = ("subject", "subject_id", "html")


def add_comment(subject: str, subject_id: int, html: str, *, member: Member | None, now: datetime) -> Comment:
    """Say something to a task, touch, note or account; tell those who are named, and whose it is.

    Raises :class:`BadText` for an empty or too long text, :class:`NotFound` where there is no such thing.
    """
    if subject not in Comment.SUBJECTS:
        raise BansoError(_("Nobody comments on “%(what)s”.") % {"what": subject[:40]})
    about = find_commented_by_id(subject, subject_id)
    kept = kept_html(html)
    with transaction.atomic():
        comment = Comment.objects.create(
            subject=subject, subject_id=subject_id, html=kept, author=member, created_at=moment(now)
        )
        record_many([entry_of_new(SUBJECT, comment, _FIELDS, now)])
        _tell(comment, about, "", member, now)
    return comment


def change_comment(comment: Comment, html: str, *, member: Member, now: datetime) -> Comment:
    """Rewrite one's own comment."""
    _check_own(comment, member)
    kept = kept_html(html)
    with transaction.atomic():
        before = comment.html
        if change_row(SUBJECT, comment, {"html": kept, "edited_at": moment(now)} if kept != before else {}, now):
            _tell(comment, find_commented_by_id(comment.subject, comment.subject_id), before, member, now)
    return comment


def delete_comment(comment: Comment, *, member: Member, now: datetime) -> None:
    """Take one's own comment away; its row stays, so that this can be undone."""
    _check_own(comment, member)
    with transaction.atomic():
        change_row(SUBJECT, comment, {"deleted_at": moment(now)}, now)
        _untell(comment)


def _check_own(comment: Comment, member: Member) -> None:
    if comment.author_id != member.pk:
        raise Conflict(_("Only who wrote a comment changes it."))


def _tell(comment: Comment, about: Commented, before: str, member: Member | None, now: datetime) -> None:
    whose = [] if before else [one for one in (*about.owners, *_account_owner(about)) if one]
    said = Said(
        html=comment.html,
        key=f"comment:{comment.uid}",
        before=before,
        account=about.account,
        title=about.title,
        url=comment_place(comment.subject, about.uid),
    )
    tell_named(said, actor=member, now=now, also=whose)


def _account_owner(about: Commented) -> list[Member]:
    """Who looks after the account, where the comment is about the account itself."""
    account: Account | None = about.account
    if about.subject != "account" or account is None:
        return []
    return list(Member.objects.filter(pk__in=current_owners([account.pk]).values()))


def _untell(comment: Comment) -> None:
    untell(f"mention:comment:{comment.uid}")
    untell(f"comment:comment:{comment.uid}")


def _unmake(comment: Comment, now: datetime) -> None:
    comment.deleted_at = moment(now)
    comment.save()
    _untell(comment)


revert_comments = Kept(SUBJECT, Comment, unmake=_unmake)
