"""A member's meetings: taken from calendar files, matched to accounts."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.journal.api import find_batch, history, undo_change
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.ui.api import go_back, say, say_undone
from banso.record.work.actions.bulk_tasks import undo_bulk
from banso.record.work.actions.change_meeting import hide_meeting, set_account
from banso.record.work.actions.import_meetings import BATCH_KIND, SUBJECT, ImportedMeetings, take_calendar
from banso.record.work.queries.calendar_words import CalendarRefused, refusal_of, skipped_words
from banso.record.work.queries.meetings import asked_about, find_meeting, meetings_between
from banso.record.work.rules.calendar_files import MOST_BYTES, BadCalendar
from banso.record.work.web.task_form import account_of

AHEAD: Final = 14
"""Days of the page."""
MOST_FILES: Final = 5
SHOWN_FAULTS: Final = 5


@requires(VIEW)
@require_safe
def meetings(request: MemberRequest) -> HttpResponse:
    """The meetings of the next two weeks, by day."""
    return _page(request)


@requires(WORK)
@require_POST
def take(request: MemberRequest) -> HttpResponse:
    """Take the meetings of one or several calendar files."""
    files = request.FILES.getlist("file")
    if not 0 < len(files) <= MOST_FILES:
        wrong = BansoError(
            _("No file was chosen.") if not files else _("At most %(most)d files at once.") % {"most": MOST_FILES},
            hint=_("Choose a calendar file (.ics)."),
        )
        return _page(request, wrong=wrong, status=422)
    total, notes = ImportedMeetings(), []
    for file in files:
        try:
            if (file.size or 0) > MOST_BYTES:
                raise refusal_of(BadCalendar("large"), file.name or "")
            found = take_calendar(file.read(), file.name or "", member=request.member, now=timezone.now())
        except CalendarRefused as refused:
            if len(files) == 1:
                return _page(request, wrong=refused, status=422)
            say(request, str(refused), error=True)
            continue
        notes += [skipped_words(one) for one in found.skipped]
        for name in ("added", "changed", "cancelled", "unchanged", "asked", "outside"):
            setattr(total, name, getattr(total, name) + getattr(found, name))
        total.batch = found.batch or total.batch
    undo = reverse("work:meetings_undo", args=[total.batch.uid]) if total.batch and len(files) == 1 else ""
    say(request, _said(total), undo=undo)
    if notes:
        more = len(notes) - SHOWN_FAULTS
        text = _("Left out: %(what)s.") % {"what": _(", ").join(notes[:SHOWN_FAULTS])}
        say(request, text + (" " + _("And %(n)d more.") % {"n": more} if more > 0 else ""), error=True)
    return HttpResponseRedirect(reverse("work:meetings"))


@requires(WORK)
@require_POST
def undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take back what a calendar file brought; only who brought it can."""
    batch = find_batch(uid)
    if batch.kind != BATCH_KIND or batch.created_by != request.member.pk:
        raise NotFound(_("There is no such change."))
    undo_bulk(batch, member=request.member, clock=timezone.now)
    say_undone(request)
    return go_back(request)


@requires(WORK)
@require_POST
def with_whom(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Say which account a meeting is with: ``account`` is its name or id, empty for none."""
    found = find_meeting(uid, request.member.pk)
    text = request.POST.get("account", "")
    try:
        account = account_of(text)
    except forms.ValidationError as error:
        wrong = BansoError(" ".join(error.messages))
        return _page(request, wrong=wrong, at=found.pk, typed=text, status=422)
    set_account(found, account, now=timezone.now())
    newest = history(SUBJECT, found.pk, limit=1)
    words = {"title": found.title, "account": account.name if account else _("no account")}
    undo = reverse("work:meeting_undo", args=[found.uid]) if newest else ""
    say(request, _("%(title)s: %(account)s") % words, undo=undo)
    return go_back(request)


@requires(WORK)
@require_POST
def take_back(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take the newest change of a meeting by its member back."""
    found = find_meeting(uid, request.member.pk)
    newest = history(SUBJECT, found.pk, limit=1)
    if not newest or newest[0].batch_id is not None or newest[0].undoes_id is not None:
        raise NotFound(_("There is no such change."))
    undone = undo_change(newest[0], timezone.now())
    say_undone(request, len(undone.conflicts))
    return go_back(request)


@requires(WORK)
@require_POST
def hide(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The meeting is no concern of the product: it is not shown any more."""
    found = hide_meeting(find_meeting(uid, request.member.pk), now=timezone.now())
    say(request, _("Hidden: %(title)s") % {"title": found.title}, undo=reverse("work:meeting_undo", args=[found.uid]))
    if request.POST.get("next"):
        return go_back(request)
    return HttpResponseRedirect(reverse("work:meetings"))


def _page(
    request: MemberRequest, *, wrong: BansoError | None = None, at: int = 0, typed: str = "", status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    found = meetings_between(request.member.pk, today, today + timedelta(days=AHEAD))
    asked = asked_about(found)
    days = [
        {
            "day": day,
            "days_away": (day - today).days,
            "rows": [{"meeting": one, "candidates": asked.get(one.pk, ())} for one in rows],
        }
        for day, rows in groupby(found, key=lambda one: max(timezone.localtime(one.starts_at).date(), today))
    ]
    context: dict[str, Any] = {
        "days": days,
        "can_work": allowed(request.member, WORK),
        "limit_mb": MOST_BYTES // (1024 * 1024),
        "wrong": wrong,
        "at": at,
        "typed": typed,
    }
    return render(request, "work/meetings.html", context, status=status)


def _said(total: ImportedMeetings) -> str:
    if not (total.added or total.changed or total.cancelled):
        return (
            _("Nothing new: these meetings are here already.")
            if total.unchanged
            else _("No meetings from 30 days ago to 90 days ahead in it.")
        )
    parts = [
        (total.added, ngettext("%(n)d meeting added", "%(n)d meetings added", total.added)),
        (total.changed, ngettext("%(n)d changed", "%(n)d changed", total.changed)),
        (total.cancelled, ngettext("%(n)d called off", "%(n)d called off", total.cancelled)),
    ]
    text = _(", ").join(words % {"n": n} for n, words in parts if n)
    if total.asked:
        text += ". " + ngettext(
            "Of %(n)d it must be said which account it is with.",
            "Of %(n)d it must be said which account they are with.",
            total.asked,
        ) % {"n": total.asked}
    return text
