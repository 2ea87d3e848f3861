"""What a change of lines would make of the movements, before it is saved: it is done, read, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import transaction

from banso.record.customers.api import survivor_ids
from banso.record.revenue.models import Product
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.facts import Movement
from banso.record.revenue.rules.movements import movements
from banso.record.revenue.rules.stretches import in_force


@dataclass(frozen=True, slots=True)
class Moving:
    """One movement that comes (``sign`` 1) or goes (-1) with the change; amounts are exact minor units."""

    sign: int
    day: date
    kind: str
    reason: str
    product: str
    amount: Fraction
    currency: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The movements that come and go, by day, and MRR today before and after by currency."""

    moves: list[Moving]
    before: dict[str, Fraction]
    after: dict[str, Fraction]


def preview(accounts: Collection[int], write: Callable[[], object], *, today: date) -> Preview:
    """What ``write`` would change in the movements of ``accounts``; nothing of it stays."""
    wanted = set(survivor_ids(list(accounts)).values())
    was = _read(wanted, today)
    with transaction.atomic():
        write()
        becomes = _read(wanted, today)
        names = dict(Product.objects.values_list("pk", "name"))
        transaction.set_rollback(True)
    before, after = Counter(map(_key, was[0])), Counter(map(_key, becomes[0]))
    moves = [
        Moving(sign, day, kind, reason, names.get(product, ""), amount, currency)
        for sign, found in ((-1, before - after), (1, after - before))
        for (day, kind, reason, product, amount, currency), count in found.items()
        for _each in range(count)
    ]
    moves.sort(key=lambda one: (one.day, -one.sign, one.kind, one.product))
    return Preview(moves, was[1], becomes[1])


def _read(accounts: set[int], today: date) -> tuple[list[Movement], dict[str, Fraction]]:
    policy_ = policy()
    lines = stretches(accounts)
    sums: dict[str, Fraction] = {}
    for run in in_force(lines, policy_, today):
        if run.on(today) and not run.paused:
            sums[run.currency] = sums.get(run.currency, Fraction(0)) + run.mrr
    return movements(lines, "account", policy_, today), sums


def _key(one: Movement) -> tuple[date, str, str, int, Fraction, str]:
    return one.day, one.kind, one.reason, one.product, one.amount, one.currency
