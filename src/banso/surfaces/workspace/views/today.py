"""Today: the queue, and the answers to it, each one key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banso.engagement.plays.api import find_run, start_play, undo_start
from banso.judgement.signals.api import AnswerKind, answer_account, answer_signal, find_signal, told_until
from banso.platform.identity.api import VIEW, WORK, MemberRequest, requires
from banso.platform.kit.errors import NotFound
from banso.platform.ui import formats
from banso.platform.ui.api import day_in, go_back, is_fragment, say
from banso.record.customers.api import get_account
from banso.surfaces.workspace.compose.today import beside, today_page
from banso.surfaces.workspace.pages import TodayPage

SNOOZE_DAYS = 7


@requires(VIEW)
@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """The page, as of the newest day or ``as_of``; ``all`` is everybody's, ``whole`` shows what is cut off."""
    return render(request, "workspace/today.html", {"page": _page(request)})


@requires(VIEW)
@require_safe
def today_beside(request: MemberRequest) -> HttpResponse:
    """A fragment: what changed since the day before, and whether the order hits."""
    day = day_in(request) or told_until()
    if day is None:
        raise NotFound(_("Nothing has been computed yet."))
    found = beside(request.member, day=day, everybody="all" in request.GET)
    return render(request, "workspace/_today_beside.html", {"beside": found})


@requires(WORK)
@require_POST
def start(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Start the proposed play: its tasks are made and the account leaves the queue."""
    account = get_account(str(uid))
    signal_uid = request.POST.get("signal")
    signal = find_signal(signal_uid) if signal_uid else None
    run, tasks = start_play(account, signal, request.member, timezone.now(), play=request.POST.get("play", ""))
    text = _("Started for %(account)s: %(n)s tasks.") % {"account": account.name, "n": len(tasks)}
    say(request, text, undo=reverse("workspace:run_undo", args=[run.uid]))
    return _answer(request)


@requires(WORK)
@require_POST
def done(request: MemberRequest, uid: UUID) -> HttpResponse:
    """What was to be done for the account is done."""
    account = get_account(str(uid))
    answer = answer_account(account, AnswerKind.DONE, member=request.member, now=timezone.now())
    say(request, _("Done: %(account)s.") % {"account": account.name}, undo=_undo_answer(answer))
    return _answer(request)


@requires(WORK)
@require_POST
def snooze(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The account can wait a week."""
    account = get_account(str(uid))
    now = timezone.now()
    answer = answer_account(account, AnswerKind.SNOOZE, member=request.member, now=now, days=SNOOZE_DAYS)
    back = timezone.localtime(now).date() + timedelta(days=SNOOZE_DAYS)
    text = _("%(account)s comes back on %(day)s.") % {
        "account": account.name,
        "day": formats.day(back, get_language() or "en", "weekday"),
    }
    say(request, text, undo=_undo_answer(answer))
    return _answer(request)


@requires(WORK)
@require_POST
def wrong(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The signal (or, where there is none, the account's place in the queue) is wrong; the reason is kept."""
    account = get_account(str(uid))
    because, signal_uid = request.POST.get("reason", ""), request.POST.get("signal")
    now = timezone.now()
    if signal_uid:
        answer = answer_signal(
            find_signal(signal_uid), AnswerKind.WRONG, member=request.member, now=now, because=because
        )
    else:
        answer = answer_account(account, AnswerKind.WRONG, member=request.member, now=now, because=because)
    text = _("Noted for %(account)s. It counts in the rule’s precision.") % {"account": account.name}
    say(request, text, undo=_undo_answer(answer))
    return _answer(request)


@requires(WORK)
@require_POST
def run_undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take the start of a play back: its open tasks are cancelled."""
    undo_start(find_run(uid), now=timezone.now())
    say(request, _("Taken back; its open tasks are cancelled."))
    return go_back(request)


def _page(request: MemberRequest) -> TodayPage:
    return today_page(
        request.member,
        now=timezone.now(),
        day=day_in(request),
        everybody="all" in request.GET,
        whole="whole" in request.GET,
    )


def _answer(request: MemberRequest) -> HttpResponse:
    """The queue without what was answered, the tasks, and a toast; without scripts, the whole page anew."""
    if is_fragment(request):
        return render(request, "workspace/today_fragment.html", {"page": _page(request)})
    kept = {key: value for key, value in request.GET.items() if key in {"all", "whole"}}
    return HttpResponseRedirect(reverse("workspace:today") + (f"?{urlencode(kept)}" if kept else ""))


def _undo_answer(answer: Any) -> str:
    return reverse("signals:undo", args=[answer.uid])
