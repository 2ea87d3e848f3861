"""How the forms of the working record answer: as a dialog to htmx, as a page to a plain request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe

from banso.platform.identity.api import MemberRequest
from banso.platform.ui.api import go_back, say
from banso.record.work.queries.acts import changes_at

WRONG = 422


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def show_form(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, title: str, status: int = 200
) -> HttpResponse:
    """The form in a dialog or on a page of its own; ``way_back`` in its context is where it leads afterwards."""
    inside = is_fragment(request)
    extra = {"in_dialog": inside, "way_back": "" if inside else _way_back(request)}
    body = mark_safe(render_to_string(template, {**context, **extra}, request))  # noqa: S308 - rendered here
    frame = "work/form_dialog.html" if inside else "work/form_page.html"
    answer = render(request, frame, {"title": title, "body": body}, status=status)
    if inside and status == WRONG:
        # Wherever the form stood: what is wrong is said in the dialog, with what was typed.
        answer["HX-Retarget"], answer["HX-Reswap"] = "#remote", "innerHTML"
    return answer


def done(request: MemberRequest, text: str, now: datetime, *, changed: str, to: str = "") -> HttpResponse:
    """It is saved: say so with a way to take it back, and tell the page's panels that ``changed`` is the case.

    A plain form is led to where it came from, or ``to``.
    """
    say(request, text, undo=undo_url(request, now))
    if is_fragment(request):
        answer = render(request, "work/done_fragment.html")
        answer["HX-Trigger"] = changed
        return answer
    return HttpResponseRedirect(to) if to and not request.POST.get("next") else go_back(request)


def undo_url(request: MemberRequest, now: datetime) -> str:
    """Where everything that this request did at ``now`` can be taken back; empty where it did nothing."""
    changes = changes_at(now, request.member)
    return reverse("work:take_back", args=[changes[0].uid]) if changes else ""


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    mine = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if mine and request.path not in wanted else ""
