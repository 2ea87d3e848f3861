"""A member's own settings, the workspace's, and the switch between workspaces."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from banso.platform.identity import members
from banso.platform.identity.access import MemberRequest, requires
from banso.platform.identity.forms import ProfileForm, WorkspaceForm
from banso.platform.identity.middleware import SESSION_KEY
from banso.platform.identity.models import Member
from banso.platform.identity.roles import MANAGE_WORKSPACE, VIEW
from banso.platform.identity.web.tabs import settings_tabs
from banso.platform.identity.workspaces import change_workspace
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import Workspace


@requires(VIEW)
@require_http_methods(["GET", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    """What a member sets for themselves."""
    # A model form writes into its instance while it validates; the change is made, and journaled, below.
    form = ProfileForm(request.POST or None, instance=Member.objects.get(pk=request.member.pk))
    if request.method == "POST" and form.is_valid():
        members.change_profile(request.member, form.cleaned_data, timezone.now())
        # The answer is in the language just chosen.
        with translation.override(request.member.language or request.workspace.language):
            messages.success(request, _("Your settings are saved."))
        return HttpResponseRedirect(reverse("identity:profile"))
    status = 422 if form.is_bound else 200
    return render(request, "identity/profile.html", {"form": form, "tabs": settings_tabs(request)}, status=status)


@requires(MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def workspace(request: MemberRequest) -> HttpResponse:
    """The workspace's settings."""
    form = WorkspaceForm(request.POST or None, instance=Workspace.objects.get(pk=request.workspace.pk))
    if request.method == "POST" and form.is_valid():
        change_workspace(request.workspace, form.cleaned_data, timezone.now())
        messages.success(request, _("The settings are saved."))
        return HttpResponseRedirect(reverse("identity:workspace"))
    status = 422 if form.is_bound else 200
    return render(request, "identity/workspace.html", {"form": form, "tabs": settings_tabs(request)}, status=status)


@requires(VIEW)
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Go over to another workspace of the same log-in; others do not exist."""
    wanted = request.POST.get("workspace", "")
    for other in members.workspaces_of(request.member.login):
        if wanted in (str(other.uid), other.slug):
            request.session[SESSION_KEY] = other.pk
            return HttpResponseRedirect("/")
    raise NotFound(_("There is no such workspace."))
