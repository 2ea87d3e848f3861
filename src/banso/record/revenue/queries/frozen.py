"""Closed months: shown as they were closed, with what changed since as a correction in the month after; and the list of
what changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from itertools import groupby

from django.db.models import Q

from banso.platform.kit.days import day_end
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.models import FrozenMonth, Statement
from banso.record.revenue.queries.families import sharing
from banso.record.revenue.queries.reports import PLAIN, Reading, opened, waterfall
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.queries.sums import moved_between
from banso.record.revenue.queries.waterfalls import bounds, changed, folded
from banso.record.revenue.rules.facts import Kind
from banso.record.revenue.rules.figures import ZERO, Group, Restated, Row, SaidSince, Waterfall
from banso.record.revenue.rules.storing import together
from banso.record.revenue.rules.terms import last_of_month, months


def frozen_months() -> dict[date, FrozenMonth]:
    """The closed months, by their first day."""
    return {one.month: one for one in FrozenMonth.objects.select_related("frozen_by").order_by("month")}


def frozen_waterfall(first: date, last: date, reading: Reading, *, now: datetime) -> Waterfall:
    """As :func:`~banso.record.revenue.queries.reports.waterfall` with closed months as they were closed.

    The month after a closed one opens with what was closed; what changed since then is its correction.
    """
    start = current_workspace().fiscal_start_month
    begin, end = bounds(first, last, reading.step, start)
    closed = frozen_months()
    plain = replace(reading, frozen=False, step="month")
    parts: list[Waterfall] = []
    wanted = [*months(begin, end)]
    for frozen, some in groupby(wanted, lambda month: month if month in closed else None):
        run = list(some)
        parts.append(waterfall(run[0], last_of_month(run[-1]), replace(plain, copy=frozen), now=now))
    before = _closing_before(begin, closed, plain, now)
    rows = _joined([one.rows for one in parts], before[0], closed)
    groups = list({one.key: one for part in parts for one in part.groups}.values())
    by_group = {one.key: _of_group(one, parts, before[1].get(one.key), closed) for one in groups}
    return Waterfall(
        unit=reading.unit,
        step=reading.step,
        currency=parts[-1].currency,
        rows=tuple(folded(rows, reading.step, start)),
        groups=tuple(groups),
        by_group={key: tuple(folded(some, reading.step, start)) for key, some in by_group.items()},
        known=parts[-1].known,
        is_constant=reading.constant,
    )


def _closing_before(
    begin: date, closed: Mapping[date, FrozenMonth], reading: Reading, now: datetime
) -> tuple[Fraction | None, dict[str, Fraction]]:
    """What the closed month before ``begin`` closed with; none where it is not closed."""
    earlier = [month for month in closed if last_of_month(month) < begin]
    month = max(earlier, default=None)
    if month is None or (begin - last_of_month(month)).days != 1:
        return None, {}
    found = waterfall(month, month, replace(reading, copy=month), now=now)
    return found.rows[-1].closing, {key: rows[-1].closing for key, rows in found.by_group.items()}


def _joined(parts: Sequence[Sequence[Row]], before: Fraction | None, closed: Mapping[date, FrozenMonth]) -> list[Row]:
    rows: list[Row] = []
    for part in parts:
        for place, row in enumerate(part):
            opening = row.opening if before is None or place else before
            rows.append(changed(row, opening=opening, correction=row.opening - opening, is_frozen=row.first in closed))
        before = part[-1].closing
    return rows


def _of_group(
    group: Group, parts: Sequence[Waterfall], before: Fraction | None, closed: Mapping[date, FrozenMonth]
) -> list[Row]:
    """The rows of one group; a part in which it has none says that there was nothing."""
    some = [
        part.by_group.get(group.key) or tuple(Row(first=one.first, last=one.last, group=group.key) for one in part.rows)
        for part in parts
    ]
    return _joined(some, before, closed)


def restated(month: date, reading: Reading = PLAIN, *, now: datetime, known: date | None = None) -> list[Restated]:
    """What changed in ``month`` (any day of it) since it was closed, or since the end of ``known``; the greatest first.

    Without either, since the end of the month itself.
    """
    first, last = month.replace(day=1), last_of_month(month)
    closed = frozen_months().get(first)
    if known is None and closed is not None:
        held, since = replace(reading, copy=first), closed.known_at
    else:
        day = known or last
        held, since = replace(reading, known=day), day_end(day, current_workspace().timezone)
    before, after = (_by_kind(first, last, one, now) for one in (held, reading))
    changes = {key for key in before.keys() | after.keys() if before.get(key, ZERO) != after.get(key, ZERO)}
    said = _said_since({account for account, _kind in changes}, since)
    found = [
        Restated(
            month=first,
            account=account,
            kind=kind,
            before=before.get((account, kind), ZERO),
            after=after.get((account, kind), ZERO),
            since=tuple(said.get(account, ())),
        )
        for account, kind in changes
    ]
    return sorted(found, key=lambda one: (-abs(one.after - one.before), one.account, one.kind))


def _by_kind(first: date, last: date, reading: Reading, now: datetime) -> dict[tuple[int, Kind], Fraction]:
    found: dict[tuple[int, Kind], Fraction] = {}
    with opened(replace(reading, unit="account"), now, first=first) as books:
        for account, kind, currency, *parts in moved_between(books.engine, first, last):
            key, amount = (account, kind), together(*parts)
            found[key] = found.get(key, ZERO) + books.convert(amount, currency, first.replace(day=1))
    return found


def _said_since(accounts: set[int], since: datetime) -> dict[int, list[SaidSince]]:
    """What was said, or taken back, after ``since`` of the lines that these accounts have or had."""
    if not accounts:
        return {}
    of_line: dict[int, int] = {}
    for one in stretches(sharing(accounts)):
        of_line.setdefault(one.line, one.account)
    said_then = Q(known_at__gt=since, withdrawn_at=None)
    taken_back = Q(known_at__lte=since, withdrawn_at__gt=since)
    rows = Statement.objects.filter(said_then | taken_back, line__in=list(of_line)).order_by("known_at", "pk")
    found: dict[int, list[SaidSince]] = {}
    for row in rows:
        said = SaidSince(
            line=row.line_id,
            known_at=row.known_at,
            reason=row.reason,
            member=row.stated_by_id,
            batch=row.batch,
            row=row.row_number,
            taken_back_at=row.withdrawn_at,
        )
        found.setdefault(of_line[row.line_id], []).append(said)
    return found
