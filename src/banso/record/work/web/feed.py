"""The calendar of one's own tasks: its page for members, and what a calendar program reads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banso.platform.identity.api import VIEW, MemberRequest, public, requires
from banso.platform.ui.api import go_back, say
from banso.record.work.actions.calendar_feeds import make_feed, revoke_feed
from banso.record.work.queries.calendar_feeds import calendar_of, feed_of, open_feed


@requires(VIEW)
@require_safe
def feed(request: MemberRequest) -> HttpResponse:
    """Whether there is an address, and the buttons to make and revoke it."""
    return render(request, "work/feed.html", {"feed": feed_of(request.member)})


@requires(VIEW)
@require_POST
def make(request: MemberRequest) -> HttpResponse:
    """Make the secret address, or a new one in its place; it is shown this once."""
    token = make_feed(request.member, now=timezone.now())
    address = request.build_absolute_uri(reverse("work:feed_calendar", args=[token]))
    answer = render(request, "work/feed.html", {"feed": feed_of(request.member), "address": address})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@requires(VIEW)
@require_POST
def revoke(request: MemberRequest) -> HttpResponse:
    """The address opens nothing any more."""
    if revoke_feed(request.member, now=timezone.now()):
        say(request, _("The address is revoked. Calendars that read it find nothing any more."))
    return go_back(request)


@public
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The tasks of whom the token belongs to, as iCalendar."""
    member = open_feed(token)
    if member is None:
        raise Http404
    body = calendar_of(member, base_url=f"{request.scheme}://{request.get_host()}", now=timezone.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="banso-tasks.ics"'
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
