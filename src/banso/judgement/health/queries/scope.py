"""For which accounts a scorecard is meant: those of a segment, as of the day that is scored.

The circle is cut here. Who belongs to a card's segment on a day is worked out from the metrics and fields of that
day, before health is; so such a segment may not ask about health, about what is made from it (trend, probabilities),
or about another segment. A past day is worked out from what was known then, and gives the same again.
"""

from collections.abc import Iterator

import numpy as np

from banso.judgement.metrics.api import Frame, Segment, catalogue, frame, keys_in, members_then, segment_named
from banso.platform.attributes.api import attributes_of
from banso.platform.definitions.api import Body
from banso.platform.kit.columns import Array
from banso.platform.kit.errors import NotFound

_BEFORE_HEALTH = ("field", "custom", "metric")
"""Sources of attributes that are there before health is worked out."""


def too_late(tree: object) -> list[str]:
    """The attributes of a filter that are only there after health; a card's segment may not ask about them."""
    known = attributes_of("account")
    return sorted({key for key in keys_in(tree) if key in known and known[key].source not in _BEFORE_HEALTH})


def segment_of(body: Body) -> str:
    """The segment for which a scorecard is meant; empty for all accounts."""
    return str(body.get("scope") or "")


def inside(slug: str, given: Frame, version: int | None = None) -> Array:
    """Which rows of a frame belong to the segment on their day: a mask.

    A segment that is no longer there has no members.
    """
    found = np.zeros(len(given), dtype=bool)
    try:
        segment = segment_named(slug, version)
    except NotFound:
        return found
    for rows, book in _days(segment, given):
        day = given.days[rows[0]].item()
        found[rows] = np.isin(given.accounts[rows], members_then(segment, book=book, day=day))
    return found


def _days(segment: Segment, given: Frame) -> Iterator[tuple[Array, Frame]]:
    """The rows of each day, with the metrics that the segment asks about."""
    metrics = catalogue()
    wanted = [] if segment.picked else sorted({key for key in keys_in(segment.tree) if key in metrics})
    for day in np.unique(given.days):
        rows = np.flatnonzero(given.days == day)
        if set(wanted) <= set(given.values):
            some = given.take(rows)
            yield rows, Frame(some.accounts, some.days, {key: some.values[key] for key in wanted})
        else:
            yield rows, frame([day.item()], slugs=wanted)
