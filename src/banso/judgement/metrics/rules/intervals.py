"""Facts as intervals of targets: where a row starts and stops to count.

``rows`` have ``account``, ``day`` (d) and ``known`` (k, not before d) as integers. In a window of
``w`` days that ends ``o`` days before the target, a row counts for the targets T with
``max(d + o, k) <= T < d + o + w``. A *change table* has its keys, ``t`` (the first target that sees a
change) and how much each named sum changes there; summed up over ``t`` it gives the sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from banso.judgement.metrics.rules.terms import Measure


@dataclass(frozen=True, kw_only=True)
class Targets:
    """The days asked for.

    ``table``: t (0, 1, … in order of day), day, ends (the instant at which the day has ended).
    ``calendar``: day, t for each day from ``first`` to ``last``: the first target not before it.
    """

    table: ir.Table
    calendar: ir.Table
    first: int
    last: int
    count: int


def sums(
    rows: ir.Table,
    wanted: Mapping[str, Measure],
    targets: Targets,
    *,
    amounts: Mapping[str, str] | None = None,
    calendar: ir.Table | None = None,
) -> list[ir.Table]:
    """Change tables of windowed sums of ``rows.n`` (or of the column that ``amounts`` names).

    All of ``wanted`` have one offset. A ``calendar`` with a further column (``rest``), which ``rows``
    then have too, keeps the targets of each rest apart.
    """
    days = targets.calendar if calendar is None else calendar
    by = [name for name in days.columns if name not in ("day", "t")]
    offset = next(iter(wanted.values())).offset
    rows = rows.mutate(start=ibis.greatest(rows.day + offset, rows.known, targets.first), leaves=rows.day + offset)
    longest = _longest(wanted)
    rows = rows.filter(rows.start <= targets.last)
    if longest:
        rows = rows.filter(rows.leaves + longest > rows.start)
    found: dict[str, ir.Value] = {}
    gone = []
    for name, measure in wanted.items():
        amount = rows[(amounts or {}).get(name, "n")]
        stop = rows.leaves + measure.window
        # Rows stay in the longest window at least, and in one without end always.
        stays = measure.window in (0, longest)
        found[name] = amount if stays else ibis.ifelse(stop > rows.start, amount, amount - amount)
        if measure.window:
            left = rows.filter((stop > rows.start) & (stop <= targets.last))
            gone.append(left.select("account", *by, day=stop, **{name: -amount}))
    come = rows.select("account", *by, day="start", **found)
    return [_at_target(part, days) for part in (come, *gone)]


def distinct(rows: ir.Table, wanted: Mapping[str, Measure], targets: Targets) -> list[ir.Table]:
    """Change tables of the number of different ``rows.key`` in each window; one offset for all.

    The intervals of one key are merged: each adds only what reaches beyond those begun before.
    """
    offset = next(iter(wanted.values())).offset
    rows = rows.select(
        "account",
        "key",
        start=ibis.greatest(rows.day + offset, rows.known, targets.first),
        leaves=rows.day + offset,
    )
    rows = rows.filter(rows.start <= targets.last)
    if longest := _longest(wanted):
        rows = rows.filter(rows.leaves + longest > rows.start)
    seen = rows.join(targets.calendar, rows.start == targets.calendar.day)
    # Of the rows that begin at one target the newest stays longest.
    pieces = seen.group_by("account", "key", "t").agg(start=seen.start.min(), leaves=seen.leaves.max())
    earlier = ibis.window(group_by=["account", "key"], order_by="t", preceding=(None, 1))
    pieces = pieces.mutate(before=pieces.leaves.max().over(earlier))
    one = ibis.literal(1, "int64")
    parts = []
    for name, measure in wanted.items():
        if not measure.window:
            first = pieces.filter(pieces.before.isnull())
            parts.append(first.select("account", day="start", **{name: one}))
            continue
        merged = pieces.select(
            "account",
            start=ibis.greatest(pieces.start, ibis.coalesce(pieces.before + measure.window, 0)),
            stop=pieces.leaves + measure.window,
        )
        merged = merged.filter(merged.stop > merged.start)
        parts.append(merged.select("account", day="start", **{name: one}))
        parts.append(merged.select("account", day="stop", **{name: -one}))
    return [_at_target(part, targets.calendar) for part in parts]


def new(rows: ir.Table, name: str, measure: Measure, targets: Targets) -> list[ir.Table]:
    """Change tables of the number of keys first seen inside the window.

    A key is new while it has been seen and has not been seen before the window; the second begins
    when the first known row leaves the window.
    """
    seen = ibis.greatest(rows.day + measure.offset, rows.known, targets.first)
    older = ibis.greatest(rows.day + measure.offset + measure.window, rows.known, targets.first)
    keys = rows.group_by("account", "key").agg(start=seen.min(), stop=older.min())
    one = ibis.literal(1, "int64")
    parts = (
        keys.select("account", day="start", **{name: one}),
        keys.select("account", day="stop", **{name: -one}),
    )
    return [_at_target(part, targets.calendar) for part in parts]


def largest(rows: ir.Table, name: str, measure: Measure, targets: Targets) -> ir.Table:
    """The largest windowed sum of ``rows.n`` of one key: account, t, ``name``, where there is one."""
    start = ibis.greatest(rows.day + measure.offset, rows.known, targets.first)
    stop = rows.day + (measure.offset + measure.window)
    rows = rows.mutate(start=start, stop=stop)
    rows = rows.filter((rows.start <= targets.last) & (rows.stop > rows.start))
    come = rows.select("account", "key", "n", day="start")
    gone = rows.filter(rows.stop <= targets.last)
    moved = come.union(gone.select("account", "key", n=-gone.n, day="stop"))
    moved = moved.join(targets.calendar, "day")
    steps = moved.group_by("account", "key", "t").agg(n=moved.n.sum())
    so_far = ibis.cumulative_window(group_by=["account", "key"], order_by="t")
    ordered = ibis.window(group_by=["account", "key"], order_by="t")
    held = steps.select(
        "account",
        "t",
        n=steps.n.sum().over(so_far),
        until=ibis.coalesce(steps.t.lead().over(ordered), targets.count),
    )
    held = held.filter(held.n > 0)
    spread = held.select("account", "n", t=ibis.range(held.t, held.until).unnest())
    return spread.group_by("account", "t").agg(**{name: spread.n.max()})


def accumulate(grid: ir.Table, parts: list[ir.Table], totals: list[str]) -> ir.Table:
    """The grid's keys and ``t`` with the running ``totals`` of change tables; 0 where none changed.

    Change tables have the grid's columns and some of ``totals``, which come out as float64.
    """
    keys = list(grid.columns)
    by = [name for name in keys if name != "t"]
    steps = grid
    changes: dict[str, list[str]] = {name: [] for name in totals}
    for number, part in enumerate(parts):
        renamed = {f"{name}_{number}": name for name in part.columns if name in changes}
        steps = steps.left_join(part.rename(renamed), keys)[[*steps.columns, *renamed]]
        for column, name in renamed.items():
            changes[name].append(column)
    # Whole numbers below 2^53 are exact in float64, and twice as fast to sum as DuckDB's 128 bits.
    moved = {
        name: sum((ibis.coalesce(steps[column].cast("float64"), 0.0) for column in columns), ibis.literal(0.0))
        for name, columns in changes.items()
    }
    so_far = ibis.cumulative_window(group_by=by, order_by="t")
    steps = steps.select(*keys, **moved)
    return steps.select(*keys, **{name: steps[name].sum().over(so_far) for name in totals})


def _longest(wanted: Mapping[str, Measure]) -> int:
    """The longest window in days; 0 where one has no end."""
    windows = [measure.window for measure in wanted.values()]
    return max(windows) if all(windows) else 0


def _at_target(changes: ir.Table, calendar: ir.Table) -> ir.Table:
    """Changes on days as a change table; what no target sees drops out."""
    by = [name for name in calendar.columns if name not in ("day", "t")]
    moved = changes.join(calendar, ["day", *by])
    names = [name for name in changes.columns if name not in ("account", "day", *by)]
    return moved.group_by("account", *by, "t").agg(**{name: moved[name].sum() for name in names})
