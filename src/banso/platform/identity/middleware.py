"""Who asks, in which workspace, in which language.

Placed after the authentication and locale middlewares. For a log-in with a membership the whole request
runs inside the workspace's scope, as that member, in the member's language and the workspace's time zone.
The address does not carry the workspace: the session remembers the last switch.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from banso.platform.identity.models import Member
from banso.platform.journal.api import acting
from banso.platform.tenancy.api import scope, unscoped

SESSION_KEY: Final = "workspace"


def active_members(login_id: int) -> list[Member]:
    """Every membership through which the log-in can come in, by workspace name."""
    with unscoped("the workspaces of a log-in"):
        return list(
            Member.objects.filter(login_id=login_id, joined_at__isnull=False, deactivated_at__isnull=True)
            .select_related("workspace")
            .order_by("workspace__name", "id")
        )


class MemberMiddleware:
    """Sets ``request.member``, ``request.workspace`` (both ``None`` without a membership)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        member = _member(request)
        request.member = member  # type: ignore[attr-defined]
        request.workspace = member.workspace if member else None  # type: ignore[attr-defined]
        if member is None:
            return self.get_response(request)
        language = member.language or member.workspace.language
        with ExitStack() as stack:
            stack.enter_context(scope(member.workspace))
            stack.enter_context(acting(actor_id=member.pk, source="web"))
            stack.enter_context(translation.override(language))
            stack.enter_context(timezone.override(member.workspace.timezone))
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers["Content-Language"] = language
            return response


def _member(request: HttpRequest) -> Member | None:
    user: Any = request.user
    if not user.is_authenticated:
        return None
    members = active_members(user.pk)
    chosen = request.session.get(SESSION_KEY)
    return next((member for member in members if member.workspace_id == chosen), next(iter(members), None))
