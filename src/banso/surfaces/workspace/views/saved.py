"""Saving a list's state as a view, changing it, taking it away, beginning with it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.platform.attributes.api import (
    Audience,
    BadView,
    change_view,
    delete_view,
    find_view,
    restore_view,
    save_view,
    set_usual_view,
)
from banso.platform.identity.api import WORK, MemberRequest, requires
from banso.platform.journal.api import acting
from banso.platform.kit.errors import NotFound
from banso.platform.ui.api import say, say_undone
from banso.surfaces.workspace.lists.saved import state_in
from banso.surfaces.workspace.lists.spec import ListSpec, list_named, lists


@requires(WORK)
@require_POST
def view_save(request: MemberRequest, noun: str) -> HttpResponse:
    """Keep the list as it is under a name."""
    spec = list_named(noun)
    state = state_in(spec, request.POST, None, request.member)
    name, audience = request.POST.get("name", ""), request.POST.get("audience", Audience.PRIVATE)
    try:
        with acting(actor_id=request.member.pk, source="web"):
            view = save_view(
                spec.subject, name, state.kept(), audience=audience, member=request.member, now=timezone.now()
            )
    except BadView as error:
        return _again(request, spec, error)
    say(request, _("View saved: %(name)s.") % {"name": view.name})
    return HttpResponseRedirect(f"{spec.path}?view={view.uid}")


@requires(WORK)
@require_POST
def view_change(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Rename a view, let others see it, or, with ``keep``, let it show what the list shows now."""
    view = find_view(uid, request.member)
    spec = _list_about(view.subject)
    state = state_in(spec, request.POST, None, request.member).kept() if request.POST.get("keep") else None
    try:
        with acting(actor_id=request.member.pk, source="web"):
            change_view(
                view,
                member=request.member,
                now=timezone.now(),
                name=request.POST.get("name"),
                audience=request.POST.get("audience"),
                state=state,
            )
    except BadView as error:
        return _again(request, spec, error, change=str(uid))
    say(request, _("View saved: %(name)s.") % {"name": view.name})
    return HttpResponseRedirect(f"{spec.path}?view={view.uid}")


@requires(WORK)
@require_POST
def view_delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take a view away, with ten seconds to bring it back at once."""
    view = find_view(uid, request.member)
    with acting(actor_id=request.member.pk, source="web"):
        delete_view(view, member=request.member, now=timezone.now())
    say(
        request,
        _("View deleted: %(name)s.") % {"name": view.name},
        undo=reverse("workspace:view_restore", args=[view.uid]),
    )
    return HttpResponseRedirect(f"{_list_about(view.subject).path}?view=all")


@requires(WORK)
@require_POST
def view_restore(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Bring a deleted view back."""
    with acting(actor_id=request.member.pk, source="web"):
        view = restore_view(uid, member=request.member, now=timezone.now())
    say_undone(request)
    return HttpResponseRedirect(f"{_list_about(view.subject).path}?view={view.uid}")


@requires(WORK)
@require_POST
def view_usual(request: MemberRequest, noun: str) -> HttpResponse:
    """Let the list begin with this view from now on, for the member alone."""
    spec = list_named(noun)
    name = request.POST.get("view", "").strip()
    if name and name not in {one.slug for one in spec.built_ins(request.member)}:
        view = find_view(name, request.member)
        if view.subject != spec.subject:
            raise NotFound(_("There is no such view."))
    set_usual_view(spec.subject, name, member=request.member)
    say(request, _("The list begins with this view now.") if name else _("The list begins with everything now."))
    return HttpResponseRedirect(f"{spec.path}?view={name}" if name else spec.path)


def _list_about(subject: str) -> ListSpec:
    found = next((spec for spec in lists() if spec.subject == subject), None)
    if found is None:
        raise NotFound(_("There is no such list."))
    return found


def _again(request: MemberRequest, spec: ListSpec, error: BadView, *, change: str = "") -> HttpResponse:
    """The form alone, with what was typed and what is wrong."""
    names = ("view", "filter", "sort", "columns", "q", "group", "size", "keep")
    context = {
        "spec": spec,
        "error": error,
        "name": request.POST.get("name", ""),
        "audience": request.POST.get("audience", ""),
        "audiences": Audience.choices,
        "action": reverse("workspace:view_change", args=[change])
        if change
        else reverse("workspace:view_save", args=[spec.noun]),
        "carry": [(key, value) for key in names for value in request.POST.getlist(key)],
    }
    return render(request, "workspace/view_again.html", context, status=422)
