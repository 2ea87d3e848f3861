"""How the forms of revenue answer: as a dialog to htmx, as a page to a plain request; first what a change makes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from banso.platform.identity.api import MemberRequest
from banso.platform.kit.errors import BansoError, NotFound, WrongField
from banso.platform.ui.api import go_back, say
from banso.record.revenue.actions.preview import Preview, preview
from banso.record.revenue.queries.acts import changes_at
from banso.record.revenue.web.words import shown_preview

WRONG = 422
CHANGED = "contracts-changed"
"""What the panels of a page listen to."""
_SALES = frozenset({"upsell", "cross_sell"})
_NOT_SAID = frozenset({"csrfmiddlewaretoken", "seen", "save", "next"})


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
    frame = "revenue/form_dialog.html" if inside else "revenue/form_page.html"
    answer = render(request, frame, {"title": title, "body": body}, status=status)
    if inside and status == WRONG:
        # Wherever the form stood: what is wrong is said in the dialog, with what was typed.
        answer["HX-Retarget"], answer["HX-Reswap"] = "#remote", "innerHTML"
    return answer


def done(request: MemberRequest, text: str, now: datetime, *, to: str = "") -> HttpResponse:
    """It is saved: say so with a way to take it back, and tell the page's panels.

    ``to`` is another page that shows it, or the same one anew; else a plain form is led to where it came from.
    """
    changes = changes_at(now, request.member)
    say(request, text, undo=reverse("revenue:take_back", args=[changes[0].uid]) if changes else "")
    if is_fragment(request) and to:
        # What is said here is shown by the page that is gone to.
        return HttpResponse(headers={"HX-Redirect": to, "HX-Trigger": CHANGED})
    if is_fragment(request):
        answer = render(request, "revenue/done_fragment.html")
        answer["HX-Trigger"] = CHANGED
        return answer
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
    return show_form(request, template, {"form": form, **more}, title=title, status=status)


def _ask_for_goal(form: forms.Form, found: Preview) -> None:
    """Refuse a sale that serves no goal of the customer's; raises :class:`WrongField`."""
    sells = any(one.sign > 0 and one.kind in _SALES and one.reason in ("", "swap") for one in found.moves)
    if sells and "goal" in form.fields and not form.cleaned_data["goal"]:
        raise WrongField("goal", _("They will pay more: say which goal of theirs it serves."))


def keep_error(form: forms.Form, error: BansoError) -> None:
    """Put an error beside the field it is about, or at the head of the form; what was typed stays."""
    named = getattr(error, "field", "")
    form.add_error(named if named in form.fields else None, f"{error.message} {error.hint}".strip())


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


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    mine = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if mine and request.path not in wanted else ""
