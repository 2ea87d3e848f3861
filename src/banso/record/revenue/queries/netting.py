"""The same months classed by their two ends: who was won and lost inside one month does not show."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from banso.record.revenue.queries.families import relatives, roots, sharing
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.queries.sums import PLACED, entity_of, month_number, month_numbered
from banso.record.revenue.rules.facts import KINDS, Kind
from banso.record.revenue.rules.figures import ZERO
from banso.record.revenue.rules.movements import net
from banso.record.revenue.rules.storing import together
from banso.record.revenue.rules.terms import ONE_DAY, first_of_month, months

if TYPE_CHECKING:
    from banso.record.revenue.queries.reports import Books, Reading


def net_moves(books: Books, first: date, last: date, reading: Reading) -> dict[date, dict[Kind, Fraction]]:
    """Movements of each month, each entity's month compared at its ends.

    An entity that moved on one day of a month moves alike either way; only the others are computed from lines, and
    those that were ever paused: a line that ends in its pause moves nothing, and yet its month has another end.
    """
    begin, end = month_number(first), month_number(last)
    several = (
        f"(SELECT e, month FROM {PLACED} WHERE month BETWEEN {begin} AND {end} GROUP BY e, month"
        f" HAVING count(DISTINCT day) > 1 OR e IN (SELECT e FROM {PLACED} WHERE reason = 'pause'))"
    )
    found = {month: dict.fromkeys(KINDS, ZERO) for month in months(first, last)}
    columns = books.engine.sql(
        "SELECT month, kind, currency, den, CAST(sum(whole) AS BIGINT) AS whole, CAST(sum(num) AS BIGINT) AS num"
        f" FROM {PLACED} p ANTI JOIN {several} s ON p.e = s.e AND p.month = s.month"
        f" WHERE p.month BETWEEN {begin} AND {end} GROUP BY month, kind, currency, den"
    )
    names = ("month", "kind", "currency", "whole", "num", "den")
    for number, kind, currency, whole, num, den in zip(*(columns[name].tolist() for name in names), strict=True):
        month = month_numbered(number)
        found[month][kind] += books.convert(together(whole, num, den), currency, month - ONE_DAY)
    columns = books.engine.sql(
        f"SELECT p.e AS e, p.month AS month, any_value(p.account) AS account FROM {PLACED} p"
        f" SEMI JOIN {several} s ON p.e = s.e AND p.month = s.month GROUP BY p.e, p.month"
    )
    pairs = list(zip(columns["e"].tolist(), columns["month"].tolist(), strict=True))
    if not pairs:
        return found
    wanted = {(entity_of(reading.unit, e), number) for e, number in pairs}
    tops = roots()
    accounts: set[int] = set(columns["account"].tolist())
    if reading.unit == "contract":
        accounts = sharing(accounts)
    if reading.unit == "parent":
        accounts = relatives(accounts, tops)
    lines = stretches(accounts, known=reading.known)
    for move in net(lines, first, last, reading.unit, policy(), books.known, root_of=tops):
        month = first_of_month(move.day)
        if (move.entity, month_number(month)) in wanted:
            found[month][move.kind] += books.convert(move.amount, move.currency, month - ONE_DAY)
    return found
