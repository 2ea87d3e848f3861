"""What work tells to the timeline of an account or a person: touches, notes, tasks, promises, views, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.journal.api import (
    Asked,
    Change,
    Item,
    about,
    at_day,
    folded,
    newest,
    newest_days,
    not_deleted,
)
from banso.platform.kit.bands import BANDS
from banso.platform.ui import formats
from banso.record.work.models import (
    Attachment,
    Note,
    OwnView,
    Promise,
    PromiseState,
    Sentiment,
    Task,
    Touch,
    TouchKind,
    TouchPerson,
)
from banso.record.work.queries.timeline_comments import comments

_TOUCH = {
    TouchKind.MAIL: partial(Item, icon="mail"),
    TouchKind.CALL: partial(Item, icon="phone"),
    TouchKind.MEETING: partial(Item, icon="users"),
    TouchKind.VISIT: partial(Item, icon="map-pin"),
    TouchKind.CHAT: partial(Item, icon="message-circle"),
}
_TOUCH_TONES = {Sentiment.BAD: "risk", Sentiment.GOOD: "good"}
_PROMISE_TONES = {PromiseState.KEPT: "good", PromiseState.MISSED: "risk", PromiseState.WITHDRAWN: "info"}
_MIDDLE = 2


def timeline(asked: Asked) -> list[list[Item]]:
    """The streams of work, each newest first; a constant number of queries."""
    found = []
    for kind, read in _STREAMS.items():
        if asked.wants(kind) and (asked.accounts or kind not in _OF_ACCOUNTS_ALONE):
            found.append(list(read(kind, asked)))
    return found


def _touches(kind: str, asked: Asked) -> Iterator[Item]:
    rows: QuerySet[Touch] = Touch.objects.filter(not_deleted(asked))
    if asked.accounts:
        rows = rows.filter(about(asked))
    else:
        rows = rows.filter(pk__in=TouchPerson.objects.filter(about(asked)).values("touch_id"))
    if asked.until is not None:
        rows = rows.filter(created_at__lt=asked.until)
    if asked.text:
        # Where it may not be read it may not be searched either: a hit would tell what stands in it.
        found = Q(subject_fold__contains=asked.text) | Q(next__contains=asked.text)
        if asked.bodies:
            found |= Q(body__text_fold__contains=asked.text)
        rows = rows.alias(next=folded("next_step")).filter(found)
    if asked.bodies:
        rows = rows.select_related("body")
    people = TouchPerson.objects.select_related("person", "member").order_by("pk")
    rows = newest(rows, kind, asked).prefetch_related(Prefetch("people", queryset=people))
    for row in rows:
        yield _TOUCH[TouchKind(row.kind)](
            kind=kind,
            at=row.at,
            id=row.pk,
            uid=row.uid,
            title=row.subject,
            detail=_touch_detail(row),
            body=_body(row) if asked.bodies else "",
            member=row.author_id,
            who="" if row.author_id else row.source,
            people=[one.person.name for one in row.people.all() if one.person],
            tone=_TOUCH_TONES.get(Sentiment(row.sentiment), "info") if row.sentiment is not None else "info",
        )


def _touch_detail(row: Touch) -> str:
    words = [row.get_kind_display()]
    if row.direction:
        words.append(row.get_direction_display())
    if row.next_step:
        words.append(_("next step: %(text)s") % {"text": row.next_step})
    return " · ".join(words)


def _body(row: Touch) -> str:
    found = getattr(row, "body", None)
    return found.text if found else ""


def _notes(kind: str, asked: Asked) -> Iterator[Item]:
    rows = Note.objects.filter(about(asked), not_deleted(asked))
    if asked.text:
        rows = rows.filter(text_fold__contains=asked.text)
    for row in newest(rows, kind, asked, at="created_at"):
        edited = _("edited later") if row.edited_at and not asked.until else ""
        yield Item(
            kind=kind,
            at=row.created_at,
            id=row.pk,
            uid=row.uid,
            title=_("Note"),
            detail=edited,
            html=row.html,
            member=row.author_id,
            icon="sticky-note",
        )


def _tasks(asked: Asked) -> QuerySet[Task]:
    rows = Task.objects.filter(about(asked))
    return rows.filter(title_fold__contains=asked.text) if asked.text else rows


def _tasks_made(kind: str, asked: Asked) -> Iterator[Item]:
    for row in newest(_tasks(asked), kind, asked, at="created_at").select_related("owner"):
        due = _("due %(day)s") % {"day": _day(row.due)} if row.due else ""
        yield Item(
            kind=kind,
            at=row.created_at,
            id=row.pk,
            uid=row.uid,
            title=_("Task: %(title)s") % {"title": row.title},
            detail=" · ".join(one for one in (_("for %(name)s") % {"name": row.owner.name}, due) if one),
            member=row.created_by_id,
            icon="list-todo",
        )


def _tasks_done(kind: str, asked: Asked) -> Iterator[Item]:
    rows = _tasks(asked).filter(done_at__isnull=False)
    for row in newest(rows, kind, asked, at="done_at"):
        yield Item(
            kind=kind,
            at=row.done_at or row.created_at,
            id=row.pk,
            uid=row.uid,
            title=_("Task done: %(title)s") % {"title": row.title},
            member=row.done_by_id,
            icon="circle-check",
            tone="good",
        )


def _tasks_handed_over(kind: str, asked: Asked) -> Iterator[Item]:
    tasks = _tasks(asked)
    rows = Change.objects.filter(subject="task", subject_id__in=tasks.order_by().values("pk"))
    rows = rows.filter(changes__has_key="owner").exclude(changes__has_key="exists")
    found = list(newest(rows, kind, asked, at="known_at"))
    titles = dict(Task.objects.filter(pk__in=[row.subject_id for row in found]).values_list("pk", "title"))
    for row in found:
        yield Item(
            kind=kind,
            at=row.known_at,
            id=row.pk,
            uid=row.uid,
            title=_("Task handed over: %(title)s") % {"title": titles.get(row.subject_id, "")},
            detail=row.reason,
            member=row.actor,
            icon="arrow-right-left",
        )


def _promises(asked: Asked) -> QuerySet[Promise]:
    rows = Promise.objects.filter(about(asked), not_deleted(asked))
    if asked.until is not None:
        rows = rows.filter(created_at__lt=asked.until)
    return rows.alias(said=folded("text", "promised_by")).filter(said__contains=asked.text) if asked.text else rows


def _promises_made(kind: str, asked: Asked) -> Iterator[Item]:
    for row in newest_days(_promises(asked), kind, asked, day="made_on"):
        due = _("until %(day)s") % {"day": _day(row.due)} if row.due else ""
        sales = _("in sales") if row.in_sales else ""
        yield Item(
            kind=kind,
            at=at_day(row.made_on),
            id=row.pk,
            uid=row.uid,
            title=f"{row.get_kind_display()}: {row.text}",
            detail=" · ".join(one for one in (row.promised_by or "", sales, due) if one),
            member=row.created_by_id,
            icon="handshake",
            is_day=True,
        )


def _promises_closed(kind: str, asked: Asked) -> Iterator[Item]:
    rows = _promises(asked).filter(closed_at__isnull=False)
    for row in newest(rows, kind, asked, at="closed_at"):
        yield Item(
            kind=kind,
            at=row.closed_at or row.created_at,
            id=row.pk,
            uid=row.uid,
            title=f"{row.get_kind_display()}, {row.get_state_display()}: {row.text}",
            member=row.closed_by_id,
            icon="handshake",
            tone=_PROMISE_TONES.get(PromiseState(row.state), "info"),
        )


def _views(kind: str, asked: Asked) -> Iterator[Item]:
    rows = OwnView.objects.filter(about(asked))
    if asked.text:
        rows = rows.alias(said=folded("reason")).filter(said__contains=asked.text)
    for row in newest(rows, kind, asked):
        yield Item(
            kind=kind,
            at=row.at,
            id=row.pk,
            uid=row.uid,
            title=_("Own view: %(band)s") % {"band": formats.BANDS[BANDS[row.band]]},
            detail=row.reason,
            member=row.member_id,
            icon="eye",
            tone="risk" if row.band < _MIDDLE else "good" if row.band > _MIDDLE else "info",
        )


def _files(kind: str, asked: Asked) -> Iterator[Item]:
    rows = Attachment.objects.filter(about(asked), not_deleted(asked))
    if asked.text:
        rows = rows.alias(said=folded("name")).filter(said__contains=asked.text)
    for row in newest(rows, kind, asked, at="uploaded_at"):
        yield Item(
            kind=kind,
            at=row.uploaded_at,
            id=row.pk,
            uid=row.uid,
            title=_("File: %(name)s") % {"name": row.name},
            member=row.uploaded_by_id,
            icon="paperclip",
        )


def _day(day: date) -> str:
    return formats.day(day, get_language() or "en")


_STREAMS: dict[str, Callable[[str, Asked], Iterator[Item]]] = {
    "touch": _touches,
    "note": _notes,
    "task.made": _tasks_made,
    "task.done": _tasks_done,
    "task.owner": _tasks_handed_over,
    "comment": comments,
    "promise.made": _promises_made,
    "promise.closed": _promises_closed,
    "own_view": _views,
    "file": _files,
}
_OF_ACCOUNTS_ALONE = frozenset({"own_view", "file"})
