"""Metrics of all accounts as of any days, computed from roll-ups, known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date

import ibis
import numpy as np

from banso.judgement.metrics.queries.catalogue import catalogue
from banso.judgement.metrics.rules.compiler import Facts, compile_terms
from banso.judgement.metrics.rules.frame import Frame, empty
from banso.judgement.metrics.rules.intervals import Targets
from banso.judgement.metrics.rules.terms import BadMetric, resolve
from banso.platform.kit.days import EPOCH_DAY, day_end
from banso.platform.lake.api import LakeSession, session
from banso.platform.tenancy.api import current_workspace
from banso.record.usage.api import day_number, rollups


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
    with session() as engine:
        found = rollups(engine, until=ordered[-1])
        tables = [found.user_day, found.feature_day]
        if accounts is not None:
            chosen = [int(one) for one in accounts]
            tables = [table.filter(table.account.isin(chosen)) for table in tables]
        facts = Facts(user_day=tables[0], feature_day=tables[1])
        expr = compile_terms({slug: terms[slug] for slug in wanted}, facts, targets(engine, ordered))
        columns = engine.fetch(expr.order_by("t", "account"))
    calendar = np.array(ordered, dtype="datetime64[D]")
    return Frame(
        columns["account"].astype(np.int64),
        calendar[columns["t"].astype(np.int64)],
        {slug: columns[slug].astype(np.float64) for slug in wanted},
    )


def targets(engine: LakeSession, ordered: Sequence[date]) -> Targets:
    """The days asked for, oldest first, as tables of the engine."""
    zone = current_workspace().timezone
    numbers = np.array([day_number(day) for day in ordered], dtype=np.int64)
    ends = np.array(
        [day_end(day, zone).astimezone(UTC).replace(tzinfo=None) for day in ordered],
        dtype="datetime64[us]",
    )
    table = engine.memtable("targets", {"t": np.arange(len(numbers), dtype=np.int64), "day": numbers, "ends": ends})
    every = np.arange(numbers[0], numbers[-1] + 1, dtype=np.int64)
    calendar = engine.memtable("calendar", {"day": every, "t": np.searchsorted(numbers, every).astype(np.int64)})
    return Targets(
        table=table,
        calendar=calendar,
        first=int(numbers[0]),
        last=int(numbers[-1]),
        count=len(numbers),
    )


def first_assumed_day(until: date) -> date | None:
    """From which day on the book rests on history that is assumed to have been known."""
    with session() as engine:
        rows = rollups(engine, until=until).user_day
        found = engine.fetch(rows.filter(rows.assumed).agg(first=rows.known_day.min(), n=ibis._.count()))
    if not found["n"][0]:
        return None
    return (np.datetime64(EPOCH_DAY) + int(found["first"][0])).item()
