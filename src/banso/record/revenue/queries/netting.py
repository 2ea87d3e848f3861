"""The same months classed by their two ends: who was won and lost inside one month does not show.

By group, what an entity won or lost from one end to the other is in the group that it was in at the second; what it had
at the first came there by a transfer. So opening, movements and transfer are the closing of each group, and all groups
together move as the whole does.
"""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from banso.record.revenue.queries.families import relatives, roots, sharing
from banso.record.revenue.queries.groups import TABLE
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.queries.sums import PLACED, Part, Sums, entity_of, month_number
from banso.record.revenue.queries.waterfalls import changed
from banso.record.revenue.rules.facts import KINDS, Movement
from banso.record.revenue.rules.figures import ZERO, Row
from banso.record.revenue.rules.fx import Convert
from banso.record.revenue.rules.movements import net
from banso.record.revenue.rules.storing import day_number, together
from banso.record.revenue.rules.terms import ONE_DAY

if TYPE_CHECKING:
    from banso.record.revenue.queries.reports import Books, Reading

Parts = dict[tuple[int, str], list[Part]]
"""Movements by the number of their month and their group."""
_LAST = "CAST(last_day(DATE '1970-01-01' + CAST(p.day AS INTEGER)) - DATE '1970-01-01' AS BIGINT)"


def net_moves(books: Books, first: date, last: date, reading: Reading) -> Parts:
    """Movements of each month, each entity's month compared at its ends.

    An entity that moved on one day of a month moves alike either way; only the others are computed from lines, and
    those that were ever paused: a line that ends in its pause moves nothing, and yet its month has another end.
    """
    begin, end = month_number(first), month_number(last)
    several = (
        f"(SELECT e, month FROM {PLACED} WHERE month BETWEEN {begin} AND {end} GROUP BY e, month"
        f" HAVING count(DISTINCT day) > 1 OR e IN (SELECT e FROM {PLACED} WHERE reason = 'pause'))"
    )
    grp, join = "p.grp", ""
    if reading.by == "account":
        # A movement is in the group of its day; here that of the month's last counts.
        grp = "COALESCE(g.grp, '')"
        join = f" LEFT JOIN {TABLE} g ON g.account = p.whose AND g.since <= {_LAST} AND g.until > {_LAST}"
    columns = books.engine.sql(
        f"SELECT p.month AS month, {grp} AS grp, kind, currency, den, CAST(sum(whole) AS BIGINT) AS whole,"
        f" CAST(sum(num) AS BIGINT) AS num FROM {PLACED} p ANTI JOIN {several} s ON p.e = s.e AND p.month = s.month"
        f"{join} WHERE p.month BETWEEN {begin} AND {end} GROUP BY 1, 2, kind, currency, den"
    )
    found: Parts = defaultdict(list)
    names = ("month", "grp", "kind", "currency", "whole", "num", "den")
    for number, group, kind, currency, *amount in zip(*(columns[name].tolist() for name in names), strict=True):
        found[number, group].append(Part(kind, "", False, currency, None, together(*amount)))
    moved = _from_lines(books, first, last, several, reading)
    for move, group in zip(moved, _groups_of(books, moved, reading), strict=True):
        part = Part(move.kind, "", False, move.currency, None, move.amount)
        found[month_number(move.day), group].append(part)
    return found


def _from_lines(books: Books, first: date, last: date, several: str, reading: Reading) -> list[Movement]:
    """The movements of the entities and months that ``several`` selects."""
    columns = books.engine.sql(
        f"SELECT p.e AS e, p.month AS month, any_value(p.account) AS account FROM {PLACED} p"
        f" SEMI JOIN {several} s ON p.e = s.e AND p.month = s.month GROUP BY p.e, p.month"
    )
    pairs = zip(columns["e"].tolist(), columns["month"].tolist(), strict=True)
    wanted = {(entity_of(reading.unit, e), number) for e, number in pairs}
    if not wanted:
        return []
    tops = roots()
    accounts: set[int] = set(columns["account"].tolist())
    if reading.unit == "contract":
        accounts = sharing(accounts)
    if reading.unit == "parent":
        accounts = relatives(accounts, tops)
    lines = stretches(accounts, known=reading.known)
    moved = net(lines, first, last, reading.unit, policy(), books.known, root_of=tops)
    only = reading.products
    return [
        one for one in moved if (one.entity, month_number(one.day)) in wanted and (only is None or one.product in only)
    ]


def _groups_of(books: Books, moved: Sequence[Movement], reading: Reading) -> list[str]:
    """The group of each movement at the end of its month."""
    if not reading.by:
        return [""] * len(moved)
    if reading.by == "product":
        return [str(one.product) for one in moved]
    whose = [one.account if reading.unit == "contract" else one.entity[0] for one in moved]
    places = {"account": np.array(whose, dtype=np.int64), "day": np.array([day_number(one.day) for one in moved])}
    books.engine.memtable("netted", {**places, "place": np.arange(len(moved))})
    columns = books.engine.sql(
        f"SELECT n.place AS place, COALESCE(g.grp, '') AS grp FROM netted n"
        f" LEFT JOIN {TABLE} g ON g.account = n.account AND g.since <= n.day AND g.until > n.day ORDER BY n.place"
    )
    return list(columns["grp"].tolist())


def with_net(rows: Iterable[Row], found: Sums, netted: Parts, convert: Convert, *, groups: Iterable[str]) -> list[Row]:
    """``rows``, which are of all ``groups`` together, with their months netted.

    What moved MRR of a group and was neither won nor lost by the two ends came from other groups, or went there.
    """
    keys = list(groups)
    made = []
    for row in rows:
        number = month_number(row.first)
        before, moves = row.first - ONE_DAY, dict.fromkeys(KINDS, ZERO)
        left: dict[str, Fraction] = defaultdict(Fraction)
        for key in ((number, group) for group in keys):
            for part in (*found.moves.get(key, ()), *found.transfers.get(key, ())):
                left[part.currency] += part.amount
            for part in netted.get(key, ()):
                left[part.currency] -= part.amount
                if part.kind is not None:
                    moves[part.kind] += convert(part.amount, part.currency, before)
        transfer = sum((convert(amount, code, before) for code, amount in left.items() if amount), ZERO)
        made.append(changed(row, net=moves, net_transfer=transfer))
    return made
