"""Saving the state of a list or a report as a view, changing it, taking it away, beginning with it."""

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
    change_view,
    delete_view,
    find_view,
    restore_view,
    save_view,
    set_usual_view,
)
from banso.platform.identity.api import WORK, MemberRequest, requires
from banso.platform.journal.api import acting
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.ui.api import say, say_undone
from banso.platform.ui.viewed import Viewed, saved_view, viewed, viewed_about


@requires(WORK)
@require_POST
def view_save(request: MemberRequest, noun: str) -> HttpResponse:
    """Keep the page as it is under a name."""
    page = viewed(noun)
    name, audience = request.POST.get("name", ""), request.POST.get("audience", Audience.PRIVATE)
    try:
        state = page.keep(request.POST, request.member)
        with acting(actor_id=request.member.pk, source="web"):
            view = save_view(page.subject, name, state, audience=audience, member=request.member, now=timezone.now())
    except (Conflict, NotFound):
        raise
    except BansoError as error:
        return _again(request, page, error)
    say(request, _("View saved: %(name)s.") % {"name": view.name})
    return HttpResponseRedirect(f"{page.path}?view={view.uid}")


@requires(WORK)
@require_POST
def view_change(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Rename a view, let others see it, or, with ``keep``, let it show what the page shows now."""
    view = find_view(uid, request.member)
    page = viewed_about(view.subject)
    try:
        state = page.keep(request.POST, request.member) if request.POST.get("keep") else None
        with acting(actor_id=request.member.pk, source="web"):
            change_view(
                view,
                member=request.member,
                now=timezone.now(),
                name=request.POST.get("name"),
                audience=request.POST.get("audience"),
                state=state,
            )
    except (Conflict, NotFound):
        raise
    except BansoError as error:
        return _again(request, page, error, change=str(uid))
    say(request, _("View saved: %(name)s.") % {"name": view.name})
    return HttpResponseRedirect(f"{page.path}?view={view.uid}")


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
    return HttpResponseRedirect(f"{viewed_about(view.subject).path}?view=all")


@requires(WORK)
@require_POST
def view_restore(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Bring a deleted view back."""
    with acting(actor_id=request.member.pk, source="web"):
        view = restore_view(uid, member=request.member, now=timezone.now())
    say_undone(request)
    return HttpResponseRedirect(f"{viewed_about(view.subject).path}?view={view.uid}")


@requires(WORK)
@require_POST
def view_usual(request: MemberRequest, noun: str) -> HttpResponse:
    """Let the page begin with this view from now on, for the member alone."""
    page = viewed(noun)
    name = request.POST.get("view", "").strip()
    if name and name not in page.built_ins(request.member):
        saved_view(page.subject, name, request.member)
    set_usual_view(page.subject, name, member=request.member)
    say(request, _("The page begins with this view now.") if name else _("The page begins as usual now."))
    return HttpResponseRedirect(f"{page.path}?view={name}" if name else page.path)


def _again(request: MemberRequest, page: Viewed, error: BansoError, *, change: str = "") -> HttpResponse:
    """The form alone, with what was typed and what is wrong."""
    ours = ("csrfmiddlewaretoken", "name", "audience")
    context = {
        "spec": page,
        "error": error,
        "name": request.POST.get("name", ""),
        "audience": request.POST.get("audience", ""),
        "audiences": Audience.choices,
        "action": reverse("workspace:view_change", args=[change])
        if change
        else reverse("workspace:view_save", args=[page.noun]),
        "carry": [(key, value) for key in request.POST if key not in ours for value in request.POST.getlist(key)],
    }
    return render(request, "workspace/view_again.html", context, status=422)
