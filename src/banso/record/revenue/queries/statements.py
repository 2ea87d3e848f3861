"""What was said of many lines, as plain values: few queries, no model instances."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from banso.record.revenue.models import FxRate, Line, Period, Plan, Product, Statement
from banso.record.revenue.rules.amending import Terms
from banso.record.revenue.rules.fx import BILLION, Rates

CHUNK: Final = 500
CONTRACT_FIELDS: Final = ("name", "auto_renews", "notice_days")
_LINKS: Final = frozenset({"account", "product", "plan"})
_COLUMNS: Final = tuple(f"{one.name}_id" if one.name in _LINKS else one.name for one in fields(Terms))
_NAMES: Final = tuple(one.name for one in fields(Terms))


@dataclass(slots=True)
class KnownLine:
    """A line: its contract's key and fields, and what was said of it, the first first (mostly the last alone)."""

    id: int
    contract: str
    about_contract: dict[str, Any]
    said: list[tuple[datetime, tuple[Terms, ...]]] = field(default_factory=list)

    @property
    def periods(self) -> tuple[Terms, ...]:
        """What it is said to be now; nothing where all was taken back."""
        return self.said[-1][1] if self.said else ()


def known_lines(source: str, keys: Iterable[str], *, every: bool = False) -> dict[str, KnownLine]:
    """``{key: line}`` of the lines of ``source`` that are there. ``every``: with all statements, not the last alone."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, KnownLine] = {}
    for place in range(0, len(wanted), CHUNK):
        rows = Line.objects.filter(source=source, key__in=wanted[place : place + CHUNK])
        columns = ("key", "pk", "contract__key", *(f"contract__{name}" for name in CONTRACT_FIELDS))
        part = {
            key: KnownLine(pk, contract, dict(zip(CONTRACT_FIELDS, values, strict=True)))
            for key, pk, contract, *values in rows.values_list(*columns)
        }
        _say(part.values(), every=every)
        found |= part
    return found


def _say(lines: Collection[KnownLine], *, every: bool) -> None:
    by_id = {one.id: one for one in lines}
    if not by_id:
        return
    rows = Statement.objects.filter(line__in=list(by_id), withdrawn_at=None).order_by("known_at", "pk")
    order: dict[int, list[tuple[datetime, int]]] = {}
    for line, known_at, pk in rows.values_list("line_id", "known_at", "pk"):
        order.setdefault(line, []).append((known_at, pk))
    if not every:
        order = {line: said[-1:] for line, said in order.items()}
    periods: dict[int, list[Terms]] = {pk: [] for said in order.values() for _at, pk in said}
    ids = list(periods)
    for place in range(0, len(ids), CHUNK):
        whole = Period.objects.filter(statement__in=ids[place : place + CHUNK]).order_by("start", "pk")
        for statement, *values in whole.values_list("statement_id", *_COLUMNS):
            periods[statement].append(Terms(**dict(zip(_NAMES, values, strict=True))))
    for line, said in order.items():
        by_id[line].said = [(at, tuple(periods[pk])) for at, pk in said]


def rates_table() -> Rates:
    """Every exchange rate that was stated."""
    rows = FxRate.objects.order_by("day", "pk").values_list("base", "quote", "day", "rate")
    return Rates((base, quote, day, Fraction(rate, BILLION)) for base, quote, day, rate in rows)


def product_ids() -> dict[str, int]:
    """``{key: id}`` of every product."""
    return dict(Product.objects.values_list("key", "pk"))


def plan_ids() -> dict[tuple[int, str], int]:
    """``{(product id, key): id}`` of every plan."""
    return {(product, key): pk for product, key, pk in Plan.objects.values_list("product_id", "key", "pk")}
