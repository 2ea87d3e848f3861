"""Weeks and months counted back from each target.

Bucket j of a target T holds the days with ``(T - day) div size = j``. Targets that agree modulo the
size (they have one *rest*) cut time at the same places, so that buckets have a number for each rest,
and active buckets become intervals of targets like any other fact.

A fixed block of ``size`` days is cut by a rest into two buckets; which of them are active follows from
the first and the last active day of the block, so a block needs one row and not one for each day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from banso.judgement.metrics.rules.intervals import Targets, accumulate, sums
from banso.judgement.metrics.rules.terms import Measure


def bucketed(rows: ir.Table, grid: ir.Table, wanted: Mapping[str, Measure], targets: Targets) -> ir.Table:
    """Account, t and each of ``wanted``, which have one bucket size and one offset.

    ``rows``: account, day, known, one for each active day; ``grid``: account, t.
    """
    one = next(iter(wanted.values()))
    size, offset = one.bucket, one.offset
    longest = max(measure.window for measure in wanted.values())
    shifted = targets.table.day - offset
    numbered = targets.table.select("t", "day", rest=shifted % size, number=shifted // size)
    near = rows.filter(rows.day > targets.first - offset - longest)
    active = _active(near, numbered, size, offset, targets)

    last = targets.last // size
    amounts, totals = {}, {}
    for name, measure in wanted.items():
        totals[name] = measure
        if measure.kind == "decayed":
            # Faded from the number of the last target, so that one running sum serves all targets.
            power = (active.number - last).cast("float64") / ibis.literal(measure.half_life)
            active = active.mutate(**{f"{name}_faded": ibis.literal(2.0) ** power})
            amounts[name] = f"{name}_faded"
            totals[f"{name}_count"] = measure
    parts = sums(
        active.mutate(n=ibis.literal(1, "int64")),
        totals,
        targets,
        amounts=amounts,
        calendar=_calendar(numbered, targets),
    )
    summed = accumulate(grid.join(numbered, "t").select("account", "rest", "t"), parts, list(totals)).join(
        numbered, ["rest", "t"]
    )
    values = {}
    for name, measure in wanted.items():
        values[name] = summed[name]
        if measure.kind == "decayed":
            back = (summed.number - last).cast("float64") / ibis.literal(measure.half_life)
            faded = summed[name] * ibis.literal(2.0) ** -back * ibis.literal(_scale(measure))
            values[name] = ibis.ifelse(summed[f"{name}_count"] > 0, faded, 0.0)
    return summed.select("account", "t", **values)


def _active(rows: ir.Table, numbered: ir.Table, size: int, offset: int, targets: Targets) -> ir.Table:
    """Active buckets for each rest: account, rest, number, day (the bucket's last), known.

    ``known`` matters only where a day became known after a target that could have counted it.
    """
    days = targets.calendar.rename(start="day", seen="t")
    could = ibis.greatest(rows.day + offset, targets.first)
    rows = rows.mutate(could=could, start=ibis.greatest(could, rows.known))
    rows = rows.filter(rows.start <= targets.last)
    rows = rows.join(days, "start").join(targets.calendar.rename(could="day", due="t"), "could")
    known = ibis.ifelse(rows.seen == rows.due, targets.first, rows.start)
    rows = rows.select("account", block=rows.day // size, within=rows.day % size, known=known)
    blocks = rows.group_by("account", "block", "known").agg(low=rows.within.min(), high=rows.within.max())
    cut = blocks.cross_join(numbered.select("rest").distinct())
    older = cut.filter(cut.low <= cut.rest).select("account", "rest", "known", number="block")
    newer = cut.filter(cut.high > cut.rest)
    newer = newer.select("account", "rest", "known", number=newer.block + 1)
    both = older.union(newer)
    active = both.group_by("account", "rest", "number").agg(known=both.known.min())
    return active.mutate(day=active.number * size + active.rest)


def _calendar(numbered: ir.Table, targets: Targets) -> ir.Table:
    """rest, day, t: the first target with this rest that is not before the day."""
    days = targets.calendar.select(asked="day")
    later = days.join(numbered, days.asked <= numbered.day)
    return later.group_by("rest", day="asked").agg(t=later.t.min())


def _scale(measure: Measure) -> float:
    count = measure.window // measure.bucket
    whole = math.fsum(0.5 ** (back / measure.half_life) for back in range(count))
    return measure.scale / whole
