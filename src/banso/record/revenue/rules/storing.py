"""Movements and runs as rows of the lake, and back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from banso.platform.kit.days import EPOCH_DAY
from banso.record.revenue.rules.facts import Movement, Stretch, Unit
from banso.record.revenue.rules.movements import movements_of
from banso.record.revenue.rules.mrr import MILLION, apart
from banso.record.revenue.rules.stretches import Run

NAMES = (
    "units", "root", "account", "contract", "product", "day", "kind", "reason", "currency",
    "whole", "num", "den", "pre", "lines",
)  # fmt: skip
RUN_NAMES = (
    "line", "account", "product", "plan", "currency", "start", "until", "term_end", "whole", "num", "den",
    "counted", "quantity", "paused", "pending", "lost_by",
)  # fmt: skip
NEVER = 10_000_000
"""The day number of what has no end."""
UNIT_BITS: dict[Unit, int] = {"account": 1, "contract": 2, "product": 4, "parent": 8}
"""A stored row holds for all units whose bits its ``units`` has."""
Rows = list[tuple[Any, ...]]
_ORDINAL = EPOCH_DAY.toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _ORDINAL


def day_numbered(number: int) -> date:
    """The day that :func:`day_number` made a number of."""
    return date.fromordinal(int(number) + _ORDINAL)


def families(roots: Mapping[int, int]) -> set[int]:
    """The accounts that stand over or under another."""
    return {*roots, *roots.values()}


def own_rows(runs: Sequence[Run]) -> Rows:
    """The rows by account, contract and product that ``runs`` make.

    They are the whole of their accounts, and of all that share a contract with them. An account with one contract and
    one product moves alike by either: it is computed once.
    """
    by_contract, by_product = _several(runs)
    bits = dict.fromkeys(by_contract, UNIT_BITS["contract"])
    for one in by_product:
        bits[one] = bits.get(one, 0) | UNIT_BITS["product"]
    every = UNIT_BITS["account"] | UNIT_BITS["contract"] | UNIT_BITS["product"]
    found = [_row(every - bits.get(one.account, 0), 0, one) for one in movements_of(runs, "account")]
    some = [one for one in runs if one.account in by_contract]
    found += (_row(UNIT_BITS["contract"], 0, one) for one in movements_of(some, "contract"))
    some = [one for one in runs if one.account in by_product]
    found += (_row(UNIT_BITS["product"], 0, one) for one in movements_of(some, "product"))
    return found


def parent_rows(runs: Iterable[Run], roots: Mapping[int, int]) -> Rows:
    """The rows by hierarchy of ``runs``, which are the whole of their families."""
    moved = movements_of(runs, "parent", root_of=roots)
    return [_row(UNIT_BITS["parent"], one.entity[0], one) for one in moved]


def run_rows(runs: Iterable[Run]) -> Rows:
    """The rows of :data:`RUN_NAMES` that ``runs`` are."""
    return [
        (
            one.line,
            one.account,
            one.product,
            one.plan,
            one.currency,
            one.start.toordinal() - _ORDINAL,
            NEVER if one.end is None else one.end.toordinal() - _ORDINAL,
            NEVER if one.term_end is None else one.term_end.toordinal() - _ORDINAL,
            *apart(one.mrr),
            one.quantity is not None,
            0 if one.quantity is None else int(one.quantity * MILLION),
            one.paused,
            one.pending,
            one.lost_by,
        )
        for one in runs
    ]


def sharing_contracts(stretches: Iterable[Stretch | Run]) -> set[int]:
    """The accounts that have a contract together with another."""
    accounts: dict[int, int] = {}
    found: set[int] = set()
    for one in stretches:
        first = accounts.setdefault(one.contract, one.account)
        if first != one.account:
            found |= {first, one.account}
    return found


def columns_of(rows: Iterable[tuple[Any, ...]], names: Sequence[str] = NAMES) -> dict[str, list[Any]]:
    """``rows`` as columns of the lake."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: list(values) for name, values in zip(names, columns, strict=True)}


def together(whole: int, num: int, den: int) -> Fraction:
    """The sum of rows with the denominator ``den``: of their whole parts and of their numerators."""
    return Fraction(whole * den + num, den) if num else Fraction(whole)


def added(parts: Mapping[int, tuple[int, int]]) -> Fraction:
    """The sum of what :func:`together` takes, by denominator: (whole parts, numerators)."""
    den = lcm(*parts)
    return Fraction(sum((whole * own + num) * (den // own) for own, (whole, num) in parts.items()), den)


def _several(runs: Sequence[Run]) -> tuple[set[int], set[int]]:
    """The accounts that have, or share, several contracts; and those with several products."""
    contracts: dict[int, int] = {}
    products: dict[int, int] = {}
    by_contract, by_product = sharing_contracts(runs), set()
    for one in runs:
        if contracts.setdefault(one.account, one.contract) != one.contract:
            by_contract.add(one.account)
        if products.setdefault(one.account, one.product) != one.product:
            by_product.add(one.account)
    return by_contract, by_product


def _row(units: int, root: int, one: Movement) -> tuple[Any, ...]:
    whole, num, den = apart(one.amount)
    return (
        units,
        root,
        one.account,
        one.contract,
        one.product,
        one.day.toordinal() - _ORDINAL,
        one.kind,
        one.reason,
        one.currency,
        whole,
        num,
        den,
        one.pre_contracted,
        ",".join(map(str, one.lines)),
    )
