"""What plays tell to the timeline of an account: when one was started, when that was taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.engagement.plays.models import PlayRun
from banso.engagement.plays.queries.definitions import name_of, plays
from banso.platform.journal.api import Asked, Item, about, newest
from banso.platform.kit.text import fold


def timeline(asked: Asked) -> list[list[Item]]:
    """The streams of plays, each newest first; persons have none."""
    if not asked.accounts:
        return []
    names = {slug: name_of(play) for slug, play in plays().items()}
    return [list(read(kind, asked, names)) for kind, read in _STREAMS.items() if asked.wants(kind)]


def _runs(asked: Asked, names: dict[str, str]) -> QuerySet[PlayRun]:
    rows = PlayRun.objects.filter(about(asked))
    if asked.text:
        rows = rows.filter(play__in=[slug for slug, name in names.items() if asked.text in fold(name)])
    return rows


def _started(kind: str, asked: Asked, names: dict[str, str]) -> Iterator[Item]:
    for row in newest(_runs(asked, names), kind, asked, at="started_at"):
        yield Item(
            kind=kind,
            at=row.started_at,
            id=row.pk,
            uid=row.uid,
            title=_("Play started: %(name)s") % {"name": names.get(row.play, row.play)},
            member=row.started_by_id,
            icon="play",
        )


def _undone(kind: str, asked: Asked, names: dict[str, str]) -> Iterator[Item]:
    rows = _runs(asked, names).filter(undone_at__isnull=False)
    for row in newest(rows, kind, asked, at="undone_at"):
        yield Item(
            kind=kind,
            at=row.undone_at or row.started_at,
            id=row.pk,
            uid=row.uid,
            title=_("Play taken back: %(name)s") % {"name": names.get(row.play, row.play)},
            icon="undo-2",
        )


_STREAMS: dict[str, Callable[[str, Asked, dict[str, str]], Iterator[Item]]] = {
    "play.started": _started,
    "play.undone": _undone,
}
