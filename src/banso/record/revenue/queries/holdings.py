"""What accounts hold on a day, and who moved to another plan: for ratios of a portfolio."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from banso.platform.lake.api import session
from banso.record.revenue.models import Plan, Product
from banso.record.revenue.queries.ledger import RUNS, Unstored, open_runs
from banso.record.revenue.rules.mrr import MILLION
from banso.record.revenue.rules.storing import day_number


@dataclass(frozen=True, slots=True)
class Holding:
    """A product that an account has in force; ``quantity`` is none where nobody counted."""

    account: int
    product: int
    is_service: bool
    quantity: Fraction | None


@dataclass(frozen=True, slots=True)
class PlanMoves:
    """Accounts whose plan of a product moved up, or down, by its rank."""

    up: frozenset[int]
    down: frozenset[int]


def holdings(day: date, *, products: Collection[int] | None = None, now: datetime) -> list[Holding]:
    """What is in force at the end of ``day``, as known now, of all or some ``products``; by account and product."""
    services = set(Product.objects.filter(is_service=True).values_list("pk", flat=True))
    at = day_number(day)
    rows = _asked(
        now,
        products,
        f"SELECT account, product, bool_and(counted) AS counted, CAST(sum(quantity) AS BIGINT) AS n FROM {RUNS}"
        f" WHERE start <= {at} AND until > {at} GROUP BY account, product ORDER BY account, product",
    )
    return [
        Holding(account, product, product in services, Fraction(quantity, MILLION) if counted else None)
        for account, product, counted, quantity in rows
    ]


def plan_moves(first: date, last: date, *, products: Collection[int] | None = None, now: datetime) -> PlanMoves:
    """Whose plan changed from ``first`` to ``last``: one of a product ended on the day on which another began."""
    ranks: dict[int, int] = dict(Plan.objects.values_list("pk", "rank"))
    begin, end = day_number(first), day_number(last)
    rows = _asked(
        now,
        products,
        f"SELECT b.account, b.plan AS before, a.plan AS after FROM {RUNS} b JOIN {RUNS} a"
        " ON a.account = b.account AND a.product = b.product AND a.start = b.until"
        f" WHERE b.until BETWEEN {begin} AND {end} AND a.plan <> b.plan AND a.plan > 0 AND b.plan > 0",
    )
    moved = [(account, ranks[after] - ranks[before]) for account, before, after in rows]
    return PlanMoves(
        frozenset(account for account, step in moved if step > 0),
        frozenset(account for account, step in moved if step < 0),
    )


def _asked(now: datetime, products: Collection[int] | None, statement: str) -> list[tuple[Any, ...]]:
    with session() as engine:
        open_runs(engine, Unstored(now), products=products)
        columns = engine.sql(statement)
    return list(zip(*(column.tolist() for column in columns.values()), strict=True))
