"""The watch list: what happened at an account as a panel, at all accounts as a page, and its forms."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import go_back, is_fragment, keep_error
from banso.record.customers.api import (
    WATCH,
    add_watch_event,
    change_watch_event,
    delete_watch_event,
    find_watch_event,
    get_account,
    recent_watch_events,
    watch_events_of,
)
from banso.record.customers.models import WatchEvent, WatchKind
from banso.record.customers.web.common import account_url, newest_change, say_done
from banso.record.customers.web.forms import WatchForm

SHOWN = 5
RECENT = timedelta(days=365)


@requires(VIEW)
@require_safe
def of_account(request: MemberRequest, account: UUID) -> HttpResponse:
    """What happened at an account, the newest first; a panel."""
    found = get_account(str(account))
    events = watch_events_of(found.pk)
    context = {
        "account": found,
        "events": events if "all" in request.GET else events[:SHOWN],
        "more": 0 if "all" in request.GET else max(len(events) - SHOWN, 0),
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
    }
    return render(request, "customers/watch_of.html", context)


@requires(VIEW)
@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """What happened at any customer in a year; ``kind`` narrows it."""
    kind = request.GET.get("kind", "")
    events = recent_watch_events(since=timezone.localdate() - RECENT)
    context = {
        "events": [one for one in events if kind in ("", one.kind)],
        "kinds": WatchKind.choices,
        "kind": kind if kind in WatchKind.values else "",
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
    }
    return render(request, "customers/watch.html", context)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, account: UUID) -> HttpResponse:
    """Note that something happened."""
    found = get_account(str(account))
    form = WatchForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            event = add_watch_event(found, _values(form), now=timezone.now(), created_by=request.member.pk)
        except BansoError as error:
            keep_error(form, error)
        else:
            say_done(request, _("Noted: %(title)s") % {"title": event.title}, [newest_change(WATCH, event.pk)])
            return HttpResponseRedirect(account_url(found) + "#watch")
    context = {"form": form, "account": found, "back": account_url(found) + "#watch"}
    return render(request, "customers/watch_edit.html", context, status=422 if form.is_bound else 200)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change what is noted."""
    event = find_watch_event(uid)
    form = WatchForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            change = change_watch_event(event, _values(form), now=timezone.now())
        except BansoError as error:
            keep_error(form, error)
        else:
            say_done(request, _("Saved: %(name)s") % {"name": form.cleaned_data["title"]}, [change])
            return HttpResponseRedirect(account_url(event.account) + "#watch")
    context = {"form": form, "event": event, "account": event.account, "back": account_url(event.account) + "#watch"}
    return render(request, "customers/watch_edit.html", context, status=422 if form.is_bound else 200)


@requires(EDIT_ACCOUNTS)
@require_POST
def delete(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take it off the list."""
    event: WatchEvent = find_watch_event(uid)
    change = delete_watch_event(event, now=timezone.now())
    say_done(request, _("Deleted: %(title)s") % {"title": event.title}, [change])
    if is_fragment(request):
        return HttpResponseRedirect(reverse("customers:watch_of", args=[event.account.uid]))
    return go_back(request)


def _values(form: WatchForm) -> dict[str, object]:
    return {name: None if value == "" else value for name, value in form.cleaned_data.items()}
