"""How the forms of revenue answer: as a dialog to htmx, as a page to a plain request; first what a change makes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from banso.platform.identity.api import MemberRequest
from banso.platform.kit.errors import BansoError, NotFound, WrongField
from banso.platform.ui.api import WRONG, go_back, is_fragment, keep_error, say, show_done, show_form
from banso.record.revenue.actions.preview import Preview, preview
from banso.record.revenue.web.acts import undo_url
from banso.record.revenue.web.words import shown_preview

CHANGED = "contracts-changed"
"""What the panels of a page listen to."""
_SALES = frozenset({"upsell", "cross_sell"})
_NOT_SAID = frozenset({"csrfmiddlewaretoken", "seen", "save", "next"})


def done(request: MemberRequest, text: str, now: datetime, *, to: str = "") -> HttpResponse:
    """It is saved: say so with a way to take it back, and tell the page's panels.

    ``to`` is another page that shows it, or the same one anew; else a plain form is led to where it came from.
    """
    say(request, text, undo=undo_url(request, now))
    if is_fragment(request) and to:
        # What is said here is shown by the page that is gone to.
        return HttpResponse(headers={"HX-Redirect": to, "HX-Trigger": CHANGED})
    if is_fragment(request):
        return show_done(request, CHANGED)
    return HttpResponseRedirect(to) if to else go_back(request)


def changing(  # noqa: PLR0913 - keyword-only: the parts of one page
    request: MemberRequest,
    form: forms.Form,
    *,
    title: str,
    template: str,
    write: Callable[[], Any],
    accounts: Collection[int],
    said: Callable[[Any], str],
    now: datetime,
    context: Mapping[str, Any] | None = None,
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A form that changes lines: it shows the movements that it makes, and saves what was shown.

    ``write`` does it from the valid form and returns what it made, of which ``said`` tells in one sentence. Something
    else than what was seen is not saved, but shown first.
    """
    more = dict(context or {})
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                if request.POST.get("seen") == _digest(request):
                    made = write()
                    return done(request, said(made), now, to=to(made) if to else "")
                found = preview(accounts, write, today=timezone.localdate())
                _ask_for_goal(form, found)
            except NotFound:
                raise
            except BansoError as error:
                keep_error(form, error)
            else:
                status = 200
                more |= {"preview": shown_preview(found, timezone.localdate()), "seen": _digest(request)}
                more["is_other"] = bool(request.POST.get("seen"))
    return show_form(request, template, {"form": form, **more}, title=title, status=status, wide=True)


def _ask_for_goal(form: forms.Form, found: Preview) -> None:
    """Refuse a sale that serves no goal of the customer's; raises :class:`WrongField`."""
    sells = any(one.sign > 0 and one.kind in _SALES and one.reason in ("", "swap") for one in found.moves)
    said = form.cleaned_data
    if sells and "goal" in form.fields and not said["goal"] and not said.get("proposal"):
        raise WrongField("goal", _("They will pay more: say which goal of theirs it serves."))


def day_in_address(text: str) -> date:
    """The day that stands in an address; raises :class:`NotFound`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound(_("There is no such day.")) from error


def _digest(request: HttpRequest) -> str:
    """What was typed, in short: so that nobody saves what they have not seen the movements of."""
    typed = sorted((name, value) for name, values in request.POST.lists() if name not in _NOT_SAID for value in values)
    return sha256(repr(typed).encode()).hexdigest()[:32]
