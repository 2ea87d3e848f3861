"""Metrics of all accounts as of any days, computed from roll-ups, known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from functools import lru_cache

import ibis
import numpy as np

from banso.judgement.metrics.queries.catalogue import catalogue
from banso.judgement.metrics.rules.compiler import Facts, compile_terms
from banso.judgement.metrics.rules.frame import Frame, empty
from banso.judgement.metrics.rules.intervals import Targets
from banso.judgement.metrics.rules.terms import BadMetric, Term, resolve
from banso.platform.kit.columns import Array
from banso.platform.kit.days import EPOCH_DAY, day_end
from banso.platform.lake.api import LakeSession, session
from banso.platform.tenancy.api import current_workspace
from banso.record.usage.api import day_number, rollups

USERS, FEATURES, TARGETS, CALENDAR = "users", "features", "targets", "calendar"
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


def frame(
    days: Sequence[date],
    slugs: Sequence[str] | None = None,
    *,
    accounts: Sequence[int] | None = None,
) -> Frame:
    """Metrics (all, or ``slugs``) as of the end of each of ``days``, in one pass.

    An event counts for a day when it happened and was known by the day's end. Rows are there for
    accounts that had an event known by then; others have no value.
    """
    terms = resolve(catalogue())
    wanted = list(terms) if slugs is None else list(dict.fromkeys(slugs))
    unknown = [slug for slug in wanted if slug not in terms]
    if unknown:
        raise BadMetric(f"There is no metric {unknown[0]!r}.", hint=f"Metrics: {', '.join(terms)}.")
    if not days:
        return empty(wanted)
    ordered = sorted(set(days))
    # Days are counted so that the last one asked for is always the same number: then the statement
    # for one day, or for days in the same rhythm, is compiled once (it takes seconds).
    shift = LAST - day_number(ordered[-1])
    with session() as engine:
        found = rollups(engine, until=ordered[-1])
        for name, table in ((USERS, found.user_day), (FEATURES, found.feature_day)):
            moved = table.mutate(day=table.day + shift, known_day=table.known_day + shift)
            if accounts is not None:
                moved = moved.filter(moved.account.isin([int(one) for one in accounts]))
            engine.view(name, moved.select(*SCHEMAS[name]))
        numbers = _targets(engine, ordered, shift)
        statement = _statement(tuple((slug, terms[slug]) for slug in wanted), int(numbers[0]), len(numbers))
        columns = engine.sql(statement)
    calendar = np.array(ordered, dtype="datetime64[D]")
    return Frame(
        columns["account"].astype(np.int64),
        calendar[columns["t"].astype(np.int64)],
        {slug: columns[slug].astype(np.float64) for slug in wanted},
    )


@lru_cache(maxsize=64)
def _statement(terms: tuple[tuple[str, Term], ...], first: int, count: int) -> str:
    """The statement that computes ``terms`` for ``count`` days from number ``first`` to :data:`LAST`."""
    tables = {name: ibis.table(schema, name=name) for name, schema in SCHEMAS.items()}
    facts = Facts(user_day=tables[USERS], feature_day=tables[FEATURES])
    days = Targets(table=tables[TARGETS], calendar=tables[CALENDAR], first=first, last=LAST, count=count)
    return str(ibis.to_sql(compile_terms(dict(terms), facts, days).order_by("t", "account"), dialect="duckdb"))


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
