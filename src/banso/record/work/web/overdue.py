"""Accounts that should have heard from us: by the cadence of their touch tier."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, Role, allowed, members, requires
from banso.record.work.queries.tiers import overdue_accounts, tier_name, tiers

SIZE: Final = 100


@requires(VIEW)
@require_safe
def overdue(request: MemberRequest) -> HttpResponse:
    """The overdue accounts of one's own book, or with ``all`` of everybody's, a page at a time."""
    everybody = "all" in request.GET
    today = timezone.localdate()
    found = overdue_accounts(today, owner=None if everybody else request.member)
    page = Paginator(found, SIZE).get_page(request.GET.get("page"))
    names = {one.pk: one.name for one in members(with_deactivated=True)}
    rows = [
        {"one": one, "tier": tier_name(one.tier), "owner": names.get(one.owner_id or 0, ""), "last": one.last}
        for one in page.object_list
    ]
    context = {
        "rows": rows,
        "page": page,
        "total": len(found),
        "everybody": everybody,
        "tiers": [(tier_name(one), one.cadence_days) for one in tiers().values()],
        "can_work": allowed(request.member, WORK),
        "can_see_all": request.member.role != Role.CSM or everybody,
    }
    return render(request, "work/overdue.html", context)
