"""Where a line came from: what is said of it, by which import or by whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from banso.platform.journal.api import Batch
from banso.record.revenue.models import Line
from banso.record.revenue.queries.contracts import Said, said_of


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
