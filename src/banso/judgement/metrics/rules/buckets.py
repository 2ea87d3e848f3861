"""Weeks and months counted back from each target.

Bucket number j of a target T holds the days with ``(T - day) div size = j``. Targets that agree modulo
the size cut time at the same places, so a day's bucket is numbered once for each remainder, and its
distance from a target is a difference of two numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from banso.judgement.metrics.rules.intervals import Targets
from banso.judgement.metrics.rules.terms import Measure


def bucketed(rows: ir.Table, wanted: Mapping[str, Measure], targets: Targets) -> ir.Table:
    """Account, t and each of ``wanted`` (all of one bucket size and offset); no row means 0.

    ``rows``: account, day, known, one for each active day.
    """
    one = next(iter(wanted.values()))
    size, offset = one.bucket, one.offset
    longest = max(measure.window for measure in wanted.values())
    shifted = targets.table.day - offset
    numbered = targets.table.select("t", "day", rest=shifted % size, number=shifted // size)
    rests = numbered.select("rest").distinct()

    near = rows.filter(
        (rows.day > targets.first - offset - longest)
        & (ibis.greatest(rows.day + offset, rows.known) <= targets.last)
    )
    crossed = near.cross_join(rests)
    cut = crossed.select(
        "account",
        "rest",
        bucket=(crossed.day - crossed.rest + (size - 1)) // size,
        start=ibis.greatest(crossed.day + offset, crossed.known),
    )
    active = cut.group_by("account", "rest", "bucket").agg(start=cut.start.min())

    seen = active.join(numbered, ["rest"])
    seen = seen.select("account", "t", "start", "day", back=seen.number - seen.bucket)
    seen = seen.filter(
        (seen.start <= seen.day) & (seen.back >= 0) & (seen.back < longest // size)
    )
    return seen.group_by("account", "t").agg(
        **{name: _aggregate(seen, measure) for name, measure in wanted.items()}
    )


def _aggregate(seen: ir.Table, measure: Measure) -> ir.Value:
    inside = seen.back < measure.window // measure.bucket
    if measure.kind == "count_distinct":
        return inside.sum()
    count = measure.window // measure.bucket
    whole = sum(0.5 ** (back / measure.half_life) for back in range(count))
    faded = ibis.literal(0.5) ** (seen.back.cast("float64") / ibis.literal(measure.half_life))
    return faded.sum(where=inside) * ibis.literal(measure.scale / whole)
