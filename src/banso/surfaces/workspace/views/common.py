"""What views share: reading days of the address, telling fragments from pages."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from banso.platform.identity.api import MemberRequest
from banso.platform.kit.days import last_closed_day
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import say

FIRST_DAY = date(1990, 1, 1)
"""Use before is put into quarantine; and arithmetic with days must not leave the calendar."""


def day_in(request: MemberRequest, name: str = "as_of") -> date | None:
    """The day that the address names under ``name``; None if it names none.

    Raises :class:`BansoError` for what is no day, and for a day that has not ended in the workspace.
    """
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BansoError(
            _("“%(text)s” is not a day.") % {"text": text[:40]},
            hint=_("Write it as year-month-day: 2026-03-31."),
            code="bad_day",
        ) from error
    last = last_closed_day(timezone.now(), request.workspace.timezone)
    if not FIRST_DAY <= day <= last:
        raise BansoError(
            _("There is nothing to see as of %(day)s.") % {"day": day.isoformat()},
            hint=_("Choose a day from %(first)s to %(last)s, the last that has ended.")
            % {"first": FIRST_DAY.isoformat(), "last": last.isoformat()},
            code="bad_day",
        )
    return day


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def page_number(request: HttpRequest) -> int:
    """The page that the address names, from 1; 1 where it names none."""
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def to_survivor(request: HttpRequest, name: str, url: str) -> HttpResponse:
    """From the address of what was merged into another to the other, with a sentence that says so."""
    say(request, _("What this link led to was merged: it is part of %(name)s now.") % {"name": name})
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{url}?{query}" if query else url)
