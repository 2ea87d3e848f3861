"""What customers tell to the timeline of an account or a person: what happened there, who came and went."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banso.platform.journal.api import Asked, Item, about, at_day, folded, newest_days, not_deleted
from banso.record.customers.models import Contact, WatchEvent


def timeline(asked: Asked) -> list[list[Item]]:
    """The streams of customers, each newest first; a constant number of queries."""
    return [list(read(kind, asked)) for kind, read in _STREAMS.items() if asked.wants(kind)]


def _watch(kind: str, asked: Asked) -> Iterator[Item]:
    if not asked.accounts:
        return
    rows = WatchEvent.objects.filter(about(asked), not_deleted(asked))
    if asked.until is not None:
        rows = rows.filter(created_at__lt=asked.until)
    if asked.text:
        rows = rows.alias(said=folded("title", "detail")).filter(said__contains=asked.text)
    for row in newest_days(rows, kind, asked, day="day"):
        yield Item(
            kind=kind,
            at=at_day(row.day),
            id=row.pk,
            uid=row.uid,
            title=f"{row.get_kind_display()}: {row.title}",
            detail=row.detail or "",
            member=row.created_by,
            icon="newspaper",
            tone="warn",
            url=row.url or "",
            is_day=True,
        )


def _contacts(asked: Asked) -> QuerySet[Contact]:
    rows = Contact.objects.filter(about(asked)).select_related("person", "account")
    if asked.text:
        rows = rows.alias(said=folded("person__name", "title", "department", "end_reason"))
        rows = rows.filter(Q(said__contains=asked.text) | Q(account__name_fold__contains=asked.text))
    return rows


def _came(kind: str, asked: Asked) -> Iterator[Item]:
    rows = _contacts(asked).filter(starts__isnull=False)
    for row in newest_days(rows, kind, asked, day="starts"):
        role = [row.title or "", row.department or "", row.get_role_display() if row.role else ""]
        yield Item(
            kind=kind,
            at=at_day(row.starts),  # type: ignore[arg-type]
            id=row.pk,
            uid=row.uid,
            title=_("Works here from now on: %(name)s") % {"name": _name(row, asked)},
            detail=" · ".join(one for one in role if one),
            icon="user-plus",
            is_day=True,
        )


def _went(kind: str, asked: Asked) -> Iterator[Item]:
    rows = _contacts(asked).filter(ends__isnull=False)
    for row in newest_days(rows, kind, asked, day="ends"):
        yield Item(
            kind=kind,
            at=at_day(row.ends),  # type: ignore[arg-type]
            id=row.pk,
            uid=row.uid,
            title=_("Works here no more: %(name)s") % {"name": _name(row, asked)},
            detail=row.end_reason or "",
            icon="user-minus",
            tone="warn",
            is_day=True,
        )


def _name(row: Contact, asked: Asked) -> str:
    """On an account's timeline the person, on a person's the account."""
    return row.person.name if asked.accounts else row.account.name


_STREAMS: dict[str, Callable[[str, Asked], Iterator[Item]]] = {
    "watch": _watch,
    "person.came": _came,
    "person.went": _went,
}
