"""One account: its page, its edit form, the start of its play."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.engagement.plays.api import start_play
from banso.judgement.signals.api import find_signal, open_signals, told_until
from banso.platform.attributes.api import remembered
from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, WORK, MemberRequest, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import day_in, go_back, say
from banso.record.customers.api import change_account, get_account
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose.account import account_page, usage_figure
from banso.surfaces.workspace.compose.timeline import carried
from banso.surfaces.workspace.forms import AccountForm
from banso.surfaces.workspace.views.common import to_survivor


@requires(VIEW)
@require_safe
def account(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The page, as of ``as_of``; ``since`` is the day that health is compared with."""
    found = get_account(str(uid))
    if found.uid != uid:
        return to_survivor(request, found.name, pages.account_url(str(found.uid)))
    with remembered():
        page = account_page(
            found,
            request.member,
            now=timezone.now(),
            day=day_in(request),
            since=day_in(request, "since"),
        )
    wanted = carried(request.GET) | ({"as_of": request.GET["as_of"]} if request.GET.get("as_of") else {})
    context = {"page": page, "timeline_query": f"?{urlencode(wanted)}" if wanted else ""}
    return render(request, "workspace/account.html", context)


@requires(VIEW)
@require_safe
def account_usage(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Use by week: a part that the page asks for itself, so that it need not wait for it."""
    usage = usage_figure(get_account(str(uid)), now=timezone.now(), day=day_in(request))
    return render(request, "workspace/_account_usage.html", {"usage": usage})


@requires(WORK)
@require_POST
def account_start(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Start a play from the account's page."""
    found = get_account(str(uid))
    day = told_until()
    signals = [one for one in open_signals(day, [found.pk]) if one.uid] if day else []
    asked = next((one for one in signals if str(one.uid) == request.POST.get("signal")), None)
    signal = find_signal(str((asked or signals[0]).uid)) if signals else None
    run, tasks = start_play(found, signal, request.member, timezone.now(), play=request.POST.get("play", ""))
    text = _("Started for %(account)s: %(n)s tasks.") % {"account": found.name, "n": len(tasks)}
    say(request, text, undo=reverse("workspace:run_undo", args=[run.uid]))
    return go_back(request)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def account_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change fields by hand; what was typed stays when something is wrong with it."""
    found = get_account(str(uid))
    form = AccountForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_account(found, form.changes, now=timezone.now()) if form.changes else {}
        except BansoError as error:
            form.add_error(None, str(error))
        else:
            if changed:
                say(request, _("Saved: %(account)s.") % {"account": found.name})
            return HttpResponseRedirect(pages.account_url(str(found.uid)))
    status = 422 if form.is_bound else 200
    context = {"form": form, "account": found, "url": pages.account_url(str(found.uid))}
    return render(request, "workspace/account_edit.html", context, status=status)
