"""Taking back what was said of lines, contracts, products and plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models

from banso.platform.journal.api import EXISTS, Revert, UndoConflict
from banso.record.revenue.models import Contract, Line, Order, Period, Plan, Product, Statement


def revert_lines(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """What was said counts as never said; undoing that says it again. What others said since stands."""
    withdrawn: list[int] = []
    again: list[int] = []
    for one in reverts:
        made, before = one.changes.get("statement", (None, None))
        if before is not None and (made is None or before > made):
            again.append(before)
        elif made is not None:
            withdrawn.append(made)
    _said(again).update(withdrawn_at=None)
    _said(withdrawn).update(withdrawn_at=now)
    return []


def _said(ids: Sequence[int]) -> models.QuerySet[Statement]:
    """The statements, and for those of an import all that it said of the same lines."""
    rows = list(Statement.objects.filter(pk__in=ids).values_list("pk", "line_id", "batch"))
    whole = [pk for pk, _line, batch in rows if batch is None]
    lines: dict[int, list[int]] = {}
    for _pk, line, batch in rows:
        if batch is not None:
            lines.setdefault(batch, []).append(line)
    for batch, named in lines.items():
        whole += Statement.objects.filter(batch=batch, line__in=named).values_list("pk", flat=True)
    return Statement.objects.filter(pk__in=whole)


class Fields:
    """Sets fields back where they still are as the change made them; a row that came to be goes if nothing names it.

    Statements that were taken back still name their product: it stays, and so does a contract with its lines.
    """

    def __init__(self, subject: str, model: type[Contract | Product | Plan]) -> None:
        self.subject = subject
        self._model = model

    def __call__(self, reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
        rows: dict[int, Any] = self._model.objects.in_bulk([one.subject_id for one in reverts])
        conflicts: list[UndoConflict] = []
        for one in reverts:
            row = rows.get(one.subject_id)
            if row is not None and one.changes.get(EXISTS, (None, None))[0] is True:
                _remove(row)
                continue
            back: dict[str, Any] = {}
            for name, (made, before) in one.changes.items():
                if name == EXISTS:
                    continue
                column: Any = self._model._meta.get_field(name)
                found = getattr(row, column.attname, None)
                if row is None or found != made:
                    conflicts.append(UndoConflict(self.subject, one.subject_id, name, made, found))
                else:
                    back[column.attname] = "" if before is None and not column.null else before
            if row is not None and back:
                for name, value in back.items():
                    setattr(row, name, value)
                row.save(update_fields=list(back))
        return conflicts


def _remove(row: Contract | Product | Plan) -> None:
    if isinstance(row, Contract):
        named = Line.objects.filter(contract=row).exists()
    elif isinstance(row, Plan):
        named = Period.objects.filter(plan=row).exists()
    else:
        named = Period.objects.filter(product=row).exists() or Order.objects.filter(product=row).exists()
    if not named:
        row.delete()
