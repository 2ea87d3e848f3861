"""Data: what was brought in, and how to take it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.surfaces.workspace.compose.data import data_page


@requires(VIEW)
@require_safe
def data(request: MemberRequest) -> HttpResponse:
    """Imports so far, sources and their freshness, rows in quarantine."""
    return render(request, "workspace/data.html", {"page": data_page(request.member)})
