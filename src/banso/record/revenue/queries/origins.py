"""Where a line came from: what is said of it, by which import or by whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from banso.platform.journal.api import Batch
from banso.platform.kit.money import minor_digits
from banso.record.revenue.models import Line, Period
from banso.record.revenue.queries.contracts import Said, said_of
from banso.record.revenue.rules.mrr import monthly


@dataclass(frozen=True, slots=True)
class Origin:
    """A line, what is said of it, and the imports that its statements came with, by id."""

    said: Said
    batches: dict[int, Batch]


def origins(line_ids: Collection[int]) -> list[Origin]:
    """Lines with all that was said of them and where it came from; a constant number of queries."""
    found = said_of(list(Line.objects.filter(pk__in=line_ids).select_related("contract__account").order_by("pk")))
    wanted = {one.batch for line in found for one in line.statements if one.batch is not None}
    batches = Batch.objects.in_bulk(sorted(wanted))
    return [
        Origin(line, {pk: batches[pk] for one in line.statements if (pk := one.batch) is not None and pk in batches})
        for line in found
    ]


def monthly_of(period: Period) -> Fraction:
    """What a period of a line is worth a month, exact minor units, discount taken off."""
    return monthly(
        amount=period.amount,
        unit_price=period.unit_price,
        quantity=period.quantity,
        interval=period.interval,
        count=period.interval_count,
        discount=period.discount,
        digits=minor_digits(period.currency),
    )
