"""Who may call a view. Every view says so by one of two decorators; a guard test reads the mark.

``banso_permission`` on the view is the permission's name, or :data:`PUBLIC`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.platform.identity.roles import PERMISSIONS, allowed
from banso.platform.kit.errors import NotAllowed
from banso.platform.tenancy.api import Workspace

if TYPE_CHECKING:
    from banso.platform.identity.models import Member

PUBLIC: Final = "public"
P = ParamSpec("P")
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class MemberRequest(HttpRequest):
    """The request a view marked by :func:`requires` gets (for annotations only)."""

    member: Member
    workspace: Workspace


View = Callable[Concatenate[Any, P], HttpResponseBase]


def requires(permission: str) -> Callable[[View[P]], View[P]]:
    """Let a view be called by members with ``permission`` alone.

    Inside, ``request.member`` and ``request.workspace`` are set and the workspace's scope is active
    (the middleware did both). Others: nobody logged in goes to the log-in page (an htmx request is
    told to go there whole), a log-in without a workspace and a member without the permission get
    :class:`NotAllowed`, status 403.
    """
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refused = _refuse(request, permission)
            return refused if refused is not None else view(request, *args, **kwargs)

        checked.banso_permission = permission  # type: ignore[attr-defined]
        return cast("View[P]", checked)

    return decorate


def public(view: V) -> V:
    """Mark a view that needs no log-in."""
    view.banso_permission = PUBLIC  # type: ignore[attr-defined]
    return view


def _refuse(request: HttpRequest, permission: str) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return _to_login(request)
    member = cast("Member | None", getattr(request, "member", None))
    if member is None:
        raise NotAllowed(
            _("Your log-in belongs to no workspace."),
            code="no_membership",
            hint=_("Ask an owner of the workspace for an invitation."),
        )
    if not allowed(member, permission):
        raise NotAllowed(
            _("Your role, %(role)s, may not do this.") % {"role": member.get_role_display()},
            hint=_("An owner or admin of the workspace can give you another role."),
        )
    return None


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        # A redirect would be followed by htmx and put the log-in form into the fragment's place.
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
    return redirect_to_login(request.get_full_path(), reverse("account_login"))
