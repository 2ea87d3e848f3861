"""Metrics compiled to one Ibis expression: all accounts, many days, one pass over the roll-ups.

Days are integers (days since 1970-01-01). Each day asked for is a *target* with an index ``t``. What
moves from target to target (sums, distinct keys) is summed up over ``t``; see intervals.py. Weeks and
months are counted back from each target; see buckets.py. Integers stay integers until the last
projection, so nothing is rounded on the way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from banso.judgement.metrics.rules import intervals
from banso.judgement.metrics.rules.buckets import bucketed
from banso.judgement.metrics.rules.intervals import Targets
from banso.judgement.metrics.rules.terms import Measure, Ratio, Reference, Term, measures

MICROSECONDS_A_DAY = 86_400_000_000.0


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
    build = _Build(facts, targets)
    names = {measure: f"m{index}" for index, measure in enumerate(wanted)}
    wide = build.running({names[m]: m for m in wanted})
    for part in build.counted_back({names[m]: m for m in wanted}):
        wide = wide.left_join(part, ["account", "t"]).drop("account_right", "t_right")
    wide = wide.join(targets.table, "t")
    return wide.select(
        "account", "t", **{slug: _value(term, names, wide) for slug, term in terms.items()}
    )


class _Build:
    """The tables of one compilation; each is made once."""

    def __init__(self, facts: Facts, targets: Targets) -> None:
        self.facts = facts
        self.targets = targets
        self._days: dict[tuple[str, ...], ir.Table] = {}

    def running(self, wanted: Mapping[str, Measure]) -> ir.Table:
        """Everything that is summed up over targets, on the grid of accounts and targets."""
        seen = self._seen()
        grid = self._grid(seen)
        nothing = ibis.literal(0, "int64")
        parts = [grid.select("account", "t", c=nothing, what=ibis.literal(-1, "int64"))]
        named = self._changes(wanted)
        for index, table in enumerate(named.values()):
            parts.append(
                table.select("account", "t", c=table.c.cast("int64"), what=ibis.literal(index, "int64"))
            )
        every = ibis.union(*parts) if len(parts) > 1 else parts[0]
        steps = every.group_by("account", "t").agg(
            **{
                name: ibis.coalesce(every.c.sum(where=every.what == index), 0)
                for index, name in enumerate(named)
            }
        )
        steps = steps.left_join(seen, ["account", "t"]).drop("account_right", "t_right")
        so_far = ibis.cumulative_window(group_by="account", order_by="t")
        return steps.select(
            "account",
            "t",
            first_day=steps.first_day.min().over(so_far),
            last_at=steps.last_at.max().over(so_far),
            **{name: steps[name].sum().over(so_far) for name in named},
        )

    def counted_back(self, wanted: Mapping[str, Measure]) -> list[ir.Table]:
        """Tables with weeks and months, one for each size, and with the largest shares."""
        families: dict[tuple[int, int, tuple[str, ...]], dict[str, Measure]] = defaultdict(dict)
        found = []
        for name, measure in wanted.items():
            if _is_bucketed(measure):
                families[measure.bucket, measure.offset, measure.features][name] = measure
            elif measure.kind == "share_of_max":
                rows = self._keyed(measure, by_number=True)
                found.append(intervals.largest(rows, measure, self.targets, f"{name}_top"))
        for (_, _, features), family in families.items():
            found.append(bucketed(self._active_days(features), family, self.targets))
        return found

    def _changes(self, wanted: Mapping[str, Measure]) -> dict[str, ir.Table]:
        found = {}
        for name, measure in wanted.items():
            if measure.kind == "count":
                found[name] = intervals.changes(self._account_days(measure), measure, self.targets)
            elif measure.kind == "share_of_max":
                rows = self._account_days(replace(measure, of=""))
                found[f"{name}_all"] = intervals.changes(rows, measure, self.targets)
            elif measure.kind == "new":
                found[name] = intervals.new(self._keyed(measure), measure, self.targets)
            elif measure.kind == "count_distinct" and measure.of != "bucket":
                found[name] = intervals.distinct(self._keyed(measure), measure, self.targets)
            elif measure.kind == "count_distinct" and measure.bucket == 1:
                days = self._active_days(measure.features).mutate(n=ibis.literal(1, "int64"))
                found[name] = intervals.changes(days, measure, self.targets)
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

    def _active_days(self, features: tuple[str, ...]) -> ir.Table:
        rows = self._source(Measure(kind="count", features=features))
        return rows.group_by("account", "day").agg(known=rows.known.min())

    def _keyed(self, measure: Measure, *, by_number: bool = False) -> ir.Table:
        rows = self._source(measure)
        if measure.of == "user":
            rows = rows.filter(rows.end_user != 0).rename(key="end_user")
        else:
            rows = rows.filter(rows.feature != "").rename(key="feature")
        if by_number:
            return rows.select("account", "key", "day", "known", "n")
        return rows.select("account", "key", "day", "known")

    def _seen(self) -> ir.Table:
        """First day and last instant known from each target on: account, t, first_day, last_at."""
        rows = self.facts.user_day
        start = ibis.greatest(rows.day, rows.known_day, self.targets.first)
        rows = rows.select("account", "last_at", first_day="day", day=start)
        rows = intervals.at_target(rows.filter(rows.day <= self.targets.last), self.targets, "t")
        return rows.group_by("account", "t").agg(
            first_day=rows.first_day.min(), last_at=rows.last_at.max()
        )

    def _grid(self, seen: ir.Table) -> ir.Table:
        begins = seen.group_by("account").agg(begin=seen.t.min())
        every = begins.cross_join(self.targets.table)
        return every.filter(every.t >= every.begin)


def _is_bucketed(measure: Measure) -> bool:
    return measure.of == "bucket" and (measure.kind == "decayed" or measure.bucket > 1)


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
    return ibis.coalesce(wide[name].cast("float64"), 0.0)
