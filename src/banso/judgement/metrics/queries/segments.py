"""Segments: which there are, who is in them now and on a past day, who came and went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy, ngettext

from banso.judgement.metrics.declarations import segment_checks
from banso.judgement.metrics.models import SegmentCount, SegmentMember, SegmentPick
from banso.judgement.metrics.queries.book import latest_day
from banso.judgement.metrics.queries.catalogue import KIND as METRIC
from banso.judgement.metrics.rules.segments import Segment, keys_in, problems_of_segment, read_segment
from banso.platform.attributes.api import Attribute, Membership, attributes_of, count, select, select_columns
from banso.platform.definitions import api as definitions
from banso.platform.definitions.api import Body, Definition, DefinitionsInvalid, Fault, bilingual
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.days import EPOCH_DAY, day_end
from banso.platform.tenancy.api import NoWorkspace, Workspace, current_workspace, scope
from banso.record.customers.api import SUBJECT

SEGMENT = "segment"
SHIPPED = Path(__file__).parent.parent / "definitions" / "segment"
PREFIX = "segment_"
"""Before the slug of a segment in the key of its attribute."""

_WORDS: dict[str, Promise] = {
    "unknown_key": gettext_lazy("this key is not known"),
    "not_bool": gettext_lazy("write true or false"),
    "picked_and_filter": gettext_lazy("accounts are either picked by hand or chosen by a filter"),
    "no_filter": gettext_lazy("give a filter, or picked: true"),
    "of_segments": gettext_lazy("a segment cannot be made of other segments: %(given)s"),
}


@dataclass(frozen=True)
class Movement:
    """An account that came into a segment or left it on ``day``, and why."""

    account_id: int
    day: date
    entered: bool
    cause: str


def segments() -> dict[str, Segment]:
    """The segments in force, by slug."""
    return {slug: _read(one) for slug, one in sorted(definitions.active(SEGMENT).items())}


def segment_named(slug: str, version: int | None = None) -> Segment:
    """A segment, the version in force unless one is given; raises NotFound."""
    return _read(definitions.get(SEGMENT, slug, version))


def attributes(workspace: Workspace) -> list[Attribute]:
    """Each segment as a yes/no of accounts, from the table of members."""
    with scope(workspace):
        return [
            Attribute(
                key=PREFIX + segment.slug,
                subject=SUBJECT,
                type="bool",
                label=format_lazy("{}: {}", gettext_lazy("Segment"), bilingual(segment.name)),
                source="segment",
                within=Membership(
                    table=SegmentMember._meta.db_table,
                    member="account_id",
                    group="segment",
                    key=segment.slug,
                    until="left",
                ),
            )
            for segment in segments().values()
        ]


def validate(body: Body) -> None:
    """Refuse a body with faults; raises :class:`DefinitionsInvalid`, and :class:`FilterError` for its filter.

    What is shipped is read without a workspace; its filters are tested with the product.
    """
    problems = problems_of_segment(body)
    if problems:
        raise DefinitionsInvalid(
            [Fault("", one.path, str(_WORDS[one.code]) % {"given": one.given}) for one in problems]
        )
    try:
        current_workspace()
    except NoWorkspace:
        return
    if "filter" in body:
        if inner := sorted({key for key in keys_in(body["filter"]) if _is_segment(key)}):
            words = str(_WORDS["of_segments"]) % {"given": ", ".join(inner)}
            raise DefinitionsInvalid([Fault("", "filter", words)])
        count(SUBJECT, body["filter"], today=_newest() or EPOCH_DAY)
    if wrong := [found for check in segment_checks() if (found := check(body))]:
        raise DefinitionsInvalid([Fault("", *one) for one in wrong])


def uses(body: Body) -> Iterable[tuple[str, str]]:
    """The metrics that a segment's filter asks about."""
    known = definitions.active(METRIC)
    return [(METRIC, key) for key in dict.fromkeys(keys_in(body.get("filter"))) if key in known]


def matching(segment: Segment, today: date) -> set[int]:
    """The accounts that belong to the segment by what is known now; ``today`` is the day that relative days of its
    filter count from. Raises FilterError where the filter cannot be asked any more.
    """
    if segment.picked:
        picked = SegmentPick.objects.filter(segment=segment.slug, until=None, account__archived_at=None)
        return set(picked.filter(account__merged_into=None).values_list("account_id", flat=True))
    return set(select(SUBJECT, segment.tree, today=today).ids)


def members_now(slug: str) -> list[int]:
    """Ids of the accounts that are in a segment since it was last looked at."""
    rows = SegmentMember.objects.filter(segment=slug, left=None).order_by("account_id")
    return list(rows.values_list("account_id", flat=True))


def picked_then(slug: str, day: date) -> set[int]:
    """Ids of the accounts that were in a hand-picked segment at the end of ``day``."""
    end = day_end(day, current_workspace().timezone)
    rows = SegmentPick.objects.filter(Q(until=None) | Q(until__gte=end), segment=slug, since__lt=end)
    return set(rows.values_list("account_id", flat=True))


def segments_of_account(account_id: int) -> list[Segment]:
    """The segments an account is in now, in the order of their slugs."""
    rows = SegmentMember.objects.filter(account_id=account_id, left=None).values_list("segment", flat=True)
    known = segments()
    return [known[slug] for slug in sorted(set(rows)) if slug in known]


def movements(slug: str, since: date, *, limit: int | None = None) -> list[Movement]:
    """Who entered a segment and who left it after ``since``, the newest first; those there at its start left out."""
    came = SegmentMember.objects.filter(segment=slug, entered__gt=since)
    came = came.exclude(entered_cause=SegmentMember.Cause.START)
    went = SegmentMember.objects.filter(segment=slug, left__gt=since)
    found = [Movement(one.account_id, one.entered, True, one.entered_cause) for one in came]
    found += [Movement(one.account_id, one.left, False, one.left_cause) for one in went if one.left]
    found.sort(key=lambda one: (one.day, one.entered, one.account_id), reverse=True)
    return found[:limit] if limit else found


def moved_since(since: date) -> dict[str, tuple[int, int]]:
    """How many accounts entered and left each segment after ``since``; two queries."""
    came: Counter[str] = Counter(
        SegmentMember.objects.filter(entered__gt=since)
        .exclude(entered_cause=SegmentMember.Cause.START)
        .values_list("segment", flat=True)
    )
    went: Counter[str] = Counter(SegmentMember.objects.filter(left__gt=since).values_list("segment", flat=True))
    return {slug: (came[slug], went[slug]) for slug in came | went}


def counts(since: date) -> dict[str, list[tuple[date, int]]]:
    """How many members each segment had on the days after ``since`` on which it was looked at, oldest first."""
    found: dict[str, list[tuple[date, int]]] = {}
    rows = SegmentCount.objects.filter(day__gt=since).order_by("segment", "day")
    for slug, day, members in rows.values_list("segment", "day", "members"):
        found.setdefault(slug, []).append((day, members))
    return found


def sizes() -> dict[str, int]:
    """How many members each segment has now; one query."""
    return Counter(SegmentMember.objects.filter(left=None).values_list("segment", flat=True))


def impact(old: Body | None, new: Body) -> list[str]:
    """How many accounts would be in the segment, and who would enter and leave: the dry run of its definition."""
    today = _newest()
    if new.get("picked") or today is None:
        return []
    slug = str(new.get("slug", ""))
    before = set(SegmentMember.objects.filter(segment=slug, left=None).values_list("account_id", flat=True))
    after = matching(read_segment({"version": 1, **new}), today)
    words = ngettext(
        "It would contain %(count)s account: %(enter)s enter, %(leave)s leave.",
        "It would contain %(count)s accounts: %(enter)s enter, %(leave)s leave.",
        len(after),
    )
    return [words % {"count": len(after), "enter": len(after - before), "leave": len(before - after)}]


def columns_then(keys: Iterable[str], day: date, ids: Array, columns: Columns) -> Columns:
    """The yes/no columns of those of ``keys`` that are segments, for accounts with ``columns`` as of ``day``."""
    known = segments()
    found = {}
    for key in dict.fromkeys(keys):
        segment = known.get(key.removeprefix(PREFIX)) if key.startswith(PREFIX) else None
        if segment is not None:
            found[key] = inside_then(segment, day, ids, columns)
    return found


def inside_then(segment: Segment, day: date, ids: Array, columns: Columns) -> Array:
    """Which of the accounts ``ids``, with ``columns`` as of the end of ``day``, are in the segment: a mask."""
    if segment.picked:
        return np.isin(ids, sorted(picked_then(segment.slug, day)))
    inside = np.zeros(len(ids), dtype=bool)
    inside[select_columns(segment.tree, (), columns, ids=ids, today=day)] = True
    return inside


def _read(found: Definition) -> Segment:
    return read_segment({**found.body, "slug": found.slug, "version": found.version})


def _is_segment(key: str) -> bool:
    attribute = attributes_of(SUBJECT).get(key)
    return attribute is not None and attribute.source == "segment"


def _newest() -> date | None:
    newest = latest_day()
    return newest.day if newest else None
