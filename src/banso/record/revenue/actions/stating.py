"""Saying by hand what a line is: each time a new statement, never a change of an old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, record
from banso.record.revenue.models import Contract, Line, Period, Statement
from banso.record.revenue.queries.contracts import last_statement
from banso.record.revenue.rules.amending import Terms

LINE = "line"
"""The journal's name of lines: ``statement`` is the id of the last one that holds."""
BY_HAND = "manual"
"""The source of what members wrote down themselves."""


def state(
    line: Line,
    periods: Sequence[Terms],
    *,
    member: Member | None,
    now: datetime,
    reason: str = "",
    is_new: bool = False,
) -> Statement:
    """Say the whole of a line anew, known from ``now`` on; none: it should not have been written down."""
    with transaction.atomic():
        Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
        before = last_statement(line.pk)
        made = Statement.objects.create(
            line=line, known_at=now, stated_at=now, stated_by=member, reason=reason[:500], basis="stated"
        )
        Period.objects.bulk_create([Period(statement=made, **_columns(one)) for one in periods])
        changes: dict[str, tuple[object, object]] = {"statement": (before.pk if before else None, made.pk)}
        if is_new:
            changes[EXISTS] = (False, True)
        record(subject=LINE, subject_id=line.pk, changes=changes, now=now, reason=reason)
    return made


def new_line(
    contract: Contract, periods: Sequence[Terms], *, member: Member | None, now: datetime, reason: str = ""
) -> Line:
    """A line that a member writes down."""
    with transaction.atomic():
        line = Line(contract=contract, source=BY_HAND, created_at=now)
        line.key = str(line.uid)
        line.save()
        state(line, periods, member=member, now=now, reason=reason, is_new=True)
    return line


def _columns(terms: Terms) -> dict[str, object]:
    return {f"{name}_id" if name in _LINKS else name: value for name, value in asdict(terms).items()}


_LINKS = frozenset({"account", "product", "plan"})
