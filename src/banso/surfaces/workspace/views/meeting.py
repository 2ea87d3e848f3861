"""The brief of a meeting."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.record.work.api import find_meeting
from banso.surfaces.workspace.compose.brief import brief_page


@requires(VIEW)
@require_safe
def meeting(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One page to read, or print, before a meeting of one's own."""
    found = find_meeting(uid, request.member.pk)
    return render(request, "workspace/brief.html", {"page": brief_page(found, request.member, now=timezone.now())})
