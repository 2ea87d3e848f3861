"""What the pages of a fiscal year with things one enters share: which year, how forms answer, how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.reports.rules import periods
from banso.platform.identity.api import MemberRequest
from banso.platform.journal.api import Change, find_change, undo_change
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.ui import formats
from banso.platform.ui.api import keep_error, say, say_undone


def year_of(request: MemberRequest) -> date:
    """The first day of the fiscal year that the address names, else of the present one."""
    start = request.workspace.fiscal_start_month
    text = request.GET.get("year", "")
    if text.isascii() and text.isdigit() and len(text) == 4 and 1990 <= int(text) <= 2100:
        return date(int(text), start, 1)
    return periods.year_start(periods.month_of(timezone.localdate()), start)


def years(first: date) -> dict[str, Any]:
    """What the page shows of its year, and of the two beside it."""
    return {"title": year_title(first), "year": first.year, "before": first.year - 1, "after": first.year + 1}


def year_title(first: date) -> str:
    """The months of the fiscal year that begins in ``first``."""
    language = get_language() or "en"
    last = periods.plus(first, 11)
    return f"{formats.day(first, language, 'month')}–{formats.day(last, language, 'month')}"


def year_url(name: str, month: date, request: MemberRequest) -> str:
    """The page ``name`` of the fiscal year that ``month`` is in."""
    year = periods.year_start(month, request.workspace.fiscal_start_month).year
    return f"{reverse(name)}?year={year}"


def answer_form(
    request: MemberRequest, form: forms.Form, act: Callable[[], str], context: Mapping[str, Any]
) -> HttpResponse:
    """A form on a page of its own: ``act`` does what a valid one says, and returns where it leads."""
    if request.method == "POST" and form.is_valid():
        try:
            to = act()
        except BansoError as error:
            keep_error(form, error)
        else:
            return HttpResponseRedirect(to)
    return render(request, "reports/yearly_edit.html", {"form": form, **context}, status=422 if form.is_bound else 200)


def say_change(request: MemberRequest, text: str, change: Change | None, undo: str) -> None:
    """Say what was done, with the way (the address called ``undo``) to take it back; nothing where nothing changed."""
    if change is not None:
        say(request, text, undo=reverse(undo, args=[change.uid]))


def take_back(request: MemberRequest, uid: UUID, subject: str, to: str) -> HttpResponse:
    """Take a change of ``subject`` back, and lead to the page ``to``."""
    change = find_change(uid)
    if change.subject != subject:
        raise NotFound(_("There is no such change."))
    undone = undo_change(change, timezone.now())
    say_undone(request, len(undone.conflicts))
    return HttpResponseRedirect(reverse(to))
