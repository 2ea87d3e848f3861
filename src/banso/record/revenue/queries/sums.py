"""Sums of movements by month and group, exact, in the currencies of the lines. The engine does the adding."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import isnan
from typing import Any, Literal

from banso.platform.lake.api import LakeSession
from banso.record.revenue.queries.groups import SINCE_EVER, TABLE
from banso.record.revenue.queries.ledger import VIEW
from banso.record.revenue.rules.facts import Kind, Reason, Unit
from banso.record.revenue.rules.figures import Logos
from banso.record.revenue.rules.storing import added, day_number, day_numbered, together

By = Literal["", "account", "product"]
"""What puts a movement into a group: nothing, its account on its day, or its product."""
PLACED = "placed"
"""The movements with ``month`` (months since year 0), ``grp`` and ``e``, the entity of the unit."""
LITTLE = "0.01"
"""Minor units: what is less is no MRR. Exact sums are not needed to see whether anything is there."""
_DATE = "(DATE '1970-01-01' + CAST({day} AS INTEGER))"
_MONTH = f"CAST(extract(year FROM {_DATE}) * 12 + extract(month FROM {_DATE}) - 1 AS BIGINT)"
_BELOW = 2**24
"""More than there are products in any installation: an account and a product are one number."""
_ENTITY: dict[Unit, str] = {
    "account": "m.whose",
    "parent": "m.whose",
    "contract": "m.contract",
    "product": f"m.account * {_BELOW} + m.product",
}
_EXACT = "CAST(sum(whole) AS BIGINT) AS whole, CAST(sum(num) AS BIGINT) AS num"


@dataclass(frozen=True, slots=True)
class Part:
    """A sum of movements of one kind and currency; ``day`` is theirs where rates of their day are asked for."""

    kind: Kind | None
    reason: Reason
    pre: bool
    currency: str
    day: date | None
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Sums:
    """What the engine added: by month number and group; ``opening`` by group and currency before the first month."""

    opening: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    moves: dict[tuple[int, str], list[Part]] = field(default_factory=dict)
    transfers: dict[tuple[int, str], list[Part]] = field(default_factory=dict)
    logos: dict[tuple[int, str], Logos] = field(default_factory=dict)


def month_number(day: date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def month_numbered(number: int) -> date:
    """The first day of the month that :func:`month_number` made a number of."""
    return date(number // 12, number % 12 + 1, 1)


def entity_of(unit: Unit, e: int) -> tuple[int, ...]:
    """The entity as rules name it, of the column ``e``."""
    return divmod(e, _BELOW) if unit == "product" else (e,)


def place(engine: LakeSession, unit: Unit, *, by: By) -> None:
    """Make the table :data:`PLACED` from the movements and the groups."""
    grp, join = "CAST(m.product AS VARCHAR)" if by == "product" else "''", ""
    if by == "account":
        grp = "COALESCE(g.grp, '')"
        join = f" LEFT JOIN {TABLE} g ON g.account = m.whose AND m.day >= g.since AND m.day < g.until"
    columns = f"m.*, {_MONTH.format(day='m.day')} AS month, {grp} AS grp, {_ENTITY[unit]} AS e"
    engine.collect(PLACED, f"SELECT {columns} FROM {VIEW} m{join}")


def sums(
    engine: LakeSession, first: date, last: date, *, quote: str, by_event: bool, by: By,
    uncounted: Collection[int] = (),
) -> Sums:  # fmt: skip
    """Everything that a waterfall of the months from that of ``first`` to that of ``last`` adds up.

    ``by_event`` keeps the days of movements in other currencies than ``quote`` apart. Accounts in ``uncounted`` are
    left out of the counts.
    """
    begin, end = month_number(first), month_number(last)
    on_day = f"CASE WHEN currency = '{quote}' THEN NULL ELSE day END" if by_event else "CAST(NULL AS BIGINT)"
    found = Sums(opening=_opening(engine, first, by=by))
    groups = "month, grp, kind, reason, pre, currency, den"
    for key, part in _parts(
        engine.sql(
            f"SELECT {groups}, {on_day} AS on_day, {_EXACT} FROM {PLACED} WHERE month BETWEEN {begin} AND {end}"
            f" GROUP BY {groups}, on_day"
        )
    ):
        found.moves.setdefault(key, []).append(part)
    if by == "account":
        for key, part in _transfers(engine, begin, end, on_day):
            found.transfers.setdefault(key, []).append(part)
    found.logos.update(_logos(engine, begin, end, by=by, uncounted=uncounted))
    return found


def _opening(engine: LakeSession, first: date, *, by: By) -> dict[str, dict[str, Fraction]]:
    """MRR before ``first`` by group and currency; the group is that of the day before."""
    grp, join = "m.grp", ""
    day = day_number(first)
    if by == "account":
        grp = "COALESCE(g.grp, '')"
        join = f" LEFT JOIN {TABLE} g ON g.account = m.whose AND g.since < {day} AND g.until >= {day}"
    rows = engine.sql(
        f"SELECT {grp} AS grp, m.currency AS currency, m.den AS den, {_EXACT} FROM {PLACED} m{join}"
        f" WHERE m.day < {day} GROUP BY 1, 2, 3"
    )
    found: dict[str, dict[str, Fraction]] = {}
    for group, currency, whole, num, den in _rows(rows, "grp", "currency", "whole", "num", "den"):
        of_group = found.setdefault(group, {})
        of_group[currency] = of_group.get(currency, Fraction(0)) + together(whole, num, den)
    return found


def _transfers(engine: LakeSession, begin: int, end: int, on_day: str) -> Iterator[tuple[tuple[int, str], Part]]:
    """What accounts took with them into other groups: their MRR at the end of the day before."""
    engine.collect(
        "changes",
        f"SELECT account, since AS day, {_MONTH.format(day='greatest(since, -700000)')} AS month, grp AS new,"
        f" lag(grp) OVER (PARTITION BY account ORDER BY since) AS old FROM {TABLE}",
    )
    groups = "c.month, c.old, c.new, m.currency, m.den"
    at = on_day.replace("currency", "m.currency").replace("day END", "c.day END")
    rows = engine.sql(
        f"SELECT {groups}, {at} AS on_day, {_EXACT} FROM changes c"
        f" JOIN {VIEW} m ON m.whose = c.account AND m.day < c.day"
        f" WHERE c.day > {SINCE_EVER} AND c.old <> c.new AND c.month BETWEEN {begin} AND {end}"
        f" GROUP BY {groups}, on_day"
    )
    names = ("month", "old", "new", "currency", "den", "on_day", "whole", "num")
    for month, old, new, currency, den, day, whole, num in _rows(rows, *names):
        amount = together(whole, num, den)
        on = None if day is None or isnan(day) else day_numbered(day)
        yield (month, old), Part(None, "", False, currency, on, -amount)
        yield (month, new), Part(None, "", False, currency, on, amount)


def _logos(
    engine: LakeSession, begin: int, end: int, *, by: By, uncounted: Collection[int]
) -> dict[tuple[int, str], Logos]:
    # By product an account is counted for each that it has.
    whose, grp, kind = "e", "any_value(grp)", "kind"
    if by == "product":
        whose, grp = "e, grp", "grp"
        kind = "CASE kind WHEN 'cross_sell' THEN 'new' WHEN 'product_drop' THEN 'churn' ELSE kind END"
    left = f"whose NOT IN ({', '.join(str(int(one)) for one in uncounted)})" if uncounted else "TRUE"
    engine.collect(
        "alive",
        f"WITH days AS (SELECT e, any_value(whose) AS whose, {grp} AS grp, month, day,"
        f" sum(whole + num / den) AS d FROM {PLACED} WHERE {left} GROUP BY {whose}, month, day),"
        f" run AS (SELECT *, sum(d) OVER (PARTITION BY {whose} ORDER BY day) AS total FROM days),"
        f" seen AS (SELECT *, total > {LITTLE} AS is_on, lag(total > {LITTLE}, 1, false)"
        f" OVER (PARTITION BY {whose} ORDER BY day) AS was_on FROM run)"
        " SELECT whose, grp, month, day, CASE WHEN is_on THEN 1 ELSE -1 END AS delta FROM seen WHERE is_on <> was_on",
    )
    change, moved = _alive(engine, begin, end, by=by)
    kinds: dict[tuple[int, str, str], int] = {}
    rows = engine.sql(
        f"SELECT month, grp, {kind} AS kind, count(DISTINCT (e, day)) AS n FROM {PLACED}"
        f" WHERE {left} AND {kind} IN ('new', 'reactivation', 'churn') AND month BETWEEN {begin} AND {end}"
        " GROUP BY 1, 2, 3"
    )
    for month, group, key, n in _rows(rows, "month", "grp", "kind", "n"):
        kinds[month, group, key] = n
    found: dict[tuple[int, str], Logos] = {}
    for group in {group for _month, group in (*change, *moved)}:
        balance = change[begin - 1, group] + moved[begin - 1, group]
        for month in range(begin, end + 1):
            new, returned, lost = (kinds.get((month, group, kind), 0) for kind in ("new", "reactivation", "churn"))
            delta, transfer = change[month, group], moved[month, group]
            found[month, group] = Logos(
                opening=balance,
                new=new,
                returned=returned,
                lost=lost,
                paused=new + returned - lost - delta,
                transfer=transfer,
                closing=balance + delta + transfer,
            )
            balance += delta + transfer
    return found


def _alive(
    engine: LakeSession, begin: int, end: int, *, by: By
) -> tuple[dict[tuple[int, str], int], dict[tuple[int, str], int]]:
    """How many came to have MRR, less those that came to have none, by month and group; and who changed groups.

    What was before ``begin`` is in the month before it.
    """
    change: dict[tuple[int, str], int] = defaultdict(int)
    moved: dict[tuple[int, str], int] = defaultdict(int)
    rows = engine.sql(
        f"SELECT greatest(month, {begin - 1}) AS month, grp, CAST(sum(delta) AS BIGINT) AS n FROM alive"
        f" WHERE month <= {end} GROUP BY 1, 2"
    )
    for month, group, n in _rows(rows, "month", "grp", "n"):
        change[month, group] += n
    if by == "account":
        rows = engine.sql(
            f"SELECT greatest(c.month, {begin - 1}) AS month, c.old AS old, c.new AS new,"
            " CAST(sum(a.delta) AS BIGINT) AS n FROM changes c JOIN alive a ON a.whose = c.account AND a.day < c.day"
            f" WHERE c.day > {SINCE_EVER} AND c.old <> c.new AND c.month <= {end} GROUP BY 1, 2, 3"
        )
        for month, old, new, n in _rows(rows, "month", "old", "new", "n"):
            moved[month, old] -= n
            moved[month, new] += n
    return change, moved


def balances(engine: LakeSession, day: date) -> Iterator[tuple[int, str, int, int, int]]:
    """MRR at the end of ``day`` from :data:`PLACED`: entity, currency, whole, num, den; several rows of an entity."""
    rows = engine.sql(
        f"SELECT e, currency, den, {_EXACT} FROM {PLACED} WHERE day <= {day_number(day)} GROUP BY e, currency, den"
        " HAVING sum(whole) <> 0 OR sum(num) <> 0"
    )
    yield from _rows(rows, "e", "currency", "whole", "num", "den")


def moved_between(engine: LakeSession, first: date, last: date) -> Iterator[tuple[int, Kind, str, int, int, int]]:
    """What moved from ``first`` to ``last``, from :data:`PLACED`: entity, kind, currency, whole, num, den."""
    rows = engine.sql(
        f"SELECT e, kind, currency, den, {_EXACT} FROM {PLACED}"
        f" WHERE day BETWEEN {day_number(first)} AND {day_number(last)} GROUP BY e, kind, currency, den"
    )
    yield from _rows(rows, "e", "kind", "currency", "whole", "num", "den")


def losses_between(engine: LakeSession, first: date, last: date) -> int:
    """How often an entity was lost from ``first`` to ``last``; a churn of several products is one."""
    rows = engine.sql(
        f"SELECT count(DISTINCT (e, day)) AS n FROM {PLACED} WHERE kind = 'churn'"
        f" AND day BETWEEN {day_number(first)} AND {day_number(last)}"
    )
    return int(rows["n"][0])


def _parts(rows: Any) -> Iterator[tuple[tuple[int, str], Part]]:
    names = ("month", "grp", "kind", "reason", "pre", "currency", "on_day", "whole", "num", "den")
    found: dict[tuple[Any, ...], dict[int, tuple[int, int]]] = defaultdict(dict)
    for *key, day, whole, num, den in _rows(rows, *names):
        on = None if day is None or isnan(day) else int(day)
        found[(*key, on)][den] = (whole, num)
    for (month, group, kind, reason, pre, currency, on), parts in found.items():
        day = None if on is None else day_numbered(on)
        yield (month, group), Part(kind, reason, bool(pre), currency, day, added(parts))


def _rows(columns: Any, *names: str) -> Iterable[tuple[Any, ...]]:
    return zip(*(columns[name].tolist() for name in names), strict=True)
