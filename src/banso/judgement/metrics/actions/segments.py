"""Bringing the members of segments up to date, and picking accounts by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from banso.judgement.metrics.actions.compute import book, closed_day
from banso.judgement.metrics.models import SegmentCount, SegmentMember, SegmentPick
from banso.judgement.metrics.queries.book import stored
from banso.judgement.metrics.queries.lists import columns_as_of, members_then
from banso.judgement.metrics.queries.segments import (
    SEGMENT,
    inside_then,
    matching,
    members_now,
    segment_named,
    segments,
)
from banso.judgement.metrics.rules.segments import Segment
from banso.platform.attributes.api import FilterError
from banso.platform.identity.api import Member
from banso.platform.jobs.api import Job, enqueue
from banso.platform.journal.api import Batch, Entry, Revert, UndoConflict, record_many
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace

logger = structlog.get_logger(__name__)

REFRESH = "metrics.segments"
PICK = "segment_pick"
_CHUNK = 500
Cause = SegmentMember.Cause
Progress = Callable[[int, int | None], None]


def members_of(slug: str, day: date | None = None, *, version: int | None = None) -> list[int]:
    """Ids of the accounts in a segment: now, or as of the end of ``day`` from what was known then.

    A past day is judged by the definition in force, or by ``version``; it is computed where the book does not have
    it. Raises NotFound for an unknown segment.
    """
    segment = segment_named(slug, version)
    return members_now(slug) if day is None else members_then(segment, book=book(day), day=day)


def request_refresh(now: datetime) -> Job:
    """Let the worker look at all segments; asked twice before it begins, it is done once."""
    return enqueue(REFRESH, {}, now=now, key="segments")


def refresh_segments(day: date, now: datetime, slugs: Collection[str] | None = None) -> None:
    """Look at the segments (all, or ``slugs``) by what is known now: who is in them enters, who is not leaves.

    ``day`` is the day as of which that holds. A segment whose definition was taken out of use is left by all.
    One whose filter cannot be asked any more keeps its members, and the log says so.
    """
    known = segments()
    for slug, segment in known.items():
        if slugs is None or slug in slugs:
            try:
                inside = matching(segment, closed_day(now))
            except FilterError as error:
                logger.warning("segment_left_as_it_is", segment=slug, fault=str(error))
                continue
            _become(segment, inside, day)
    gone = SegmentMember.objects.filter(left=None).exclude(segment__in=list(known))
    for slug in sorted(set(gone.values_list("segment", flat=True))):
        if slugs is None or slug in slugs:
            with transaction.atomic():
                _leave(slug, set(members_now(slug)), day, Cause.DEFINITION)


def look_back(days: Sequence[date], slugs: Collection[str] | None = None, on_progress: Progress | None = None) -> None:
    """Write the history of segments that were not looked at yet as it would have been, on ``days`` of the book.

    Each day is judged from what was known at its end, so that a new segment has a past from its first day on.
    """
    known = {slug: one for slug, one in segments().items() if slugs is None or slug in slugs}
    new = [one for slug, one in known.items() if not SegmentCount.objects.filter(segment=slug).exists()]
    ordered = sorted(days)
    for done, day in enumerate(ordered if new else (), start=1):
        ids, columns = columns_as_of(day, stored([day]))
        for segment in new:
            inside = {int(one) for one in ids[inside_then(segment, day, ids, columns)]}
            _become(segment, inside, day)
        if on_progress is not None:
            on_progress(done, len(ordered))


def pick(
    slug: str, account_ids: Collection[int], *, member: Member | None, now: datetime, batch: Batch | None = None
) -> int:
    """Put accounts into a hand-picked segment; how many were not in it."""
    _picked_by_hand(slug)
    with transaction.atomic():
        new = _put_in(slug, account_ids, member, now)
        _tell(slug, new, now, before=False, batch=batch)
    return len(new)


def unpick(slug: str, account_ids: Collection[int], *, now: datetime) -> int:
    """Take accounts out of a hand-picked segment; how many were in it."""
    _picked_by_hand(slug)
    with transaction.atomic():
        there = _take_out(slug, account_ids, now)
        _tell(slug, there, now, before=True)
    return len(there)


def revert_picks(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Take picking back: who was put in goes out, who was taken out comes in, unless it is so already."""
    conflicts: list[UndoConflict] = []
    wanted: dict[tuple[str, bool], list[int]] = {}
    for one in reverts:
        for key, (made, before) in one.changes.items():
            wanted.setdefault((key, bool(before)), []).append(one.subject_id)
            there = SegmentPick.objects.filter(segment=_slug(key), account_id=one.subject_id, until=None).exists()
            if there != bool(made):
                wanted[key, bool(before)].pop()
                conflicts.append(UndoConflict(PICK, one.subject_id, key, made, there))
    for (key, is_in), accounts in wanted.items():
        if is_in:
            _put_in(_slug(key), accounts, None, now)
        else:
            _take_out(_slug(key), accounts, now)
    return conflicts


def _put_in(slug: str, account_ids: Collection[int], member: Member | None, now: datetime) -> list[int]:
    rows = SegmentPick.objects.filter(segment=slug, account_id__in=account_ids, until=None)
    new = sorted(set(account_ids) - set(rows.values_list("account_id", flat=True)))
    SegmentPick.objects.bulk_create(
        [SegmentPick(segment=slug, account_id=one, since=now, picked_by=member) for one in new], batch_size=_CHUNK
    )
    _enter(slug, set(new) - set(members_now(slug)), day_of(now, current_workspace().timezone), Cause.PICKED)
    return new


def _take_out(slug: str, account_ids: Collection[int], now: datetime) -> list[int]:
    rows = SegmentPick.objects.filter(segment=slug, account_id__in=account_ids, until=None)
    there = sorted(rows.values_list("account_id", flat=True))
    rows.update(until=now)
    _leave(slug, set(there), day_of(now, current_workspace().timezone), Cause.PICKED)
    return there


def _slug(key: str) -> str:
    return key.removeprefix(SEGMENT + "_")


def _picked_by_hand(slug: str) -> Segment:
    segment = segment_named(slug)
    if not segment.picked:
        raise BansoError(
            _("The accounts of this segment are chosen by its filter."),
            hint=_("Change its filter, or make a segment that is picked by hand."),
            code="not_picked",
        )
    return segment


def _tell(slug: str, account_ids: Sequence[int], now: datetime, *, before: bool, batch: Batch | None = None) -> None:
    changes = {SEGMENT + "_" + slug: (before, not before)}
    record_many(Entry(subject=PICK, subject_id=one, changes=changes, now=now, batch=batch) for one in account_ids)


def _become(segment: Segment, inside: set[int], day: date) -> None:
    """Let the segment have these members from ``day`` on, and note how many they are."""
    with transaction.atomic():
        last = SegmentCount.objects.filter(segment=segment.slug).order_by("-day").first()
        cause = Cause.START if last is None else Cause.DATA if last.version == segment.version else Cause.DEFINITION
        before = set(members_now(segment.slug))
        _leave(segment.slug, before - inside, day, cause)
        _enter(segment.slug, inside - before, day, cause)
        SegmentCount.objects.update_or_create(
            segment=segment.slug, day=day, defaults={"version": segment.version, "members": len(inside)}
        )


def _enter(slug: str, accounts: set[int], day: date, cause: str) -> None:
    rows = [SegmentMember(segment=slug, account_id=one, entered=day, entered_cause=cause) for one in sorted(accounts)]
    SegmentMember.objects.bulk_create(rows, batch_size=_CHUNK)


def _leave(slug: str, accounts: set[int], day: date, cause: str) -> None:
    ordered = sorted(accounts)
    for start in range(0, len(ordered), _CHUNK):
        rows = SegmentMember.objects.filter(segment=slug, left=None, account_id__in=ordered[start : start + _CHUNK])
        rows.filter(entered__gte=day).delete()  # a stay of no day
        rows.update(left=day, left_cause=cause)
