"""Whether the accounts that were won have paid back what winning and keeping them cost, by source.

What an account has brought is its MRR at the end of each month that is over, times the margin. The engine adds it up:
a movement counts once for each end of a month at which it is in force, so that nobody walks accounts month by month.
"""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from math import lcm
from typing import Any

from banso.platform.kit.columns import Columns
from banso.record.revenue.models import CostPurpose
from banso.record.revenue.queries.costs import costs
from banso.record.revenue.queries.ledger import uncollected
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.reports import Books, Reading, opened
from banso.record.revenue.queries.spending import (
    ENDS,
    FIRSTS,
    Counts,
    Keys,
    by_month,
    closed_months,
    counted,
    ended,
    lay,
    lay_parts,
    of_parts,
    parts_of,
    spent,
)
from banso.record.revenue.queries.sums import LITTLE, PLACED, month_number, month_numbered
from banso.record.revenue.rules.costs import ZERO, Part, Shared, Spending, Spent, Won, share_out, sums_from
from banso.record.revenue.rules.figures import Group
from banso.record.revenue.rules.grains import Grains
from banso.record.revenue.rules.storing import day_number, together
from banso.record.revenue.rules.terms import months


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """The accounts won in the months of a window for which winning has a cost, and what came of them by ``until``.

    ``groups`` are those of the attribute ``by``, with what was spent on those in which nobody was won. ``elsewhere``
    was spent on parts by another attribute in which nobody was won: no group bears it. ``unkept`` are the months since
    the first of them was won for which keeping has no cost: with any of them nothing can be said of keeping.
    """

    spending: Spending
    margin: Fraction
    until: date
    by: str
    total: Won
    groups: tuple[Won, ...]
    elsewhere: Fraction
    unkept: tuple[date, ...]


def acquisition(first: date, last: date, reading: Reading, *, until: date, by: str = "", now: datetime) -> Acquisition:
    """Who was won from ``first`` to ``last``, by the attribute ``by`` (or ``cohort``), with what came of it.

    ``until`` is the day by whose end it is counted. ``reading`` gives the currency, what was known, which accounts are
    looked at, and whether an account is in the group that it was in when it was won. Raises
    :class:`~banso.platform.kit.errors.BansoError` for a bad group, and where a rate is missing.
    """
    plain = Reading(currency=reading.currency, known=reading.known, constant=reading.constant)
    with uncollected(), opened(plain, now, first=first) as books:
        until = min(until, ended(books, reading.known))
        begin = first.replace(day=1)
        over = closed_months(begin, until)
        end = over[-1] if over else begin
        attributes = [by] if by else []
        attributes += sorted({one.attribute for one in costs(begin, end, known=reading.known)} - {"", by})
        lay(books.engine)
        named = lay_parts(books.engine, attributes, by=by, as_was=reading.as_was)
        found = _Report(
            books=books,
            attributes=attributes,
            spent=spent(books, begin, end, named, known=reading.known),
            counts=counted(books.engine, begin, end, len(attributes)),
            within=[one for one in closed_months(first, last) if one in set(over)],
            begin=begin,
            end=end,
            groups=named.get(by, []),
            is_grouped=bool(by),
        )
        return found.made(until=until, on=min(last, until), only=reading.accounts)


@dataclass(slots=True)
class _Sum:
    """What accounts come to, in whole numbers of one grain; ``kept_cost`` is in minor units."""

    accounts: int = 0
    cost: int = 0
    margin: int = 0
    keeping: int = 0
    months: int = 0
    covered: int = 0
    covered_all: int = 0
    kept_cost: Fraction = ZERO
    kept_months: int = 0

    def count(self, cost: int, margin: int, keeping: int, months_: int) -> None:
        """One account more."""
        self.accounts += 1
        self.cost += cost
        self.margin += margin
        self.keeping += keeping
        self.months += months_
        self.covered += margin >= cost
        self.covered_all += margin >= cost + keeping

    def add(self, other: _Sum) -> None:
        """All the accounts of another."""
        for name in _Sum.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class _Report:
    """Puts together what the engine counted. Groups are those by the first attribute, where ``is_grouped``."""

    books: Books
    attributes: Sequence[str]
    spent: Sequence[Spent]
    counts: Counts
    within: Sequence[date]
    begin: date
    end: date
    groups: Sequence[Group]
    is_grouped: bool
    per_unit: int = field(default=1, init=False)

    def made(self, *, until: date, on: date, only: Iterable[int] | None) -> Acquisition:
        told = by_month(self.books.currency, self.within, self.spent, self.counts)
        given = [month_number(one.month) for one in told.months if one.winning is not None]
        winning, keeping = self._winning(given), self._keeping()
        sums = self._sums(given, winning, keeping, None if only is None else set(only))
        nobody: Mapping[Part, Fraction] = {}
        if only is None:
            # Who looks at some accounts sees what those bear; what nobody bears belongs to the whole.
            nobody = winning.nobody
            self._add_kept(sums, [month_number(one.month) for one in told.months if one.keeping is not None], keeping)
        by = self.attributes[0] if self.is_grouped else ""
        mine = {key: amount for (attribute, key), amount in nobody.items() if by and attribute == by}
        total = _Sum()
        for key in mine:
            sums.setdefault(key, _Sum())
        for one in sums.values():
            total.add(one)
        arpa = self._arpa(on)
        return Acquisition(
            spending=told,
            margin=policy().gross_margin,
            until=until,
            by=by,
            total=self._won(total, arpa.get(None), sum(nobody.values(), ZERO)),
            groups=tuple(
                self._won(sums[one.key], arpa.get(one.key), mine.get(one.key, ZERO), one) for one in self._ordered(sums)
            ),
            elsewhere=sum(nobody.values(), ZERO) - sum(mine.values(), ZERO),
            unkept=tuple(self._unkept(given)),
        )

    def _ordered(self, sums: Mapping[str, _Sum]) -> list[Group]:
        """The groups that anything is said of; values that only costs name come last, but for no value."""
        known = [one for one in self.groups if one.key in sums and one.key]
        others = sorted(sums.keys() - {one.key for one in known} - {""})
        last = [""] if "" in sums else []
        return [*known, *(Group(key=one, label=one) for one in (*others, *last))] if self.is_grouped else []

    def _winning(self, given: Sequence[int]) -> Shared:
        """What each account bears that was won in the months ``given``."""
        there = set(given)
        said = [one for one in self.spent if one.purpose == CostPurpose.WINNING and month_number(one.month) in there]
        won = [(keys, n) for (month, keys), n in self.counts.won.items() if month in there]
        return share_out(said, self._by_part(won))

    def _keeping(self) -> dict[int, Shared]:
        """What each account bears that has MRR at the end of a month."""
        alive: dict[int, list[tuple[Keys, int]]] = defaultdict(list)
        for (month, keys), n in self.counts.alive.items():
            alive[month].append((keys, n))
        said: dict[int, list[Spent]] = defaultdict(list)
        for one in self.spent:
            if one.purpose == CostPurpose.KEEPING:
                said[month_number(one.month)].append(one)
        return {month: share_out(some, self._by_part(alive[month])) for month, some in said.items()}

    def _by_part(self, counts: Iterable[tuple[Keys, int]]) -> dict[Part, int]:
        found: dict[Part, int] = defaultdict(int)
        for keys, n in counts:
            for part in parts_of(self.attributes, keys):
                found[part] += n
        return found

    def _sums(
        self, given: Sequence[int], winning: Shared, keeping: Mapping[int, Shared], only: set[int] | None
    ) -> dict[str, _Sum]:
        """What the accounts won come to, by group: compared in whole numbers of a grain that divides every amount."""
        sums: dict[str, _Sum] = {}
        if not given:
            return sums
        engine = self.books.engine
        columns, joins = of_parts(len(self.attributes))
        engine.collect(
            "won",
            f"SELECT t.whose AS whose{columns} FROM {FIRSTS} t{joins}"
            f" WHERE t.month IN ({', '.join(str(one) for one in given)})",
        )
        margin = policy().gross_margin
        brought, grains = self._brought()
        first, last = month_number(self.begin), month_number(self.end)
        later = self._later(keeping, first, last)
        amounts = [*winning.each.values(), *(one for steps in later.values() for one in steps)]
        self.per_unit = lcm(grains.per_unit * margin.denominator, *(one.denominator for one in amounts))
        of_grain = self.per_unit // (grains.per_unit * margin.denominator) * margin.numerator
        each = {part: int(one * self.per_unit) for part, one in winning.each.items()}
        after = {part: [int(one * self.per_unit) for one in steps] for part, steps in later.items()}
        stays = self._stays()
        for whose, *keys in _rows(engine.sql("SELECT * FROM won")):
            if only is not None and whose not in only:
                continue
            parts = parts_of(self.attributes, tuple(keys))
            mine = [after[part] for part in parts if part in after]
            kept = months_ = 0
            for month, delta in stays.get(whose, ()):
                kept += delta * sum(steps[month - first] for steps in mine)
                months_ += delta * (last - month + 1)
            cost = sum(each.get(part, 0) for part in parts)
            of = sums.setdefault(keys[0] if self.is_grouped else "", _Sum())
            of.count(cost, brought.get(whose, 0) * of_grain, kept, months_)
        return sums

    def _brought(self) -> tuple[dict[int, int], Grains]:
        """MRR at each end of a month until ``end``, added up by account, and the grains in which it is counted."""
        quote, last = self.books.currency, month_number(self.end)
        rows = list(
            _rows(
                self.books.engine.sql(
                    f"SELECT m.whose, CASE WHEN m.currency = '{quote}' THEN '{quote}'"
                    " ELSE m.currency || '@' || m.month END AS code, m.den AS den,"
                    f" CAST(sum(m.whole * n) AS BIGINT) AS whole, CAST(sum(m.num * n) AS BIGINT) AS num"
                    f" FROM (SELECT *, CASE WHEN currency = '{quote}' THEN {last + 1} - month ELSE 1 END AS n"
                    f" FROM {PLACED} WHERE month <= {last}) m JOIN won w ON w.whose = m.whose"
                    " GROUP BY m.whose, code, m.den"
                )
            )
        )
        weights = {code: self._weight(code) for code in {row[1] for row in rows}}
        grains = Grains({(code, den) for _whose, code, den, *_amount in rows}, weights.__getitem__)
        return grains.by_entity((whose, code, whole, num, den) for whose, code, den, whole, num in rows), grains

    def _weight(self, code: str) -> Fraction:
        """What one minor unit from a month on (``USD@24315``) comes to by ``end``, at the rate of each month."""
        currency, _at, month = code.partition("@")
        if not month:
            return Fraction(1)
        ends = months(month_numbered(int(month)), self.end)
        return sum((self.books.convert(Fraction(1), currency, one) for one in ends), ZERO)

    def _stays(self) -> dict[int, list[tuple[int, int]]]:
        """The months at whose end each account that was won began (1) or ceased (-1) to have MRR."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        rows = self.books.engine.sql(
            f"SELECT t.whose, t.month, t.delta FROM {ENDS} t JOIN won w ON w.whose = t.whose"
            f" WHERE t.month <= {month_number(self.end)}"
        )
        for whose, month, delta in _rows(rows):
            found[whose].append((month, delta))
        return found

    def _later(self, keeping: Mapping[int, Shared], first: int, last: int) -> dict[Part, list[Fraction]]:
        """For each part and month: what an account of it bears that stays from then to ``last``."""
        parts = {part for shared in keeping.values() for part in shared.each}
        return {
            part: sums_from([keeping[month].each.get(part, ZERO) if month in keeping else ZERO for month in span])
            for part in parts
            for span in [range(first, last + 1)]
        }

    def _add_kept(self, sums: dict[str, _Sum], given: Sequence[int], keeping: Mapping[int, Shared]) -> None:
        """What keeping everybody cost in the months ``given``, and for how many ends of months."""
        there = set(given)
        for (month, keys), n in self.counts.alive.items():
            if month in there and n:
                of = sums.setdefault(keys[0] if self.is_grouped else "", _Sum())
                of.kept_cost += n * keeping[month].of(parts_of(self.attributes, keys))
                of.kept_months += n

    def _arpa(self, day: date) -> dict[str | None, Fraction]:
        """Average MRR at the end of ``day`` by group, and (None) of all, at the rate of its month."""
        number = day_number(day)
        grp, join = ("p.grp", " JOIN part0 p ON p.whose = t.whose") if self.is_grouped else ("''", "")
        engine = self.books.engine
        money: dict[str | None, Fraction] = defaultdict(Fraction)
        there: dict[str | None, int] = defaultdict(int)
        for key, currency, den, whole, num in _rows(
            engine.sql(
                f"SELECT {grp} AS grp, t.currency, t.den, CAST(sum(t.whole) AS BIGINT) AS whole,"
                f" CAST(sum(t.num) AS BIGINT) AS num FROM {PLACED} t{join} WHERE t.day <= {number}"
                " GROUP BY ALL"
            )
        ):
            amount = self.books.convert(together(whole, num, den), currency, day.replace(day=1))
            for one in (key, None) if self.is_grouped else (None,):
                money[one] += amount
        for key, n in _rows(
            engine.sql(
                f"SELECT {grp} AS grp, count(*) AS n FROM (SELECT whose, sum(whole + num / den) AS d FROM {PLACED}"
                f" WHERE day <= {number} GROUP BY whose HAVING d > {LITTLE}) t{join} GROUP BY ALL"
            )
        ):
            for one in (key, None) if self.is_grouped else (None,):
                there[one] += n
        return {key: money[key] / n for key, n in there.items() if n}

    def _unkept(self, given: Sequence[int]) -> Iterator[date]:
        """The months since somebody was won for which keeping has no cost."""
        won = [month for (month, _keys), n in self.counts.won.items() if n and month in set(given)]
        said = {one.month for one in self.spent if one.purpose == CostPurpose.KEEPING}
        if won:
            yield from (one for one in months(month_numbered(min(won)), self.end) if one not in said)

    def _won(self, one: _Sum, arpa: Fraction | None, nobody: Fraction, group: Group | None = None) -> Won:
        return Won(
            key=group.key if group else "",
            label=group.label if group else "",
            accounts=one.accounts,
            cost=Fraction(one.cost, self.per_unit) + nobody,
            margin=Fraction(one.margin, self.per_unit),
            keeping=Fraction(one.keeping, self.per_unit),
            months=one.months,
            covered=one.covered,
            covered_all=one.covered_all,
            arpa=arpa,
            kept_cost=one.kept_cost,
            kept_months=one.kept_months,
        )


def _rows(columns: Columns) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.tolist() for column in columns.values()), strict=True)
