"""From sums of movements to the rows of a waterfall, by month, fiscal quarter or fiscal year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from banso.record.revenue.queries.sums import Part, Sums, month_number
from banso.record.revenue.rules.facts import KINDS, Kind, Reason
from banso.record.revenue.rules.figures import ZERO, Logos, Row, Step
from banso.record.revenue.rules.fx import Convert
from banso.record.revenue.rules.terms import ONE_DAY, add_months, last_of_month, months


def rows_of(
    found: Sums, first: date, last: date, convert: Convert, *, groups: Sequence[str] = ("",), total: bool = True
) -> list[Row]:
    """A row a month. ``total`` puts all groups together, else ``groups`` is one group."""
    keys = {group for _month, group in (*found.moves, *found.transfers, *found.logos)} | set(found.opening)
    wanted = sorted(keys) if total else list(groups)
    balance: dict[str, Fraction] = {}
    for group in wanted:
        for currency, amount in found.opening.get(group, {}).items():
            balance[currency] = balance.get(currency, ZERO) + amount
    rows = []
    for month in months(first, last):
        number = month_number(month)
        parts = [part for group in wanted for part in found.moves.get((number, group), ())]
        moved = [] if total else [part for group in wanted for part in found.transfers.get((number, group), ())]
        rows.append(_row(month, balance, parts, moved, convert))
        for part in (*parts, *moved):
            balance[part.currency] = balance.get(part.currency, ZERO) + part.amount
        logos = [found.logos[number, group] for group in wanted if (number, group) in found.logos]
        rows[-1] = _with_logos(rows[-1], logos, total=total)
    return rows


def _row(
    month: date, balance: Mapping[str, Fraction], parts: Sequence[Part], moved: Sequence[Part], convert: Convert
) -> Row:
    before, end = month - ONE_DAY, last_of_month(month)
    opening = sum((convert(amount, currency, before) for currency, amount in balance.items() if amount), ZERO)
    after = dict(balance)
    for part in (*parts, *moved):
        after[part.currency] = after.get(part.currency, ZERO) + part.amount
    closing = sum((convert(amount, currency, end) for currency, amount in after.items() if amount), ZERO)
    moves: dict[Kind, Fraction] = dict.fromkeys(KINDS, ZERO)
    by_reason: dict[tuple[Kind, Reason], Fraction] = {}
    pre = ZERO
    for part in parts:
        amount = convert(part.amount, part.currency, part.day or before)
        if part.kind is not None:
            moves[part.kind] += amount
            if part.reason:
                key = part.kind, part.reason
                by_reason[key] = by_reason.get(key, ZERO) + amount
        pre += amount if part.pre else ZERO
    transfer = sum((convert(part.amount, part.currency, part.day or before) for part in moved), ZERO)
    return Row(
        first=month,
        last=end,
        opening=opening,
        moves=moves,
        transfer=transfer,
        fx=closing - opening - transfer - sum(moves.values(), ZERO),
        closing=closing,
        pre_contracted=pre,
        by_reason=by_reason,
    )


def _with_logos(row: Row, logos: Iterable[Logos], *, total: bool) -> Row:
    names = ("opening", "new", "returned", "lost", "paused", "merged", "transfer", "closing")
    every = list(logos)
    sums = {name: sum(getattr(one, name) for one in every) for name in names}
    if total:
        sums["transfer"] = 0
    return changed(row, logos=Logos(**sums))


def changed(row: Row, **values: object) -> Row:
    """``row`` with other values."""
    kept = {name: getattr(row, name) for name in Row.__dataclass_fields__}
    return Row(**{**kept, **values})


def folded(rows: Sequence[Row], step: Step, first_month: int) -> list[Row]:
    """Months put together to fiscal quarters or years; each is the sum of its months, rates of exchange too."""
    if step == "month":
        return list(rows)
    size = 3 if step == "quarter" else 12

    def start(row: Row) -> date:
        return period_of(row.first, size, first_month)

    return [_together(list(some), begin, size) for begin, some in groupby(rows, start)]


def period_of(day: date, size: int, first_month: int) -> date:
    """The first day of the fiscal period of ``size`` months that ``day`` is in."""
    back = (day.month - first_month) % 12 % size
    return add_months(day.replace(day=1), -back)


def bounds(first: date, last: date, step: Step, first_month: int) -> tuple[date, date]:
    """The first day of the first period and the last day of the last."""
    size = {"month": 1, "quarter": 3, "year": 12}[step]
    return period_of(first, size, first_month), add_months(period_of(last, size, first_month), size) - ONE_DAY


def _together(rows: Sequence[Row], begin: date, size: int) -> Row:
    opened, closed = rows[0], rows[-1]
    by_reason: dict[tuple[Kind, Reason], Fraction] = {}
    for row in rows:
        for key, amount in row.by_reason.items():
            by_reason[key] = by_reason.get(key, ZERO) + amount
    flows = ("new", "returned", "lost", "paused", "merged", "transfer")
    return Row(
        first=begin,
        last=add_months(begin, size) - ONE_DAY,
        group=opened.group,
        opening=opened.opening,
        moves={kind: sum((row.moves[kind] for row in rows), ZERO) for kind in KINDS},
        transfer=sum((row.transfer for row in rows), ZERO),
        correction=sum((row.correction for row in rows), ZERO),
        fx=sum((row.fx for row in rows), ZERO),
        closing=closed.closing,
        pre_contracted=sum((row.pre_contracted for row in rows), ZERO),
        by_reason=by_reason,
        net=None
        if opened.net is None
        else {kind: sum((row.net[kind] for row in rows if row.net), ZERO) for kind in KINDS},
        net_transfer=sum((row.net_transfer for row in rows), ZERO),
        logos=Logos(
            opening=opened.logos.opening,
            closing=closed.logos.closing,
            **{name: sum(getattr(row.logos, name) for row in rows) for name in flows},
        ),
        is_frozen=all(row.is_frozen for row in rows),
    )
