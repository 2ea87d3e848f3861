"""The people of an account as a panel, and the page of a person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, MemberRequest, allowed, requires
from banso.record.customers.api import contacts_of_person, find_person, get_account
from banso.surfaces.workspace.compose.people import last_days, people_panel
from banso.surfaces.workspace.compose.sentences import person_sentence
from banso.surfaces.workspace.views.common import to_survivor


@requires(VIEW)
@require_safe
def of_account(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Map, gaps and table of an account's people: a panel of its page."""
    panel = people_panel(get_account(str(uid)), request.member, day=timezone.localdate())
    return render(request, "workspace/people_of_account.html", {"panel": panel})


@requires(VIEW)
@require_safe
def person(request: MemberRequest, uid: UUID) -> HttpResponse:
    """A person: where they work, how to reach them, what happened with them."""
    found = find_person(str(uid))
    if found.uid != uid:
        return to_survivor(request, found.name, reverse("workspace:person", args=[found.uid]))
    now = [one for one in contacts_of_person(found.pk) if one.ends is None]
    today, accounts = timezone.localdate(), dict.fromkeys(one.account.name for one in now)
    context = {
        "person": found,
        "now": now,
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
        "sentence": person_sentence(found.name, list(accounts), last_days([found.pk]).get(found.pk), today),
    }
    return render(request, "workspace/person.html", context)
