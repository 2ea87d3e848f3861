"""Metrics of all accounts as of any days, known then: usage from roll-ups; touches, tasks and lines beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date
from functools import lru_cache

import ibis
import numpy as np

from banso.judgement.metrics.queries.beside import Beside, Source
from banso.judgement.metrics.queries.catalogue import terms
from banso.judgement.metrics.queries.money import MoneyCounts
from banso.judgement.metrics.queries.work import WorkCounts
from banso.judgement.metrics.rules.compiler import Facts, compile_terms, longest_span
from banso.judgement.metrics.rules.frame import Frame, empty, joined
from banso.judgement.metrics.rules.intervals import Targets
from banso.judgement.metrics.rules.money import quotient
from banso.judgement.metrics.rules.terms import Measure, Ratio, Term, apart, facts_of
from banso.platform.kit.columns import Array
from banso.platform.kit.days import EPOCH_DAY, day_end
from banso.platform.lake.api import LakeSession, session
from banso.platform.tenancy.api import current_workspace
from banso.record.usage.api import account_ranges, day_number, rollups

USERS, FEATURES, TARGETS, CALENDAR, RESULT = "users", "features", "targets", "calendar", "result"
SCHEMAS = {
    USERS: {
        "account": "int64",
        "end_user": "int64",
        "day": "int64",
        "known_day": "int64",
        "n": "int64",
        "last_at": "timestamp",
    },
    FEATURES: {
        "account": "int64",
        "feature": "string",
        "day": "int64",
        "known_day": "int64",
        "n": "int64",
    },
    TARGETS: {"t": "int64", "day": "int64", "ends": "timestamp"},
    CALENDAR: {"day": "int64", "t": "int64"},
}
LAST = 1_000_000
"""The number of the last day asked for: some 2,700 years, so that no day's number is negative."""


CHUNK_ROWS = 400_000
"""Roll-up rows, and accounts × days, computed at once: what bounds memory."""
PASS_ROWS = 4_000_000
"""Accounts × days of one pass over the roll-ups: its results wait in the engine, which may spill them."""
MEMORY, WAITING = "512MB", "200MB"
"""What the engine may hold while it computes, and while its results are fetched."""


def frame(
    days: Sequence[date],
    slugs: Sequence[str] | None = None,
    *,
    accounts: Sequence[int] | None = None,
) -> Frame:
    """Metrics (all, or ``slugs``) as of the end of each of ``days``.

    A fact counts for a day when it happened and was known by the day's end. Rows are there for accounts that
    had an event known by then; where touches, tasks or lines are asked for, for every account known by then.
    """
    pieces = frames(days, slugs, accounts=accounts)
    return joined([found for _, found in pieces], list(terms(slugs)))


def frames(
    days: Sequence[date],
    slugs: Sequence[str] | None = None,
    *,
    accounts: Sequence[int] | None = None,
    rows: int | None = None,
) -> Iterator[tuple[list[date], Frame]]:
    """:func:`frame` in pieces of whole days, oldest first; at most about ``rows`` rows or one day each.

    However many pieces, the roll-ups are read once for every :data:`PASS_ROWS` results. A piece names its
    days, because no account may have a row on them; every day is in one piece.
    """
    wanted = terms(slugs)
    ordered = sorted(set(days))
    whole = {slug: apart(slug, term) for slug, term in wanted.items() if len(facts_of(term)) > 1}
    single = {slug: term for slug, term in wanted.items() if slug not in whole}
    for _ratio, parts in whole.values():
        single |= parts
    usage = _about(single, "event")
    sources: list[Source] = []
    if work := _about(single, "touch", "task"):
        sources.append(WorkCounts(work, accounts))
    if money := _about(single, "line"):
        sources.append(MoneyCounts(money, accounts))
    if not sources:
        yield from _of_usage(usage, ordered, accounts, rows)
        return
    counting = Beside(sources)
    pieces = _of_usage(usage, ordered, accounts, rows) if usage else counting.bare(ordered, rows)
    for some, found in pieces:
        yield some, _together(counting.beside(found, some), whole)


def _about(wanted: Mapping[str, Term], *facts: str) -> dict[str, Term]:
    return {slug: term for slug, term in wanted.items() if facts_of(term) <= set(facts)}


def _together(found: Frame, whole: Mapping[str, tuple[Term, Mapping[str, Term]]]) -> Frame:
    """Ratios of different facts, from their sides, which are taken out."""
    if not whole:
        return found
    more = {slug: _of_columns(ratio, found) for slug, (ratio, _parts) in whole.items()}
    sides = {name for _ratio, parts in whole.values() for name in parts}
    kept = {slug: column for slug, column in found.values.items() if slug not in sides}
    return Frame(found.accounts, found.days, {**kept, **more})


def _of_columns(term: Term, found: Frame) -> Array:
    if isinstance(term, Ratio):
        return quotient(_of_columns(term.over, found) + term.plus, _of_columns(term.under, found) + term.plus)
    if isinstance(term, Measure):
        raise TypeError("apart() comes first")
    return found.values[term.slug]


def _of_usage(
    wanted: Mapping[str, Term], ordered: list[date], accounts: Sequence[int] | None, rows: int | None
) -> Iterator[tuple[list[date], Frame]]:
    """The metrics of usage in pieces."""
    while ordered:
        with session(memory=MEMORY) as engine:
            one = _Pass(engine, wanted, ordered, accounts)
            *early, last = one.ranges(rows)
            engine.limit(WAITING)
            for start, stop in early:
                yield one.days[start:stop], one.frame(start, stop)
            found = one.frame(*last)
        # Without the engine: who uses the last piece, often the only one, has its memory.
        yield one.days[slice(*last)], found
        ordered = ordered[len(one.days) :]


def used_accounts(found: Frame) -> int:
    """How many rows of a frame belong to accounts that had an event known by then."""
    columns = [
        found.values[slug] for slug, term in terms().items() if facts_of(term) == {"event"} and slug in found.values
    ]
    return int(np.logical_or.reduce([~np.isnan(column) for column in columns]).sum()) if columns else 0


class _Pass:
    """One pass over the roll-ups, a chunk of accounts at a time; ``days`` are those that it takes."""

    def __init__(
        self, engine: LakeSession, wanted: Mapping[str, Term], days: Sequence[date], accounts: Sequence[int] | None
    ) -> None:
        self.engine = engine
        self.terms = wanted
        found = rollups(engine, until=days[-1])
        tables = {USERS: found.user_day, FEATURES: found.feature_day}
        if accounts is not None:
            asked = [int(one) for one in accounts]
            tables = {name: table.filter(table.account.isin(asked)) for name, table in tables.items()}
        users = tables[USERS]
        self.accounts = int(engine.fetch(users.agg(n=users.account.nunique()))["n"][0])
        self.days = _in_one_pass(days, wanted, max(1, PASS_ROWS // max(1, self.accounts)))
        # Days are counted so that the last one asked for is always the same number: then the statement
        # for one day, or for days in the same rhythm, is compiled once (it takes seconds).
        shift = LAST - day_number(self.days[-1])
        for name, table in tables.items():
            moved = table.filter(table.day <= day_number(self.days[-1]))
            moved = moved.mutate(day=moved.day + shift, known_day=moved.known_day + shift)
            engine.view(f"all_{name}", moved.select(*SCHEMAS[name]))
        numbers = _targets(engine, self.days, shift)
        statement = _statement(tuple(wanted.items()), int(numbers[0]), len(numbers))
        for first, final in account_ranges(engine, users, rows=CHUNK_ROWS, least=len(self.days)):
            for name in tables:
                every = engine.backend.table(f"all_{name}")
                engine.store(name, every.filter(every.account.between(first, final)))
            engine.collect(RESULT, statement)

    def ranges(self, rows: int | None) -> list[tuple[int, int]]:
        """Ranges of ``days`` (end excluded) with about ``rows`` rows or one day each."""
        size = len(self.days) if rows is None else max(1, rows // max(1, self.accounts))
        return [(start, min(start + size, len(self.days))) for start in range(0, len(self.days), size)]

    def frame(self, start: int, stop: int) -> Frame:
        """The results of ``days[start:stop]``."""
        if not self.accounts:
            return empty(list(self.terms))
        result = self.engine.backend.table(RESULT)
        some = result.filter((result.t >= start) & (result.t < stop))
        columns = self.engine.fetch(some.order_by("t", "account"))
        calendar = np.array(self.days, dtype="datetime64[D]")
        return Frame(
            columns["account"].astype(np.int64, copy=False),
            calendar[columns["t"].astype(np.int64)],
            {slug: columns[slug].astype(np.float64, copy=False) for slug in self.terms},
        )


def _in_one_pass(days: Sequence[date], wanted: Mapping[str, Term], most: int) -> list[date]:
    """The first of ``days`` that one pass takes."""
    span = longest_span(wanted)
    return [day for day in days[:most] if (day - days[0]).days <= span]


@lru_cache(maxsize=64)
def _statement(wanted: tuple[tuple[str, Term], ...], first: int, count: int) -> str:
    """The statement that computes ``wanted`` for ``count`` days from number ``first`` to :data:`LAST`."""
    tables = {name: ibis.table(schema, name=name) for name, schema in SCHEMAS.items()}
    facts = Facts(user_day=tables[USERS], feature_day=tables[FEATURES])
    days = Targets(table=tables[TARGETS], calendar=tables[CALENDAR], first=first, last=LAST, count=count)
    return str(ibis.to_sql(compile_terms(dict(wanted), facts, days), dialect="duckdb"))


def _targets(engine: LakeSession, ordered: Sequence[date], shift: int) -> Array:
    """Put the days asked for, oldest first, into tables of the engine; their numbers."""
    zone = current_workspace().timezone
    numbers = np.array([day_number(day) + shift for day in ordered], dtype=np.int64)
    ends = np.array(
        [day_end(day, zone).astimezone(UTC).replace(tzinfo=None) for day in ordered],
        dtype="datetime64[us]",
    )
    engine.memtable(TARGETS, {"t": np.arange(len(numbers), dtype=np.int64), "day": numbers, "ends": ends})
    every = np.arange(numbers[0], numbers[-1] + 1, dtype=np.int64)
    engine.memtable(CALENDAR, {"day": every, "t": np.searchsorted(numbers, every).astype(np.int64)})
    return numbers


def first_assumed_day(until: date) -> date | None:
    """From which day on the book rests on history that is assumed to have been known."""
    with session() as engine:
        rows = rollups(engine, until=until).user_day
        found = engine.fetch(rows.filter(rows.assumed).agg(first=rows.known_day.min(), n=ibis._.count()))
    if not found["n"][0]:
        return None
    return (np.datetime64(EPOCH_DAY) + int(found["first"][0])).item()
