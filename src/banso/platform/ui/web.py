"""How forms answer: as a dialog to htmx, as a page to a plain request; and how what they did is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from banso.platform.identity.api import MemberRequest
from banso.platform.journal.api import find_act, undo_change
from banso.platform.kit.days import last_closed_day
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui.back import go_back

WRONG: Final = 422
FIRST_DAY: Final = date(1990, 1, 1)
"""Use before is put into quarantine; and arithmetic with days must not leave the calendar."""


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def say(request: HttpRequest, text: str, *, undo: str = "", error: bool = False) -> None:
    """Show ``text`` as a toast on this page or the next; ``undo`` is the address that a POST takes it back at."""
    level = messages.ERROR if error else messages.SUCCESS
    messages.add_message(request, level, text, extra_tags=undo)


def say_undone(request: HttpRequest, left: int = 0) -> None:
    """Say that something was taken back; ``left`` is how much of it was changed since and stays."""
    if left:
        say(request, _("Taken back, but for what was changed since."), error=True)
    else:
        say(request, _("Taken back."))


def show_form(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    status: int = 200,
    wide: bool = False,
) -> HttpResponse:
    """The form in a dialog or on a page of its own; ``way_back`` in its context is where it leads afterwards."""
    inside = is_fragment(request)
    extra = {"in_dialog": inside, "way_back": "" if inside else _way_back(request)}
    body = mark_safe(render_to_string(template, {**context, **extra}, request))  # noqa: S308 - rendered here
    frame = "ui/form_dialog.html" if inside else "ui/form_page.html"
    answer = render(request, frame, {"title": title, "body": body, "wide": wide}, status=status)
    if inside and status == WRONG:
        # Wherever the form stood: what is wrong is said in the dialog, with what was typed.
        answer["HX-Retarget"], answer["HX-Reswap"] = "#remote", "innerHTML"
    return answer


def show_done(request: HttpRequest, changed: str) -> HttpResponse:
    """It is saved, for htmx: toasts for the page, whose panels hear that ``changed`` is the case."""
    answer = render(request, "ui/toasts_fragment.html")
    answer["HX-Trigger"] = changed
    return answer


def keep_error(form: forms.BaseForm, error: BansoError, field: str = "") -> None:
    """Put an error beside the field it is about, or at the head of the form; what was typed stays."""
    named = field or getattr(error, "field", "")
    form.add_error(named if named in form.fields else None, f"{error.message} {error.hint}".strip())


def take_back_act(request: MemberRequest, uid: UUID, subjects: Collection[str]) -> HttpResponse:
    """Take back everything of one's own act; what somebody has changed since stays as it is."""
    act = find_act(uid, request.member.pk, subjects)
    now = timezone.now()
    left = 0
    with transaction.atomic():
        for change in reversed(act):
            left += len(undo_change(change, now).conflicts)
    say_undone(request, left)
    return go_back(request)


def day_in(request: MemberRequest, name: str = "as_of") -> date | None:
    """The day that the address names under ``name``; None if it names none. Raises as :func:`ended_day` does."""
    return ended_day(request.GET.get(name, ""))


def day_said(text: str) -> date | None:
    """The day that ``text`` says; None where it says nothing. Raises :class:`BansoError` for what is no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BansoError(
            _("“%(text)s” is not a day.") % {"text": text[:40]},
            hint=_("Write it as year-month-day: 2026-03-31."),
            code="bad_day",
        ) from error


def ended_day(text: str) -> date | None:
    """The day that ``text`` says; None where it says nothing.

    Raises :class:`BansoError` for what is no day, and for a day that has not ended in the workspace.
    """
    day = day_said(text)
    if day is None:
        return None
    last = last_closed_day(timezone.now(), current_workspace().timezone)
    if not FIRST_DAY <= day <= last:
        raise BansoError(
            _("There is nothing to see as of %(day)s.") % {"day": day.isoformat()},
            hint=_("Choose a day from %(first)s to %(last)s, the last that has ended.")
            % {"first": FIRST_DAY.isoformat(), "last": last.isoformat()},
            code="bad_day",
        )
    return day


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    mine = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if mine and request.path not in wanted else ""
