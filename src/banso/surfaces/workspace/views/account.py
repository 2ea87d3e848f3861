"""One account: its page, its edit form, the start of its play."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banso.engagement.plays.api import start_play
from banso.judgement.signals.api import find_signal, open_signals, told_until
from banso.platform.identity.api import VIEW, WORK, MemberRequest, requires
from banso.platform.ui.api import say
from banso.record.customers.api import get_account
from banso.surfaces.workspace.compose.account import account_page
from banso.surfaces.workspace.views.common import back, day_in


@requires(VIEW)
@require_safe
def account(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The page, as of ``as_of``; ``since`` is the day that health is compared with."""
    page = account_page(
        get_account(str(uid)),
        request.member,
        now=timezone.now(),
        day=day_in(request),
        since=day_in(request, "since"),
    )
    return render(request, "workspace/account.html", {"page": page})


@requires(WORK)
@require_POST
def account_start(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Start a play from the account's page."""
    found = get_account(str(uid))
    day = told_until()
    signals = [one for one in open_signals(day, [found.pk]) if one.uid] if day else []
    signal = find_signal(str(signals[0].uid)) if signals else None
    run, tasks = start_play(found, signal, request.member, timezone.now(), play=request.POST.get("play", ""))
    text = _("Started for %(account)s: %(n)s tasks.") % {"account": found.name, "n": len(tasks)}
    say(request, text, undo=reverse("workspace:run_undo", args=[run.uid]))
    return back(request)
