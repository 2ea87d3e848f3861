"""What becomes of a line's periods when somebody amends, ends, pauses or renews it. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One period of a line as plain values, as ``models.Period`` keeps it; ids are those of the database."""

    account: int
    product: int
    plan: int | None = None
    kind: str = "recurring"
    quantity: int | None = None
    unit_price: int | None = None
    amount: int | None = None
    interval: str = "month"
    interval_count: int = 1
    currency: str
    discount: int = 0
    start: date
    end: date | None = None
    signed: date | None = None
    term_end: date | None = None
    notice: date | None = None
    trial_end: date | None = None
    pause_from: date | None = None
    pause_to: date | None = None
    past_due_since: date | None = None


class NoSuchDay(ValueError):
    """The line has no period that this could be about."""


AFRESH: dict[str, Any] = {
    "notice": None,
    "trial_end": None,
    "pause_from": None,
    "pause_to": None,
    "past_due_since": None,
}
"""What an old term had of its own and a new one begins without."""


def holding(periods: Sequence[Terms], day: date) -> Terms | None:
    """The period that ``day`` is in; else the last that began before it; None where none did."""
    begun = [one for one in sorted(periods, key=lambda one: one.start) if one.start <= day]
    inside = [one for one in begun if one.end is None or day < one.end]
    return (inside or begun or [None])[-1]  # type: ignore[list-item]


def amended(periods: Sequence[Terms], day: date, changes: dict[str, Any]) -> list[Terms]:
    """The line as it is said to be when it changes on ``day``: the period there is cut, what comes later stays.

    Raises :class:`NoSuchDay` where nothing began by then.
    """
    at = holding(periods, day)
    if at is None:
        raise NoSuchDay(day)
    later = sorted((one for one in periods if one.start > day), key=lambda one: one.start)
    until = later[0].start if later else None
    kept = [_until(one, day) for one in periods if one.start < day]
    end = changes.get("end", at.end)
    if end is not None and end <= day:
        end = None
    if until is not None and (end is None or end > until):
        end = until
    return [*kept, replace(at, **{"start": day, "end": end, **_but(changes, "end")}), *later]


def corrected(periods: Sequence[Terms], start: date, changes: dict[str, Any]) -> list[Terms]:
    """The line when its period of ``start`` was said wrongly; raises :class:`NoSuchDay` where there is none."""
    if all(one.start != start for one in periods):
        raise NoSuchDay(start)
    said = [replace(one, **changes) if one.start == start else one for one in periods]
    return sorted(said, key=lambda one: one.start)


def ended(periods: Sequence[Terms], day: date, notice: date | None) -> list[Terms]:
    """The line when it ends on ``day`` (it is not in force on that day any more), with notice given on ``notice``."""
    kept = [_until(one, day) for one in periods if one.start < day]
    if not kept:
        raise NoSuchDay(day)
    last = max(kept, key=lambda one: one.start)
    return [one if one is not last else replace(one, end=day, notice=notice or one.notice) for one in kept]


def noticed(periods: Sequence[Terms], notice: date | None) -> list[Terms]:
    """The line when notice was given on ``notice``; None takes it back."""
    last = max(periods, key=lambda one: one.start)
    return [replace(one, notice=notice) if one is last else one for one in periods]


def paused(periods: Sequence[Terms], first: date, until: date | None) -> list[Terms]:
    """The line when it is paused from ``first`` until ``until`` (exclusive; none: nobody knows yet)."""
    at = holding(periods, first)
    if at is None:
        raise NoSuchDay(first)
    return [replace(one, pause_from=first, pause_to=until) if one is at else one for one in periods]


def renewed(periods: Sequence[Terms], term_end: date, new_end: date, changes: dict[str, Any]) -> list[Terms]:
    """The line when the term that ends on ``term_end`` is followed by one until ``new_end``.

    A line that ran only until its term ended runs only until the new one does; one that runs on, runs on.
    """
    # The period of the term's last day: one that renews itself may have stated the end of an earlier term.
    at = holding(periods, term_end - timedelta(days=1))
    if at is None:
        raise NoSuchDay(term_end)
    ends = new_end if at.end is not None else None
    kept = [_until(one, term_end) for one in periods if one.start < term_end]
    # Notice that was given is taken back by signing again.
    kept = [replace(one, notice=None) if one.start == at.start else one for one in kept]
    follows = {**AFRESH, "start": term_end, "end": ends, "term_end": new_end, **changes}
    later = [one for one in periods if one.start > term_end]
    return [*kept, replace(at, **follows), *later]


def _until(one: Terms, day: date) -> Terms:
    return one if one.end is not None and one.end <= day else replace(one, end=day)


def _but(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
