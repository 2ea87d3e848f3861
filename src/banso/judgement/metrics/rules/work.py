"""Metrics of touches and tasks: few rows, counted in memory for all accounts on one day.

What counts as of a day is what was known at its end: touches that had been written down and not deleted, tasks
in the state that the journal knew by then. Instants are datetime64[us] in UTC, days whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from banso.judgement.metrics.rules.terms import Measure, Ratio, Reference, Term
from banso.platform.kit.columns import Array, Columns, take

MICROSECONDS_A_DAY = 86_400_000_000.0
Ends = Callable[[int], np.datetime64]
"""The instant at which a day (number) has ended."""


@dataclass(frozen=True)
class Ledger:
    """What is known of touches and tasks. ``accounts`` (sorted) are those that are counted for.

    ``touches``: touch, account, at, known, gone, sorted by ``at``. ``people``: touch, person, sorted by touch.
    ``tasks``: account, due, snoozed, since, until.
    """

    accounts: Array
    touches: Columns
    people: Columns
    tasks: Columns


def ledger(accounts: Array, touches: Columns, people: Columns, tasks: Columns) -> Ledger:
    """The facts in the order that counting wants."""
    return Ledger(
        np.sort(accounts),
        take(touches, np.argsort(touches["at"], kind="stable")),
        take(people, np.argsort(people["touch"], kind="stable")),
        tasks,
    )


def count_terms(terms: dict[str, Term], facts: Ledger, day: int, ends: Ends) -> Columns:
    """One float64 column for each of the resolved ``terms``, as long as ``facts.accounts``; NaN is "no value"."""
    known: dict[Measure, Array] = {}
    return {slug: _value(term, facts, day, ends, known) for slug, term in terms.items()}


def _value(term: Term, facts: Ledger, day: int, ends: Ends, known: dict[Measure, Array]) -> Array:
    if isinstance(term, Ratio):
        over, under = (_value(side, facts, day, ends, known) + term.plus for side in (term.over, term.under))
        share: Array = np.divide(over, under, out=np.full(len(over), np.nan), where=under != 0)
        return share
    if isinstance(term, Reference):
        raise TypeError("resolve() comes first")
    if term not in known:
        known[term] = _of_tasks(term, facts, day, ends) if term.fact == "task" else _of_touches(term, facts, day, ends)
    return known[term]


def _of_tasks(measure: Measure, facts: Ledger, day: int, ends: Ends) -> Array:
    tasks, end = facts.tasks, ends(day)
    held = (tasks["since"] < end) & (tasks["until"] >= end)
    if measure.state == "overdue":
        asleep = (tasks["snoozed"] > day) & (tasks["snoozed"] != np.iinfo(np.int64).max)
        held &= (tasks["due"] <= day) & ~asleep
    return _counted(tasks["account"][held], facts.accounts)


def _of_touches(measure: Measure, facts: Ledger, day: int, ends: Ends) -> Array:
    now, at = ends(day), facts.touches["at"]
    stop = np.searchsorted(at, ends(day - measure.offset), side="left")
    start = np.searchsorted(at, ends(day - measure.offset - measure.window), side="left") if measure.window else 0
    some = take(facts.touches, np.arange(start, stop))
    some = take(some, (some["known"] < now) & (some["gone"] >= now))
    if measure.kind == "days_since_last":
        return _since_last(some, facts.accounts, now)
    if measure.kind == "count":
        return _counted(some["account"], facts.accounts)
    return _counted(_pairs(some, facts.people), facts.accounts)


def _since_last(some: Columns, accounts: Array, now: np.datetime64) -> Array:
    found = np.full(len(accounts), np.nan)
    place = np.searchsorted(accounts, some["account"])
    there = place < len(accounts)
    there[there] = accounts[place[there]] == some["account"][there]
    # In the order of time: of several touches of one account the last one stays.
    found[place[there]] = (now - some["at"][there]).astype("timedelta64[us]").astype(np.float64) / MICROSECONDS_A_DAY
    return found


def _pairs(some: Columns, people: Columns) -> Array:
    """The account of each pair of account and person that met."""
    order = np.argsort(some["touch"])
    touch, account = some["touch"][order], some["account"][order]
    place = np.searchsorted(touch, people["touch"])
    there = place < len(touch)
    there[there] = touch[place[there]] == people["touch"][there]
    pairs = np.stack([account[place[there]], people["person"][there]], axis=1)
    return np.unique(pairs, axis=0)[:, 0] if len(pairs) else account[:0]


def _counted(account: Array, accounts: Array) -> Array:
    place = np.searchsorted(accounts, account)
    there = place < len(accounts)
    there[there] = accounts[place[there]] == account[there]
    return np.bincount(place[there], minlength=len(accounts)).astype(np.float64)
