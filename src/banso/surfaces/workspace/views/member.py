"""What one member did."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.surfaces.workspace.compose.member import find_seen, member_page


@requires(VIEW)
@require_safe
def activity(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Touches by week, accounts of the book, next steps: for the member and for those who lead."""
    page = member_page(find_seen(uid, request.member), now=timezone.now())
    return render(request, "workspace/member_activity.html", {"page": page})
