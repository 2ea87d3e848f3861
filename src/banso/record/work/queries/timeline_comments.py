"""Comments on an account, and on the touches, notes and tasks of an account or a person, for the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice

from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from banso.platform.journal.api import Asked, Item, about, newest, not_deleted
from banso.platform.kit.text import fold
from banso.record.work.models import Comment, Note, Task, Touch, TouchPerson

_SEARCHED = 2_000
"""So many comments are looked through for a text; they have no folded copy beside them."""


def comments(kind: str, asked: Asked) -> Iterator[Item]:
    """The newest first."""
    rows = Comment.objects.filter(_of(asked), not_deleted(asked))
    if not asked.text:
        found = list(newest(rows, kind, asked, at="created_at"))
    else:
        wide = Asked(before=asked.before, until=asked.until, limit=_SEARCHED, only=asked.only)
        there = (one for one in newest(rows, kind, wide, at="created_at") if asked.text in fold(plain(one.html)))
        found = list(islice(there, asked.limit))
    titles = _titles(found)
    for row in found:
        yield Item(
            kind=kind,
            at=row.created_at,
            id=row.pk,
            uid=row.uid,
            title=titles.get((row.subject, row.subject_id)) or _("Comment"),
            html=row.html,
            member=row.author_id,
            icon="message-square",
        )


def plain(html: str) -> str:
    """The text of cleaned HTML."""
    return unescape(strip_tags(html))


def _of(asked: Asked) -> Q:
    if asked.accounts:
        touches = Touch.objects.filter(about(asked))
        own = Q(subject="account", subject_id__in=list(asked.accounts))
    else:
        touches = Touch.objects.filter(pk__in=TouchPerson.objects.filter(about(asked)).values("touch_id"))
        own = Q()
    below = (
        ("touch", touches),
        ("note", Note.objects.filter(about(asked))),
        ("task", Task.objects.filter(about(asked))),
    )
    for subject, rows in below:
        own |= Q(subject=subject, subject_id__in=rows.order_by().values("pk"))
    return own


def _titles(rows: Sequence[Comment]) -> dict[tuple[str, int], str]:
    """What each comment is about."""
    ids: dict[str, list[int]] = {"task": [], "touch": []}
    for row in rows:
        if row.subject in ids:
            ids[row.subject].append(row.subject_id)
    found = {}
    for pk, title in Task.objects.filter(pk__in=ids["task"]).values_list("pk", "title"):
        found["task", pk] = _("Comment on the task “%(title)s”") % {"title": title}
    for pk, title in Touch.objects.filter(pk__in=ids["touch"]).values_list("pk", "subject"):
        found["touch", pk] = _("Comment on “%(title)s”") % {"title": title}
    found |= {(row.subject, row.subject_id): _("Comment on a note") for row in rows if row.subject == "note"}
    return found
