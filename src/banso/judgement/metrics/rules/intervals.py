"""Rows as intervals of targets: where a fact starts and stops to count.

``rows`` have ``account``, ``day`` (d), ``known`` (k, not before d) as integers. In a window of ``w``
days ending ``o`` days before the target a row counts for targets T with
``max(d + o, k) <= T < d + o + w``. All functions give a *change table*: account, t, c, to be summed
over t.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from banso.judgement.metrics.rules.terms import Measure


@dataclass(frozen=True, kw_only=True)
class Targets:
    """The days asked for.

    ``table``: t (0, 1, … in order of day), day, ends (the instant at which the day has ended).
    ``calendar``: day, t for each day from ``first`` to ``last + 1``: the first target not before it,
    ``count`` for the day after the last.
    """

    table: ir.Table
    calendar: ir.Table
    first: int
    last: int
    count: int


def changes(rows: ir.Table, measure: Measure, targets: Targets) -> ir.Table:
    """How the windowed sum of ``rows.n`` changes from target to target."""
    bounded = _bounded(rows, measure, targets)
    plus = bounded.select("account", day="start", c="n")
    if not measure.window:
        return _summed(plus, targets)
    minus = bounded.filter(bounded.stop <= targets.last).select(
        "account", day="stop", c=-bounded.n
    )
    return _summed(plus.union(minus), targets)


def distinct(rows: ir.Table, measure: Measure, targets: Targets) -> ir.Table:
    """How the number of different ``rows.key`` in the window changes.

    The intervals of one key are merged: each adds only what reaches beyond all that started before.
    """
    bounded = _bounded(rows, measure, targets)
    starts = at_target(bounded.select("account", "key", "stop", day="start"), targets, "begin")
    stops = at_target(
        starts.select("account", "key", "begin", day=ibis.least(starts.stop, targets.last + 1)),
        targets,
        "end",
    )
    pieces = stops.group_by("account", "key", "begin").agg(end=stops.end.max())
    before = ibis.window(
        group_by=["account", "key"], order_by="begin", preceding=(None, 1)
    )
    reached = pieces.mutate(reached=pieces.end.max().over(before))
    merged = reached.mutate(
        begin=ibis.greatest(reached.begin, ibis.coalesce(reached.reached, 0))
    ).filter(lambda t: t.end > t.begin)
    plus = merged.select("account", t="begin", c=ibis.literal(1, "int64"))
    minus = merged.filter(merged.end < targets.count).select(
        "account", t="end", c=ibis.literal(-1, "int64")
    )
    both = plus.union(minus)
    return both.group_by("account", "t").agg(c=both.c.sum())


def new(rows: ir.Table, measure: Measure, targets: Targets) -> ir.Table:
    """How the number of keys first seen inside the window changes.

    A key is new while it has been seen and has not been seen before the window: the second begins
    when the first known row leaves the window.
    """
    start = ibis.greatest(rows.day + measure.offset, rows.known, targets.first)
    older = ibis.greatest(rows.day + measure.offset + measure.window, rows.known, targets.first)
    seen = rows.group_by("account", "key").agg(start=start.min(), stop=older.min())
    plus = seen.select("account", day="start", c=ibis.literal(1, "int64"))
    minus = seen.select("account", day="stop", c=ibis.literal(-1, "int64"))
    both = plus.union(minus)
    return _summed(both.filter(both.day <= targets.last), targets)


def largest(rows: ir.Table, measure: Measure, targets: Targets, name: str) -> ir.Table:
    """The largest windowed sum of ``rows.n`` of one key: account, t and ``name``, where there is one."""
    bounded = _bounded(rows, measure, targets)
    plus = bounded.select("account", "key", day="start", c="n")
    minus = bounded.filter(bounded.stop <= targets.last).select(
        "account", "key", day="stop", c=-bounded.n
    )
    moved = at_target(plus.union(minus), targets, "t")
    steps = moved.group_by("account", "key", "t").agg(c=moved.c.sum())
    so_far = ibis.cumulative_window(group_by=["account", "key"], order_by="t")
    after = ibis.window(group_by=["account", "key"], order_by="t")
    held = steps.select(
        "account",
        "t",
        until=ibis.coalesce(steps.t.lead().over(after), targets.count),
        n=steps.c.sum().over(so_far),
    )
    held = held.filter((held.n > 0) & (held.until > held.t))
    spread = held.select("account", "n", t=ibis.range(held.t, held.until).unnest())
    return spread.group_by("account", "t").agg(**{name: spread.n.max()})


def _bounded(rows: ir.Table, measure: Measure, targets: Targets) -> ir.Table:
    """``rows`` with ``start`` and ``stop`` (exclusive) in days; only what some target can see."""
    start = ibis.greatest(rows.day + measure.offset, rows.known, targets.first)
    if not measure.window:
        return rows.mutate(start=start).filter(lambda t: t.start <= targets.last)
    stop = rows.day + (measure.offset + measure.window)
    return rows.mutate(start=start, stop=stop).filter(
        lambda t: (t.start <= targets.last) & (t.stop > t.start)
    )


def at_target(rows: ir.Table, targets: Targets, name: str) -> ir.Table:
    """``rows`` with ``day`` replaced by the first target not before it, called ``name``."""
    calendar = targets.calendar.rename(__day="day", __t="t")
    kept = [column for column in rows.columns if column != "day"]
    return rows.join(calendar, rows.day == calendar["__day"]).select(*kept, **{name: "__t"})


def _summed(rows: ir.Table, targets: Targets) -> ir.Table:
    moved = at_target(rows, targets, "t")
    return moved.group_by("account", "t").agg(c=moved.c.sum())
