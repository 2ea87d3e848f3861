"""Orders and exchange rates as files state them: what is amended is kept beside what it replaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from banso.platform.journal.api import EXISTS, Batch, Entry, Revert, UndoConflict, record_many
from banso.record.revenue.models import FxRate, Order
from banso.record.revenue.queries.orders import COLUMNS
from banso.record.revenue.rules.orders import OrderTerms

ORDER: Final = "order"
RATE: Final = "fx_rate"
CHUNK: Final = 500


def known_orders(source: str, keys: Sequence[str]) -> dict[str, tuple[int, OrderTerms]]:
    """``{key: (id, terms)}`` of the orders of ``source`` as they are known now."""
    rows = Order.objects.filter(source=source, key__in=list(keys), withdrawn_at=None)
    return {
        key: (pk, OrderTerms(**dict(zip(COLUMNS, values, strict=True))))
        for key, pk, *values in rows.values_list("key", "pk", *COLUMNS.values())
    }


@transaction.atomic
def state_orders(
    said: Mapping[str, OrderTerms],
    *,
    source: str,
    now: datetime,
    known: Mapping[str, datetime] | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> dict[str, int]:
    """Say orders by their keys; returns ``{key: id}`` of those that are new or amended.

    ``known``: since when each was known; ``now`` for the others, and for every amendment.
    """
    there = known_orders(source, list(said))
    differ = {key: terms for key, terms in said.items() if key not in there or there[key][1] != terms}
    replaced = {key: there[key][0] for key in differ if key in there}
    Order.objects.filter(pk__in=list(replaced.values())).update(withdrawn_at=now)
    made = Order.objects.bulk_create(
        [
            Order(
                source=source,
                key=key,
                known_at=now if key in replaced else (known or {}).get(key, now),
                batch=batch.pk if batch else None,
                **{column: getattr(terms, name) for name, column in COLUMNS.items()},
            )
            for key, terms in differ.items()
        ],
        batch_size=CHUNK,
    )
    record_many(
        Entry(
            subject=ORDER,
            subject_id=one.pk,
            changes={EXISTS: (False, True), "replaces": (None, replaced.get(one.key))},
            now=now,
            batch=batch,
            reason=reason,
        )
        for one in made
    )
    return {one.key: one.pk for one in made}


def revert_orders(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """An order that is taken back counts as never known, and what it replaced holds again."""
    rows = Order.objects.in_bulk([one.subject_id for one in reverts])
    conflicts = []
    for one in reverts:
        order = rows.get(one.subject_id)
        made, before = one.changes.get(EXISTS, (None, None))
        replaces: list[int] = [pk for pk in one.changes.get("replaces", ()) if pk is not None]
        gone = order is not None and order.withdrawn_at is not None
        if order is None or made is before or (made is True) == gone or (made is False and _is_said_again(order)):
            conflicts.append(UndoConflict(ORDER, one.subject_id, EXISTS, made, not gone))
        elif made is True:
            # From the moment it was known: no day sees it.
            Order.objects.filter(pk=order.pk).update(withdrawn_at=order.known_at)
            Order.objects.filter(pk__in=replaces).update(withdrawn_at=None)
        else:
            Order.objects.filter(pk__in=replaces).update(withdrawn_at=now)
            Order.objects.filter(pk=order.pk).update(withdrawn_at=None)
    return conflicts


def _is_said_again(order: Order) -> bool:
    """Whether the same order was stated anew since it was taken back: then that holds."""
    return Order.objects.filter(source=order.source, key=order.key, withdrawn_at=None).exists()


@dataclass(frozen=True, slots=True)
class RateTerms:
    """One ``base`` is worth ``rate`` billionths of ``quote`` from ``day`` on. ``number`` is the row it stands in."""

    base: str
    quote: str
    day: date
    rate: int
    number: int = 0

    @property
    def key(self) -> tuple[str, str, date]:
        """What it is the rate of."""
        return self.base, self.quote, self.day


def known_rates(days: Sequence[date]) -> dict[tuple[str, str, date], int]:
    """``{(base, quote, day): billionths}`` of the rates that were stated for ``days``."""
    rows = FxRate.objects.filter(day__in=set(days)).values_list("base", "quote", "day", "rate")
    return {(base, quote, day): rate for base, quote, day, rate in rows}


@transaction.atomic
def state_rates(
    said: Sequence[RateTerms], *, source: str, now: datetime, member: int | None = None, batch: Batch | None = None
) -> int:
    """Say rates; returns how many are new or changed. The last of one day holds."""
    wanted = {one.key: one for one in said}
    there = {(row.base, row.quote, row.day): row for row in FxRate.objects.filter(day__in={one.day for one in said})}
    about: dict[str, Any] = {
        "source": source[:80],
        "known_at": now,
        "stated_by_id": member,
        "batch": batch.pk if batch else None,
    }
    missing = [
        FxRate(base=one.base, quote=one.quote, day=one.day, rate=one.rate, **about)
        for key, one in wanted.items()
        if key not in there
    ]
    FxRate.objects.bulk_create(missing, batch_size=CHUNK)
    entries = [
        Entry(
            subject=RATE,
            subject_id=row.pk,
            changes={EXISTS: (False, True), "rate": (None, row.rate)},
            now=now,
            batch=batch,
        )
        for row in missing
    ]
    for key, one in wanted.items():
        row = there.get(key)
        if row is not None and row.rate != one.rate:
            changes = {"rate": (row.rate, one.rate)}
            FxRate.objects.filter(pk=row.pk).update(rate=one.rate, **about)
            entries.append(Entry(subject=RATE, subject_id=row.pk, changes=changes, now=now, batch=batch))
    record_many(entries)
    return len(entries)


def revert_rates(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """A rate goes back where it is still as it was made; one that was new is taken away."""
    rows = FxRate.objects.in_bulk([one.subject_id for one in reverts])
    conflicts = []
    for one in reverts:
        row = rows.get(one.subject_id)
        made, before = one.changes.get("rate", (None, None))
        if row is None or row.rate != made:
            conflicts.append(UndoConflict(RATE, one.subject_id, "rate", made, row.rate if row else None))
        elif EXISTS in one.changes:
            row.delete()
        else:
            FxRate.objects.filter(pk=row.pk).update(rate=before)
    return conflicts
