"""The members of the workspace."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from banso.platform.identity import members
from banso.platform.identity.access import MemberRequest, requires
from banso.platform.identity.forms import InviteForm, roles_for
from banso.platform.identity.links import MadeLink
from banso.platform.identity.models import Member
from banso.platform.identity.roles import MADE_BY_OWNERS, MANAGE_MEMBERS, Role
from banso.platform.identity.web.tabs import settings_tabs
from banso.platform.kit.errors import BansoError


@requires(MANAGE_MEMBERS)
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    """Everybody, with what can be done about them."""
    return _page(request)


@requires(MANAGE_MEMBERS)
@never_cache
@require_POST
def invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody; the answer shows the link, this once."""
    form = InviteForm(request.POST, by=request.member)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        member, link = members.invite(by=request.member, now=timezone.now(), **form.cleaned_data)
    except BansoError as error:
        form.add_error(None, str(error))
        return _page(request, form=form, status=error.status)
    return _page(request, link=link, of=member)


@requires(MANAGE_MEMBERS)
@never_cache
@require_POST
def new_link(request: MemberRequest, uid: UUID) -> HttpResponse:
    """A fresh link for a member; the answer shows it, this once."""
    member = members.find_member(uid)
    return _page(request, link=members.new_link(member, by=request.member, now=timezone.now()), of=member)


@requires(MANAGE_MEMBERS)
@require_POST
def change_role(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Give a member another role."""
    members.change_role(members.find_member(uid), request.POST.get("role", ""), by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("identity:members"))


@requires(MANAGE_MEMBERS)
@require_POST
def deactivate(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Shut a member out."""
    members.deactivate(members.find_member(uid), by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("identity:members"))


@requires(MANAGE_MEMBERS)
@require_POST
def reactivate(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Let a member in again."""
    members.reactivate(members.find_member(uid), by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("identity:members"))


def _page(
    request: MemberRequest,
    *,
    form: InviteForm | None = None,
    link: MadeLink | None = None,
    of: Member | None = None,
    status: int = 200,
) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {
            "member": member,
            "state": _state(member),
            "may_touch": member.role not in MADE_BY_OWNERS or request.member.role == Role.OWNER,
            "is_me": member.pk == request.member.pk,
        }
        for member in members.members(with_deactivated=True)
    ]
    context = {
        "rows": rows,
        "roles": roles_for(request.member),
        "form": form or InviteForm(by=request.member),
        "link": request.build_absolute_uri(link.path) if link else "",
        "expires_at": link.expires_at if link else None,
        "of": of,
        "tabs": settings_tabs(request),
    }
    return render(request, "identity/members.html", context, status=status)


def _state(member: Member) -> str:
    if member.deactivated_at is not None:
        return _("deactivated")
    return _("active") if member.joined_at is not None else _("invited")
