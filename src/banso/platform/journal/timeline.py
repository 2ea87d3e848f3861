"""What happened, told newest first: each app reads its own streams, and a page merges them into one.

A stream is sorted by ``(at, kind, id)``, falling; a :class:`Cursor` names a place in that order, so that the next
page begins exactly where the last one ended, in every stream, without counting rows.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.kit.days import day_of, day_start
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import WorkspaceModel, current_workspace

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST_YEAR = 9000
M = TypeVar("M", bound=WorkspaceModel)


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the order of all items; what comes after it is older."""

    at: datetime
    kind: str = ""
    id: int = 0

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // _MICROSECOND}.{self.id}.{self.kind}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The place that ``str`` wrote down; raises :class:`BansoError`."""
        micros, _dot, rest = text.partition(".")
        number, _dot, kind = rest.partition(".")
        try:
            at = EPOCH + int(micros) * _MICROSECOND
            if not (1 < at.year < _LAST_YEAR and 0 <= int(number) < 2**63):
                raise ValueError(text)
            return cls(at, kind[:40], int(number))
        except (ValueError, OverflowError) as error:
            raise BansoError(
                _("This is no place in the timeline."), hint=_("Open the timeline anew."), code="bad_cursor"
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that happened.

    ``kind`` is its stream (``task.done``), the part before the dot its :attr:`group`. ``member`` did it; ``who`` says
    who did where no member is known. ``html`` was cleaned before it was stored; ``body`` is plain text that not
    everybody may read. ``is_day`` means that no time of day is known.
    """

    kind: str
    at: datetime
    id: int
    uid: UUID
    title: str
    detail: str = ""
    html: str = ""
    body: str = ""
    member: int | None = None
    who: str = ""
    people: Sequence[str] = ()
    icon: str = "circle-dot"
    tone: str = "info"
    url: str = ""
    is_day: bool = False

    @property
    def group(self) -> str:
        """The kind as people filter by it."""
        return self.kind.partition(".")[0]

    @property
    def place(self) -> Cursor:
        """Where it stands."""
        return Cursor(self.at, self.kind, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page asks each app for.

    Of ``accounts`` or of ``persons`` (ids; several where some were merged), older than ``before``, known before
    ``until`` (the end of a past day), of these ``groups`` (empty: all), with the folded ``text`` in them; ``only``
    asks for single things by stream and uid. ``bodies`` says whether the reader may see what was said.
    """

    accounts: Sequence[int] = ()
    persons: Sequence[int] = ()
    before: Cursor | None = None
    until: datetime | None = None
    limit: int = 41
    text: str = ""
    groups: Collection[str] = ()
    bodies: bool = False
    only: Mapping[str, Collection[UUID]] | None = field(default=None)

    def wants(self, kind: str) -> bool:
        """Whether this stream is asked for at all."""
        if self.only is not None:
            return kind in self.only
        return not self.groups or kind.partition(".")[0] in self.groups


def about(asked: Asked, *, account: str = "account_id", person: str = "person_id") -> Q:
    """Rows of the accounts or persons asked for; one id alone is compared directly, which an index serves in order."""
    name, ids = (account, asked.accounts) if asked.accounts else (person, asked.persons)
    return Q(**{name: ids[0]}) if len(ids) == 1 else Q(**{f"{name}__in": list(ids)})


def newest(rows: models.QuerySet[M], kind: str, asked: Asked, *, at: str = "at") -> models.QuerySet[M]:
    """The rows of one stream that the page needs, in order; ``at`` is an instant of theirs."""
    if asked.only is not None:
        rows = rows.filter(uid__in=list(asked.only.get(kind, ())))
    if asked.until is not None:
        rows = rows.filter(**{f"{at}__lt": asked.until})
    if (before := asked.before) is not None:
        rows = rows.filter(_older(kind, before, at, before.at))
    return rows.order_by(f"-{at}", "-pk")[: asked.limit]


def newest_days(rows: models.QuerySet[M], kind: str, asked: Asked, *, day: str) -> models.QuerySet[M]:
    """As :func:`newest` where only a day is known: it counts as its first instant (:func:`at_day`)."""
    zone = current_workspace().timezone
    if asked.only is not None:
        rows = rows.filter(uid__in=list(asked.only.get(kind, ())))
    if asked.until is not None:
        rows = rows.filter(**{f"{day}__lte": day_of(asked.until - _MICROSECOND, zone)})
    if (before := asked.before) is not None:
        last = day_of(before.at, zone)
        is_start = day_start(last, zone) == before.at
        rows = rows.filter(_older(kind, before, day, last) if is_start else Q(**{f"{day}__lte": last}))
    return rows.order_by(f"-{day}", "-pk")[: asked.limit]


def at_day(day: date) -> datetime:
    """The instant under which something stands of which only the day is known."""
    return day_start(day, current_workspace().timezone)


def _older(kind: str, before: Cursor, name: str, value: Any) -> Q:
    if kind < before.kind:
        return Q(**{f"{name}__lte": value})
    if kind > before.kind:
        return Q(**{f"{name}__lt": value})
    # The first condition says nothing new, but lets an index begin in the right place.
    return Q(**{f"{name}__lte": value}) & (Q(**{f"{name}__lt": value}) | Q(pk__lt=before.id))


def not_deleted(asked: Asked) -> Q:
    """Rows that are there, or were at the end of the past day that is shown."""
    there = Q(deleted_at__isnull=True)
    return there if asked.until is None else there | Q(deleted_at__gte=asked.until)


def merged(streams: Iterable[Sequence[Item]], limit: int) -> list[Item]:
    """The first ``limit`` items of sorted streams as one."""
    return list(islice(heapq.merge(*streams, key=lambda item: item.place, reverse=True), limit))


def chosen(items: Iterable[Item], asked: Asked) -> list[Item]:
    """Of items that were made in memory, those a page asks for, in order."""
    found = [
        item
        for item in items
        if asked.wants(item.kind)
        and (asked.before is None or item.place < asked.before)
        and (asked.until is None or item.at < asked.until)
        and (asked.only is None or item.uid in asked.only.get(item.kind, ()))
    ]
    found.sort(key=lambda item: item.place, reverse=True)
    return found[: asked.limit]
