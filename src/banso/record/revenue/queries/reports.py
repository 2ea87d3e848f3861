"""Reports of revenue: the waterfall and the movements behind a figure. Rates and CMRR stand beside."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from banso.platform.lake.api import LakeSession, session
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.queries.conversion import conversion, rates_are_there, report_currency
from banso.record.revenue.queries.groups import COHORT, PRODUCT, SINCE_EVER, Interval, Spans, open_groups
from banso.record.revenue.queries.ledger import Unstored, open_moves
from banso.record.revenue.queries.merges import count_merged, merges, uncounted
from banso.record.revenue.queries.netting import net_moves, with_net
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.sums import PLACED, By, Sums, place, sums
from banso.record.revenue.queries.waterfalls import bounds, changed, folded, rows_of
from banso.record.revenue.rules.facts import Unit
from banso.record.revenue.rules.figures import Group, Moved, Row, Step, Waterfall
from banso.record.revenue.rules.fx import Convert
from banso.record.revenue.rules.storing import day_number, day_numbered, together
from banso.record.revenue.rules.terms import ONE_DAY

__all__ = ["COHORT", "PLAIN", "Books", "Reading", "drill", "opened", "waterfall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How books are read; every report takes one.

    ``group`` is the key of an attribute of accounts, ``owner``, ``cohort``, ``account`` or ``product``; ``as_was``
    takes the value that held on each movement's day (with transfers between groups), else the one of now.
    ``intervals`` gives groups that the caller knows instead: by account, days from which on a key holds (the earliest
    first; none: since ever).
    ``currency`` is the workspace's where it is empty; ``constant`` holds the rates of the day before the first period.
    ``known`` reads what was known at the end of that day; ``frozen`` shows closed months as they were closed, with
    corrections after them. ``net`` classes each month by its two ends too. ``accounts`` and ``products`` leave only
    these.
    """

    unit: Unit = "account"
    step: Step = "month"
    group: str = ""
    as_was: bool = False
    intervals: Mapping[int, Sequence[Interval]] | None = None
    currency: str = ""
    constant: bool = False
    known: date | None = None
    frozen: bool = False
    net: bool = False
    accounts: Collection[int] | None = None
    products: Collection[int] | None = None
    copy: date | None = None
    """The month of whose frozen copy this reads."""

    @property
    def by(self) -> By:
        """What puts a movement into its group."""
        if self.intervals is None and self.group == PRODUCT:
            return "product"
        return "account" if self.group or self.intervals is not None else ""

    @property
    def is_grouped(self) -> bool:
        """Whether there are groups."""
        return bool(self.by)


PLAIN = Reading()


@dataclass(frozen=True, slots=True)
class Books:
    """An engine in which movements and groups lie ready. ``out`` is what of them was computed, not stored."""

    engine: LakeSession
    known: date
    out: Unstored
    spans: Spans
    currency: str
    convert: Convert


@contextmanager
def opened(reading: Reading, now: datetime, *, first: date, with_lines: bool = False) -> Iterator[Books]:
    """The movements that ``reading`` asks for; ``first`` is the day before which constant rates are those of."""
    currency = report_currency(reading.currency)
    convert = conversion(currency, on=first - ONE_DAY if reading.constant else None)
    out = Unstored(now, known=reading.known, unit=reading.unit)
    with session() as engine, rates_are_there():
        open_moves(
            engine, out, accounts=reading.accounts, products=reading.products, frozen=reading.copy,
            with_lines=with_lines,
        )  # fmt: skip
        spans = Spans(groups=())
        if reading.is_grouped:
            spans = open_groups(
                engine, reading.group, as_was=reading.as_was, intervals=reading.intervals, only=reading.accounts
            )
        place(engine, reading.unit, by=reading.by)
        yield Books(engine, out.day, out, spans, currency, convert)


def waterfall(first: date, last: date, reading: Reading = PLAIN, *, now: datetime) -> Waterfall:
    """Movements of the periods from the one that has ``first`` to the one that has ``last``.

    Raises :class:`~banso.platform.kit.errors.BansoError` where a rate of exchange is missing.
    """
    if reading.frozen:
        from banso.record.revenue.queries.frozen import frozen_waterfall  # noqa: PLC0415 - it asks for waterfalls

        return frozen_waterfall(first, last, reading, now=now)
    start = current_workspace().fiscal_start_month
    begin, end = bounds(first, last, reading.step, start)
    rules = policy()
    with opened(reading, now, first=begin) as books:
        by_event = rules.fx == "event_rate" and not reading.constant
        grouped = reading.is_grouped
        # Of a product, whoever holds it is counted as the survivor.
        past = merges(books.engine) if reading.unit == "account" and reading.by != "product" else {}
        apart = uncounted(past)
        found = sums(books.engine, begin, end, quote=books.currency, by_event=by_event, by=reading.by, uncounted=apart)
        if past:
            count_merged(books.engine, found, past, begin, end, known=reading.known, now=now, grouped=grouped)
        rows = rows_of(found, begin, end, books.convert)
        by_group = _by_group(found, begin, end, books) if grouped else {}
        if reading.net:
            moved = net_moves(books, begin, end, reading)
            every = {group for _month, group in (*found.moves, *moved)}
            rows = with_net(rows, found, moved, books.convert, groups=every)
            by_group = {
                key: with_net(some, found, moved, books.convert, groups=[key]) for key, some in by_group.items()
            }
    return Waterfall(
        unit=reading.unit,
        step=reading.step,
        currency=books.currency,
        rows=tuple(folded(rows, reading.step, start)),
        groups=tuple(one for one in _groups(books.spans, by_group)),
        by_group={key: tuple(folded(some, reading.step, start)) for key, some in by_group.items()},
        known=books.known,
        is_constant=reading.constant,
    )


def _by_group(found: Sums, begin: date, end: date, books: Books) -> dict[str, list[Row]]:
    """The rows of every group in which anything is."""
    by_group: dict[str, list[Row]] = {}
    for key in [*(one.key for one in books.spans.groups), ""]:
        if key in by_group:
            continue
        rows = rows_of(found, begin, end, books.convert, groups=(key,), total=False)
        if any(row.opening or row.closing or row.transfer or any(row.moves.values()) for row in rows):
            by_group[key] = [changed(row, group=key) for row in rows]
    return by_group


def _groups(spans: Spans, by_group: Mapping[str, object]) -> list[Group]:
    found = [one for one in spans.groups if one.key in by_group]
    if "" in by_group and all(one.key for one in found):
        found.append(Group(key="", label=""))
    return found


def drill(
    first: date,
    last: date,
    reading: Reading = PLAIN,
    *,
    now: datetime,
    kinds: Collection[str] = (),
    group: str | None = None,
    limit: int = 1000,
) -> list[Moved]:
    """The movements from ``first`` to ``last`` (days, both included), the greatest first.

    ``kinds`` (``transfer`` too) and ``group`` (a key of ``reading.group``) leave only these.
    """
    rules = policy()
    by_event = rules.fx == "event_rate" and not reading.constant
    with opened(reading, now, first=first, with_lines=True) as books:
        found = _moved(books, first, last, kinds, group, limit, by_event=by_event)
        if reading.by == "account" and (not kinds or "transfer" in kinds):
            found += _transferred(books, first, last, group, by_event=by_event)
    return sorted(found, key=lambda one: (-abs(one.amount), one.day, one.entity))[:limit]


def _moved(
    books: Books, first: date, last: date, kinds: Collection[str], group: str | None, limit: int, *, by_event: bool
) -> list[Moved]:
    conditions = [f"day BETWEEN {day_number(first)} AND {day_number(last)}"]
    params: list[str] = []
    for name, wanted in (("kind", list(kinds)), ("grp", [] if group is None else [group])):
        if wanted:
            conditions.append(f"{name} IN ({', '.join('?' * len(wanted))})")
            params += wanted
    columns = books.engine.sql(
        f"SELECT whose, account, contract, product, day, kind, reason, pre, currency, whole, num, den, lines, grp"
        f" FROM {PLACED} WHERE {' AND '.join(conditions)} ORDER BY abs(whole) DESC LIMIT {int(limit)}",
        params,
    )
    found = []
    for values in zip(*(column.tolist() for column in columns.values()), strict=True):
        row: dict[str, Any] = dict(zip(columns, values, strict=True))
        day = day_numbered(row["day"])
        amount = together(row["whole"], row["num"], row["den"])
        at = day if by_event else day.replace(day=1) - ONE_DAY
        found.append(
            Moved(
                day=day,
                entity=(row["whose"],),
                account=row["account"],
                contract=row["contract"],
                product=row["product"],
                kind=row["kind"],
                reason=row["reason"],
                pre_contracted=bool(row["pre"]),
                amount=books.convert(amount, row["currency"], at),
                currency=row["currency"],
                original=amount,
                lines=tuple(int(one) for one in row["lines"].split(",") if one),
                group=row["grp"],
            )
        )
    return found


def _transferred(books: Books, first: date, last: date, group: str | None, *, by_event: bool) -> list[Moved]:
    """What came to groups from others, or went: two rows a change, one for each group."""
    columns = books.engine.sql(
        "WITH changes AS (SELECT account, since AS day, grp AS new,"
        " lag(grp) OVER (PARTITION BY account ORDER BY since) AS old FROM grouped)"
        " SELECT c.account, c.day, c.old, c.new, m.currency, m.den, CAST(sum(m.whole) AS BIGINT) AS whole,"
        " CAST(sum(m.num) AS BIGINT) AS num FROM changes c JOIN moves m ON m.whose = c.account AND m.day < c.day"
        f" WHERE c.day > {SINCE_EVER} AND c.day BETWEEN {day_number(first)} AND {day_number(last)} AND c.old <> c.new"
        " GROUP BY ALL"
    )
    names = ("account", "day", "old", "new", "currency", "whole", "num", "den")
    sums_: dict[tuple[int, int, str, str, str], Fraction] = {}
    for account, day, old, new, currency, whole, num, den in zip(*(columns[n].tolist() for n in names), strict=True):
        key = account, day, old, new, currency
        sums_[key] = sums_.get(key, Fraction(0)) + together(whole, num, den)
    found = []
    for (account, number, old, new, currency), amount in sums_.items():
        day = day_numbered(number)
        at = day if by_event else day.replace(day=1) - ONE_DAY
        into = Moved(
            day=day,
            entity=(account,),
            account=account,
            contract=0,
            product=0,
            kind="transfer",
            reason="",
            pre_contracted=False,
            amount=books.convert(amount, currency, at),
            currency=currency,
            original=amount,
            lines=(),
            group=new,
        )
        out = replace(into, amount=-into.amount, original=-amount, group=old)
        found += [one for one in (into, out) if amount and group in (None, one.group)]
    return found
