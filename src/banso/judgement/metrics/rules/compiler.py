"""Metrics compiled to one Ibis expression: all accounts, many days, one pass over the roll-ups.

Days are integers (days since 1970-01-01). Each day asked for is a *target* with an index ``t``. What
changes from target to target is summed up over ``t``: see intervals.py; weeks and months are counted
back from each target: see buckets.py. Integers stay integers until the last projection.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from banso.judgement.metrics.rules import intervals
from banso.judgement.metrics.rules.buckets import bucketed
from banso.judgement.metrics.rules.intervals import Targets
from banso.judgement.metrics.rules.terms import Measure, Ratio, Reference, Term, measures

MICROSECONDS_A_DAY = 86_400_000_000.0
Wanted = dict[str, Measure]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The roll-ups that metrics read; days are integers, several rows of one key and day are allowed.

    ``user_day``: account, end_user (0: none), day, n, known_day, last_at (timestamp).
    ``feature_day``: account, feature, day, n, known_day.
    """

    user_day: ir.Table
    feature_day: ir.Table


def compile_terms(terms: Mapping[str, Term], facts: Facts, targets: Targets) -> ir.Table:
    """Columns account, t and one float64 for each of the resolved ``terms``; null is "no value".

    One row for each account and target by which an event of the account was known.
    """
    wanted = sorted(set().union(*(measures(term) for term in terms.values())), key=repr)
    named = {f"m{index}": measure for index, measure in enumerate(wanted)}
    wide = _Build(facts, targets).wide(named).join(targets.table, "t")
    names = {measure: name for name, measure in named.items()}
    return wide.select("account", "t", **{slug: _value(term, names, wide) for slug, term in terms.items()})


def longest_span(terms: Mapping[str, Term]) -> int:
    """How many days may lie between the first and the last target of one compilation.

    Faded sums are kept relative to the last target; beyond some 900 half-lives float64 ends.
    """
    wanted = set().union(*(measures(term) for term in terms.values()))
    return min((int(900 * m.bucket * m.half_life) - m.window for m in wanted if m.kind == "decayed"), default=10**6)


class _Build:
    """One compilation: which measures are computed together, from which rows."""

    def __init__(self, facts: Facts, targets: Targets) -> None:
        self.facts = facts
        self.targets = targets

    def wide(self, named: Wanted) -> ir.Table:
        """Account, t, first_day, last_at and the measures, on the grid of accounts and targets."""
        seen = self._seen()
        begins = seen.group_by("account").agg(begin=seen.t.min())
        grid = begins.cross_join(self.targets.table)
        grid = grid.filter(grid.t >= grid.begin).select("account", "t")

        wide = self._extremes(seen, grid)
        parts = self._change_tables(named)
        if parts:
            totals = sorted({n for part in parts for n in part.columns} - {"account", "t"})
            wide = _joined(wide, intervals.accumulate(grid, parts, totals))
        for family in _together(named, _is_bucketed):
            rows = self._active_days(next(iter(family.values())))
            wide = _joined(wide, bucketed(rows, grid, family, self.targets))
        for name, measure in named.items():
            if measure.kind == "share_of_max":
                rows = self._keyed(measure)
                wide = _joined(wide, intervals.largest(rows, f"{name}_top", measure, self.targets))
        return wide

    def _change_tables(self, named: Wanted) -> list[ir.Table]:
        found: list[ir.Table] = []
        counted = {name: m for name, m in named.items() if m.kind == "count"}
        for name, measure in named.items():
            if measure.kind == "share_of_max":
                counted[f"{name}_all"] = replace(measure, kind="count", of="")
            elif measure.kind == "new":
                found += intervals.new(self._keyed(measure), name, measure, self.targets)
        for family in _together(counted, lambda _: True):
            rows = self._account_days(next(iter(family.values())))
            found += intervals.sums(rows, family, self.targets)
        for family in _together(named, lambda m: m.kind == "count_distinct" and m.bucket == 1):
            rows = self._active_days(next(iter(family.values())))
            rows = rows.mutate(n=ibis.literal(1, "int64"))
            found += intervals.sums(rows, family, self.targets)
        for family in _together(named, lambda m: m.kind == "count_distinct" and m.of != "bucket"):
            rows = self._keyed(next(iter(family.values())))
            found += intervals.distinct(rows, family, self.targets)
        return found

    def _source(self, measure: Measure) -> ir.Table:
        """The roll-up that can answer ``measure``, with ``known`` not before the day."""
        by_feature = measure.of == "feature" or bool(measure.features)
        table = self.facts.feature_day if by_feature else self.facts.user_day
        if measure.features:
            table = table.filter(table.feature.isin(measure.features))
        return table.mutate(known=ibis.greatest(table.day, table.known_day))

    def _account_days(self, measure: Measure) -> ir.Table:
        rows = self._source(measure)
        return rows.group_by("account", "day", "known").agg(n=rows.n.sum())

    def _active_days(self, measure: Measure) -> ir.Table:
        rows = self._source(measure)
        return rows.group_by("account", "day").agg(known=rows.known.min())

    def _keyed(self, measure: Measure) -> ir.Table:
        rows = self._source(measure)
        if measure.of == "user":
            return rows.filter(rows.end_user != 0).rename(key="end_user")
        return rows.filter(rows.feature != "").rename(key="feature")

    def _seen(self) -> ir.Table:
        """First day and last instant that become known at each target."""
        rows = self.facts.user_day
        start = ibis.greatest(rows.day, rows.known_day, self.targets.first)
        rows = rows.select("account", "last_at", first_day="day", day=start)
        rows = rows.join(self.targets.calendar, "day")
        return rows.group_by("account", "t").agg(first_day=rows.first_day.min(), last_at=rows.last_at.max())

    def _extremes(self, seen: ir.Table, grid: ir.Table) -> ir.Table:
        steps = _joined(grid, seen)
        so_far = ibis.cumulative_window(group_by="account", order_by="t")
        return steps.select(
            "account",
            "t",
            first_day=steps.first_day.min().over(so_far),
            last_at=steps.last_at.max().over(so_far),
        )


def _together(named: Wanted, accepts: Callable[[Measure], bool]) -> list[Wanted]:
    """Measures that ``accepts`` takes, in groups that share rows, offset and bucket size."""
    groups: dict[tuple[object, ...], Wanted] = defaultdict(dict)
    for name, m in named.items():
        if accepts(m):
            groups[m.of, m.bucket, m.offset, m.features][name] = m
    return list(groups.values())


def _is_bucketed(measure: Measure) -> bool:
    return measure.of == "bucket" and (measure.kind == "decayed" or measure.bucket > 1)


def _joined(left: ir.Table, right: ir.Table) -> ir.Table:
    return left.left_join(right, ["account", "t"]).drop("account_right", "t_right")


def _value(term: Term, names: Mapping[Measure, str], wide: ir.Table) -> ir.Value:
    """The term as float64 over the wide table of measures."""
    if isinstance(term, Ratio):
        over, under = (_value(side, names, wide) + term.plus for side in (term.over, term.under))
        return over / under.nullif(0.0)
    if isinstance(term, Reference):
        raise TypeError("resolve() comes first")
    if term.kind == "days_since_last":
        return wide.ends.delta(wide.last_at, unit="microsecond").cast("float64") / MICROSECONDS_A_DAY
    if term.kind == "tenure":
        return (wide.day - wide.first_day).cast("float64")
    name = names[term]
    if term.kind == "share_of_max":
        whole = wide[f"{name}_all"].cast("float64").nullif(0.0)
        return wide[f"{name}_top"].cast("float64") / whole
    return wide[name].cast("float64")
