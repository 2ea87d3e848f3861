"""Metrics once more, from raw events, one account and one day at a time: what the compiler must equal.

Nothing here shares a line with the product's compiler. Days are integers.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from banso.judgement.metrics.rules.terms import Measure, Ratio, Reference, Term


@dataclass(frozen=True)
class Event:
    """``at`` and ``known_day`` in the workspace's days; ``at`` has the time of day as its fraction."""

    account: int
    user: int
    feature: str
    at: float
    known_day: int

    @property
    def day(self) -> int:
        return math.floor(self.at)


def values(terms: Mapping[str, Term], events: Iterable[Event], day: int) -> dict[int, dict[str, float | None]]:
    """Every term for every account that had an event by the end of ``day`` and known by then."""
    known: dict[int, list[Event]] = {}
    for event in events:
        if event.day <= day and event.known_day <= day:
            known.setdefault(event.account, []).append(event)
    return {
        account: {slug: _term(term, listed, day) for slug, term in terms.items()} for account, listed in known.items()
    }


def _term(term: Term, known: list[Event], day: int) -> float | None:
    if isinstance(term, Ratio):
        over, under = _term(term.over, known, day), _term(term.under, known, day)
        if over is None or under is None or under + term.plus == 0:
            return None
        return (over + term.plus) / (under + term.plus)
    assert not isinstance(term, Reference)
    return _measure(term, known, day)


def _measure(measure: Measure, known: list[Event], day: int) -> float | None:  # noqa: PLR0911 - one for each kind
    if measure.kind == "days_since_last":
        return day + 1 - max(event.at for event in known)
    if measure.kind == "tenure":
        return float(day - min(event.day for event in known))
    end = day - measure.offset
    earlier = [event for event in known if event.day <= end]
    if measure.features:
        earlier = [event for event in earlier if event.feature in measure.features]
    inside = [event for event in earlier if not measure.window or event.day > end - measure.window]
    if measure.kind == "count":
        return float(len(inside))
    if measure.kind == "decayed":
        return _decayed(measure, {(end - event.day) // measure.bucket for event in inside})
    if measure.of == "bucket":
        return float(len({(end - event.day) // measure.bucket for event in inside}))
    if measure.kind == "count_distinct":
        return float(len(_keys(measure, inside)))
    if measure.kind == "new":
        before = [event for event in earlier if event.day <= end - measure.window]
        return float(len(set(_keys(measure, inside)) - set(_keys(measure, before))))
    assert measure.kind == "share_of_max"
    found = _keys(measure, inside)
    return max(found.values()) / len(inside) if found else None


def _decayed(measure: Measure, active: set[int]) -> float:
    count = measure.window // measure.bucket
    weight = [0.5 ** (back / measure.half_life) for back in range(count)]
    return measure.scale * math.fsum(weight[back] for back in active) / math.fsum(weight)


def _keys(measure: Measure, events: list[Event]) -> Counter[object]:
    """How many events each user (0 is nobody) or feature (empty is none) has."""
    if measure.of == "user":
        return Counter(event.user for event in events if event.user)
    return Counter(event.feature for event in events if event.feature)
