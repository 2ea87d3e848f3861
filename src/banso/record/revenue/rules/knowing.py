"""What was known of a line, and when: rows of a file taken apart into statements. Pure.

A row says what a line is from its start on; whatever was said of the time before stays. With history, one row may
have been known bit by bit: the line from the day it was signed, its notice on the day of the notice, an early end only
then, or on the day itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from banso.record.revenue.rules.amending import Terms

Begins = Callable[[date], datetime]
"""The instant at which a day begins in the workspace."""


@dataclass(frozen=True, slots=True)
class Told:
    """One row about a line: its terms, its place in the file, and when it was recorded, where the file says so."""

    terms: Terms
    number: int
    recorded: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """What the whole line was said to be from ``at`` on. ``row``: the last row of the file that had a part in it."""

    at: datetime
    periods: tuple[Terms, ...]
    basis: str
    row: int | None = None


def merged(before: Sequence[Terms], said: Sequence[Terms]) -> tuple[Terms, ...]:
    """The line when ``said`` is true of it from its first start on; what was before stands, and is cut there."""
    if not said:
        return tuple(before)
    first = min(one.start for one in said)
    kept = [_until(one, first) for one in before if one.start < first]
    return (*sorted(kept, key=_start), *sorted(said, key=_start))


def overlapping(rows: Sequence[Told], *, history: bool) -> dict[int, int]:
    """``{number of a row: of the row it overlaps with}`` among rows of one line.

    With history, a row that was recorded at another time than the one it overlaps with amends it, and is no fault.
    """
    found: dict[int, int] = {}
    ordered = sorted(rows, key=lambda one: (one.terms.start, one.number))
    reach: Told | None = None
    for one in ordered:
        meets = reach is not None and (reach.terms.end is None or one.terms.start < reach.terms.end)
        if reach is not None and meets and not (history and one.recorded != reach.recorded):
            found[one.number], found[reach.number] = reach.number, one.number
        if reach is None or (reach.terms.end or date.max) < (one.terms.end or date.max):
            reach = one
    return found


def at_once(rows: Sequence[Told], before: Sequence[Terms], now: datetime) -> list[Saying]:
    """All that the rows say, known now; nothing where it was said already."""
    whole = merged(before, [one.terms for one in rows])
    if whole == tuple(before):
        return []
    return [Saying(now, whole, "observed", max(one.number for one in rows))]


def bit_by_bit(
    rows: Sequence[Told], before: Sequence[tuple[datetime, Sequence[Terms]]], now: datetime, begins: Begins
) -> list[Saying]:
    """What was known when, by the rows' own dates; ``before`` is what was said of the line up to now, in order.

    Nothing is known later than ``now``, since the file says it now.
    """
    clocks = [(one, _clock(one, now, begins)) for one in rows]
    if len(rows) == 1 and not before:
        return _of_one(*clocks[0])
    times = sorted({at for _one, clock in clocks for at in clock.values() if at is not None})
    said: list[Saying] = []
    for at in times:
        there = _known_by(before, said, at)
        whole = merged(there, _visible(clocks, at))
        if whole == tuple(there):
            continue
        told = [one for one, clock in clocks if clock["known"] <= at]
        stated = any(one.recorded is not None and clock["known"] == at for one, clock in clocks)
        said.append(Saying(at, whole, "stated" if stated else "assumed", max(one.number for one in told)))
    # What others said later says the whole line too; what the file knows now must not be lost behind it.
    last = _known_by(before, said, now)
    whole = merged(last, _visible(clocks, now))
    if whole != tuple(last):
        said.append(Saying(now, whole, "observed", max(one.number for one in rows)))
    return said


def _of_one(one: Told, clock: dict[str, Any]) -> list[Saying]:
    """The usual case, which a file has a quarter of a million of: one row of a line that nobody knows yet."""
    said: list[Saying] = []
    for at in sorted({at for at in clock.values() if at is not None}):
        seen = _seen(one.terms, clock, at)
        if not said or said[-1].periods[0] != seen:
            stated = one.recorded is not None and at == clock["known"]
            said.append(Saying(at, (seen,), "stated" if stated else "assumed", one.number))
    return said


def _clock(one: Told, now: datetime, begins: Begins) -> dict[str, Any]:
    """When each part of a row was known; none for parts that it does not have."""
    terms = one.terms
    known = min(one.recorded or begins(terms.signed or terms.start), now)

    def on(day: date | None) -> datetime | None:
        return None if day is None else max(known, min(begins(day), now))

    end = None
    if terms.end is not None:
        is_early = terms.term_end is None or terms.end < terms.term_end
        end = on(terms.notice or terms.end) if is_early else known
    return {
        "known": known,
        "notice": on(terms.notice),
        "end": end,
        "pause": on(terms.pause_from),
        "past_due": on(terms.past_due_since),
    }


def _visible(clocks: Sequence[tuple[Told, dict[str, Any]]], at: datetime) -> list[Terms]:
    """What the rows say of the line by ``at``; a row that was known later takes the place of what it overlaps with."""
    kept: list[tuple[Terms, Terms]] = []
    for one, clock in sorted(clocks, key=lambda pair: (pair[1]["known"], pair[0].number)):
        if clock["known"] > at:
            continue
        terms = one.terms
        kept = [
            pair
            for pair in kept
            if pair[0].start < terms.start or (terms.end is not None and pair[0].start >= terms.end)
        ]
        kept.append((terms, _seen(terms, clock, at)))
    kept.sort(key=lambda pair: pair[0].start)
    shown = [seen for _terms, seen in kept]
    return [
        _until(seen, shown[place + 1].start) if place + 1 < len(shown) else seen for place, seen in enumerate(shown)
    ]


def _seen(terms: Terms, clock: dict[str, Any], at: datetime) -> Terms:
    """A row without the parts of it that nobody knew by ``at``."""
    hidden: dict[str, Any] = {}
    for part, names in _PARTS.items():
        if clock[part] is not None and clock[part] > at:
            hidden |= dict.fromkeys(names)
    return replace(terms, **hidden) if hidden else terms


_PARTS = {
    "notice": ("notice",),
    "end": ("end",),
    "pause": ("pause_from", "pause_to"),
    "past_due": ("past_due_since",),
}


def _known_by(
    before: Sequence[tuple[datetime, Sequence[Terms]]], said: Sequence[Saying], at: datetime
) -> Sequence[Terms]:
    """What was known of the line at ``at``: of two said at one time, the one of the file."""
    best: tuple[datetime, Sequence[Terms]] | None = None
    for when, periods in before:
        if when <= at:
            best = when, periods
    for one in said:
        if one.at <= at and (best is None or one.at >= best[0]):
            best = one.at, one.periods
    return best[1] if best else ()


def _until(one: Terms, day: date) -> Terms:
    return one if one.end is not None and one.end <= day else replace(one, end=day)


def _start(one: Terms) -> date:
    return one.start
