"""Closed books: what changed in them since, and how months that are frozen are shown all the same.

Two readings of the same lines, as they were known then and as they are known now, give two ledgers. *Restated* books
show what is known now. *Frozen* books keep each closed month as it was, and bring what became known later in the first
month that is not frozen yet, as a ``correction``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from banso.record.revenue.rules.comparing import Entity
from banso.record.revenue.rules.facts import Kind, Movement
from banso.record.revenue.rules.fx import Convert, unconverted
from banso.record.revenue.rules.terms import ONE_DAY, first_of_month, months
from banso.record.revenue.rules.waterfall import Month, by_month

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """What one entity's movements of a kind came to in ``month`` as known before, and after; ``lines`` made it."""

    month: date
    entity: Entity
    account: int
    currency: str
    kind: Kind
    before: Fraction
    after: Fraction
    lines: tuple[int, ...] = ()

    @property
    def change(self) -> Fraction:
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class BookMonth:
    """A row of frozen books: opening + correction + amounts + fx = closing, the correction being of months before."""

    row: Month
    correction: Fraction = NOTHING
    is_frozen: bool = False


def restatements(before: Iterable[Movement], after: Iterable[Movement], first: date, last: date) -> list[Restatement]:
    """What changed from one reading to the other in the days from ``first`` to ``last``, month by month."""
    sums: dict[tuple[date, Entity, str, Kind], list[Fraction]] = defaultdict(lambda: [NOTHING, NOTHING])
    lines: dict[tuple[date, Entity, str, Kind], dict[int, None]] = defaultdict(dict)
    account: dict[Entity, int] = {}
    for side, moves in enumerate((before, after)):
        for move in moves:
            if not first <= move.day <= last:
                continue
            key = first_of_month(move.day), move.entity, move.currency, move.kind
            sums[key][side] += move.amount
            lines[key].update(dict.fromkeys(move.lines))
            account[move.entity] = move.account
    return [
        Restatement(
            month=month,
            entity=entity,
            account=account[entity],
            currency=currency,
            kind=kind,
            before=then,
            after=now,
            lines=tuple(lines[month, entity, currency, kind]),
        )
        for (month, entity, currency, kind), (then, now) in sorted(sums.items())
        if then != now
    ]


def books(
    frozen: Mapping[date, Sequence[Movement]],
    current: Sequence[Movement],
    first: date,
    last: date,
    convert: Convert = unconverted,
) -> list[BookMonth]:
    """Rows from ``first`` to ``last`` with each frozen month as it was known when it was frozen.

    ``frozen`` has, for the first day of each frozen month, all movements as they were known then; ``current`` those
    known now. Books are closed in order: a month before a frozen one is frozen with it. Each month opens with the
    closing that was reported; what its knowledge changes in the months before it is its correction.
    """
    before = first_of_month(first) - ONE_DAY
    readings: dict[int, dict[date, Month]] = {}

    def read(month: date) -> Month:
        closed = min((one for one in frozen if one >= month), default=None)
        moves = current if closed is None else frozen[closed]
        if id(moves) not in readings:
            readings[id(moves)] = {row.month: row for row in by_month(moves, before, last, convert)}
        return readings[id(moves)][month]

    last_closed = max(frozen, default=date.min)
    rows = []
    reported = read(first_of_month(before)).closing
    for month in months(first, last):
        row = read(month)
        shown = replace(row, opening=reported)
        rows.append(BookMonth(row=shown, correction=row.opening - reported, is_frozen=month <= last_closed))
        reported = row.closing
    return rows
