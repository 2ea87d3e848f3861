"""What was spent beside whom it was spent on: who was won in each month, who had MRR at its end, by parts."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from banso.platform.attributes.api import attributes_of
from banso.platform.lake.api import LakeSession
from banso.record.customers.api import SUBJECT
from banso.record.revenue.models import CostPurpose
from banso.record.revenue.queries.costs import costs
from banso.record.revenue.queries.groups import TABLE, BadGroup, open_groups
from banso.record.revenue.queries.reports import Books, Reading, opened
from banso.record.revenue.queries.sums import LITTLE, PLACED, month_number
from banso.record.revenue.rules.costs import EVERYBODY, ZERO, MonthSpent, Part, Spending, Spent
from banso.record.revenue.rules.figures import Group
from banso.record.revenue.rules.terms import ONE_DAY, last_of_month, months

FIRSTS: Final = "first_times"
"""When each account had its first MRR: ``whose, day, month``."""
ENDS: Final = "month_ends"
"""The months at whose end accounts began (``delta`` 1) or ceased (-1) to have MRR: ``whose, month, delta``."""
Keys = tuple[str, ...]
"""The groups that an account is in, by each of the attributes that are looked at."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Accounts by month number and groups: who was ``won`` in it, and who had MRR at its end."""

    won: Mapping[tuple[int, Keys], int]
    alive: Mapping[tuple[int, Keys], int]


def closed_months(first: date, last: date) -> list[date]:
    """The first days of the months that lie whole within the two days."""
    return [one for one in months(first, last) if one >= first and last_of_month(one) <= last]


def ended(books: Books, known: date | None) -> date:
    """The last day that has ended of those that ``books`` know."""
    return books.known - (ONE_DAY if known is None or known > books.known else timedelta())


def spending(first: date, last: date, *, currency: str = "", known: date | None = None, now: datetime) -> Spending:
    """What was spent in the months that lie whole from ``first`` to ``last``.

    Raises :class:`~banso.platform.kit.errors.BansoError` where a rate is missing.
    """
    with opened(Reading(currency=currency, known=known), now, first=first) as books:
        return spent_in(books, first, last, known=known)


def spent_in(books: Books, first: date, last: date, *, known: date | None) -> Spending:
    """The same from books by account that are open."""
    within = closed_months(first, min(last, ended(books, known)))
    if not within:
        return Spending(books.currency, ())
    lay(books.engine)
    counts = counted(books.engine, within[0], within[-1], 0)
    return by_month(books.currency, within, spent(books, within[0], within[-1], {}, known=known), counts)


def by_month(currency: str, within: Sequence[date], said: Iterable[Spent], counts: Counts) -> Spending:
    """What was spent in the months ``within``, and on whom."""
    sums: dict[tuple[str, date], Fraction] = {}
    for one in said:
        sums[one.purpose, one.month] = sums.get((one.purpose, one.month), ZERO) + one.amount
    won, alive = _totals(counts.won), _totals(counts.alive)
    found = [
        MonthSpent(
            month=one,
            winning=sums.get((CostPurpose.WINNING, one)),
            won=won[month_number(one)],
            keeping=sums.get((CostPurpose.KEEPING, one)),
            alive=alive[month_number(one)],
        )
        for one in within
    ]
    return Spending(currency, tuple(found))


def spent(
    books: Books, first: date, last: date, named: Mapping[str, Sequence[Group]], *, known: date | None
) -> list[Spent]:
    """Costs of the months from ``first`` to ``last``, at the exchange rate of each month's first day.

    ``named`` are the groups of attributes: a value may be written as people read it.
    """
    found = []
    # The earliest first: where a rate is missing, that day needs it most.
    for one in reversed(costs(first, last, known=known)):
        part = EVERYBODY
        if one.attribute:
            groups = named.get(one.attribute, ())
            key = next((each.key for each in groups if one.value in (each.key, each.label)), one.value)
            part = one.attribute, key
        amount = books.convert(Fraction(one.amount), one.currency, one.month)
        found.append(Spent(one.purpose, one.month, part, amount))
    return found


def lay(engine: LakeSession) -> None:
    """Make the tables :data:`FIRSTS` and :data:`ENDS` from the movements by account."""
    engine.collect(
        FIRSTS, f"SELECT whose, min(day) AS day, min(month) AS month FROM {PLACED} WHERE kind = 'new' GROUP BY whose"
    )
    engine.collect(
        ENDS,
        f"WITH sums AS (SELECT whose, month, sum(whole + num / den) AS d FROM {PLACED} GROUP BY whose, month),"
        f" run AS (SELECT *, sum(d) OVER (PARTITION BY whose ORDER BY month) > {LITTLE} AS is_on FROM sums),"
        " seen AS (SELECT *, lag(is_on, 1, false) OVER (PARTITION BY whose ORDER BY month) AS was_on FROM run)"
        " SELECT whose, month, CASE WHEN is_on THEN 1 ELSE -1 END AS delta FROM seen WHERE is_on <> was_on",
    )


def lay_part(engine: LakeSession, place: int, key: str, *, as_was: bool) -> list[Group]:
    """Make the table ``part<place>`` (``whose, grp``) for an attribute; its groups. Raises :class:`BadGroup`.

    An account is in one group for all its time: the one of now, or (``as_was``) that of the day it was won.
    """
    groups = open_groups(engine, key, as_was=as_was, intervals=None).groups
    engine.collect(
        f"part{place}",
        f"SELECT f.whose AS whose, coalesce(g.grp, '') AS grp FROM {FIRSTS} f LEFT JOIN {TABLE} g"
        " ON g.account = f.whose AND f.day >= g.since AND f.day < g.until",
    )
    attribute = attributes_of(SUBJECT).get(key)
    there = {one.key for one in groups}
    # Money may have been spent on those whom nobody is one of yet.
    others = [one for one in attribute.choices if one.value not in there] if attribute else []
    return [*groups, *(Group(key=one.value, label=str(one.label)) for one in others)]


def lay_parts(engine: LakeSession, keys: Sequence[str], *, by: str, as_was: bool) -> dict[str, list[Group]]:
    """The tables of all ``keys``; their groups. Only for ``by`` :class:`BadGroup` is raised.

    That an attribute is gone, for which costs were given once, must not take the other figures with it: its parts are
    then parts in which there is nobody.
    """
    found: dict[str, list[Group]] = {}
    for place, key in enumerate(keys):
        try:
            found[key] = lay_part(engine, place, key, as_was=as_was)
        except BadGroup:
            if key == by:
                raise
            engine.collect(f"part{place}", f"SELECT whose, '' AS grp FROM {FIRSTS}")
            found[key] = []
    return found


def of_parts(n: int) -> tuple[str, str]:
    """The groups of ``n`` part tables as columns, and the joins that give them to rows ``t`` with ``whose``."""
    columns = "".join(f", coalesce(p{place}.grp, '') AS g{place}" for place in range(n))
    joins = "".join(f" LEFT JOIN part{place} p{place} ON p{place}.whose = t.whose" for place in range(n))
    return columns, joins


def counted(engine: LakeSession, first: date, last: date, n: int) -> Counts:
    """Who was won in the months from ``first`` to ``last``, and who had MRR at their ends, by ``n`` parts."""
    begin, end = month_number(first), month_number(last)
    columns, joins = of_parts(n)
    groups = "".join(f", g{place}" for place in range(n))
    won = engine.sql(
        f"SELECT t.month AS month{columns}, count(*) AS n FROM {FIRSTS} t{joins}"
        f" WHERE t.month BETWEEN {begin} AND {end} GROUP BY t.month{groups}"
    )
    change: dict[Keys, dict[int, int]] = defaultdict(dict)
    moved = engine.sql(
        f"SELECT greatest(t.month, {begin - 1}) AS since{columns}, CAST(sum(t.delta) AS BIGINT) AS n"
        f" FROM {ENDS} t{joins} WHERE t.month <= {end} GROUP BY since{groups}"
    )
    for month, *keys, count in zip(*(column.tolist() for column in moved.values()), strict=True):
        change[tuple(keys)][month] = count
    alive: dict[tuple[int, Keys], int] = {}
    for of, steps in change.items():
        there = steps.get(begin - 1, 0)
        for month in range(begin, end + 1):
            there += steps.get(month, 0)
            alive[month, of] = there
    rows = zip(*(column.tolist() for column in won.values()), strict=True)
    return Counts({(month, tuple(keys)): count for month, *keys, count in rows}, alive)


def _totals(counts: Mapping[tuple[int, Keys], int]) -> defaultdict[int, int]:
    found: defaultdict[int, int] = defaultdict(int)
    for (month, _keys), n in counts.items():
        found[month] += n
    return found


def parts_of(attributes: Sequence[str], keys: Keys) -> tuple[Part, ...]:
    """The parts that an account belongs to with its groups by ``attributes``."""
    return (EVERYBODY, *zip(attributes, keys, strict=True))
