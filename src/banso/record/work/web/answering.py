"""How the forms of the working record answer when what they say is kept."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect

from banso.platform.identity.api import MemberRequest
from banso.platform.ui.api import go_back, is_fragment, say, show_done
from banso.record.work.web.acts import undo_url


def done(request: MemberRequest, text: str, now: datetime, *, changed: str, to: str = "") -> HttpResponse:
    """It is saved: say so with a way to take it back, and tell the page's panels that ``changed`` is the case.

    A plain form is led to where it came from, or ``to``.
    """
    say(request, text, undo=undo_url(request, now))
    if is_fragment(request):
        return show_done(request, changed)
    return HttpResponseRedirect(to) if to and not request.POST.get("next") else go_back(request)
