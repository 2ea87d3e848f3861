"""Finding accounts and people while somebody types."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.record.customers.api import Match, find_accounts, find_persons

MOST = 8


@requires(VIEW)
@require_safe
def accounts(request: MemberRequest) -> HttpResponse:
    """Accounts whose name or reading has ``q`` in it, as options of a list."""
    return _options(request, find_accounts)


@requires(VIEW)
@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """People likewise, with the account they are at."""
    return _options(request, find_persons)


def _options(request: MemberRequest, find: Callable[..., list[Match]]) -> HttpResponse:
    return render(request, "customers/choices.html", {"found": find(request.GET.get("q", ""), limit=MOST)})
