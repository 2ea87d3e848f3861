"""Who looked after an account, and from when on."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from banso.record.customers.models import Assignment

Span = tuple[date | None, int]
"""A day (none: since ever) from which on a member looked after an account, and that member's id."""


def owners_over_time() -> dict[int, list[Span]]:
    """``{account: [(from when on, member)]}`` of every account that ever had an owner, the earliest first."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Assignment.objects.filter(role="owner", account__merged_into=None)
    for account, starts, member in rows.values_list("account_id", "starts", "member_id"):
        found[account].append((starts, member))
    for spans in found.values():
        spans.sort(key=lambda span: (span[0] is not None, span[0] or date.min))
    return dict(found)
