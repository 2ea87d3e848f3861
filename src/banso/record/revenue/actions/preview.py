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
    """One movement that comes (``sign`` 1) or goes (-1) with the change; amounts are exact minor units.

    ``unless_renewed``: a term ends that nobody has given notice of, so that it may go on.
    """

    sign: int
    day: date
    kind: str
    reason: str
    product: str
    amount: Fraction
    currency: str
    unless_renewed: bool


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
    before, after = Counter(was[0]), Counter(becomes[0])
    moves = [
        Moving(sign, day, kind, reason, names.get(product, ""), amount, currency, unless_renewed)
        for sign, found in ((-1, before - after), (1, after - before))
        for (day, kind, reason, product, amount, currency, unless_renewed), count in found.items()
        for _each in range(count)
    ]
    moves.sort(key=lambda one: (one.day, -one.sign, one.kind, one.product))
    return Preview(moves, was[1], becomes[1])


def unless_renewed(one: Movement, noticed: Collection[int], today: date) -> bool:
    """Whether a movement to come is only the end of a term that nobody has given notice of."""
    return one.amount < 0 and one.day > today and not one.reason and not set(one.lines) & set(noticed)


_Key = tuple[date, str, str, int, Fraction, str, bool]


def _read(accounts: set[int], today: date) -> tuple[list[_Key], dict[str, Fraction]]:
    policy_ = policy()
    lines = stretches(accounts)
    sums: dict[str, Fraction] = {}
    for run in in_force(lines, policy_, today):
        if run.on(today) and not run.paused:
            sums[run.currency] = sums.get(run.currency, Fraction(0)) + run.mrr
    noticed = {one.line for one in lines if one.notice is not None}
    moves: list[_Key] = [
        (
            one.day,
            one.kind,
            one.reason,
            one.product,
            one.amount,
            one.currency,
            unless_renewed(one, noticed, today),
        )
        for one in movements(lines, "account", policy_, today)
    ]
    return moves, sums
