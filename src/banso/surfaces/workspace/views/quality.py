"""Is the data right, and where are the limits."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.identity.web.tabs import settings_tabs
from banso.surfaces.workspace.compose.limits import limit_groups
from banso.surfaces.workspace.compose.quality import quality_lines, rows_page
from banso.surfaces.workspace.compose.sentences import quality_sentence
from banso.surfaces.workspace.views.common import page_number


@requires(VIEW)
@require_safe
def quality(request: MemberRequest) -> HttpResponse:
    """What is missing or contradicts itself."""
    lines = quality_lines(timezone.now())
    context = {
        "lines": lines,
        "open": sum(line.n > 0 for line in lines),
        "sentence": quality_sentence(lines, timezone.localdate()),
    }
    return render(request, "workspace/quality.html", context)


@requires(VIEW)
@require_safe
def quality_rows(request: MemberRequest, key: str) -> HttpResponse:
    """The very rows of one check."""
    return render(
        request, "workspace/quality_rows.html", {"page": rows_page(key, page_number(request), timezone.now())}
    )


@requires(VIEW)
@require_safe
def limits(request: MemberRequest) -> HttpResponse:
    """Every limit of the product, with what is in use of it."""
    return render(request, "workspace/limits.html", {"groups": limit_groups(), "tabs": settings_tabs(request)})
