"""What views share: the page that an address names, and the way to what was merged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.platform.ui.api import say


def page_number(request: HttpRequest) -> int:
    """The page that the address names, from 1; 1 where it names none."""
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def to_survivor(request: HttpRequest, name: str, url: str) -> HttpResponse:
    """From the address of what was merged into another to the other, with a sentence that says so."""
    say(request, _("What this link led to was merged: it is part of %(name)s now.") % {"name": name})
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{url}?{query}" if query else url)
