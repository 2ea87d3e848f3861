"""Finding the people of an account, others and members while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from banso.platform.identity.api import VIEW, MemberRequest, members, requires
from banso.platform.kit.errors import BansoError
from banso.platform.kit.text import fold, searched
from banso.record.customers.api import find_person, find_persons, get_account, people_of_account
from banso.record.work.web.naming import PARTS, people_choices

if TYPE_CHECKING:
    from banso.record.customers.models import Person

MOST = 8


@requires(VIEW)
@require_safe
def suggest_people(request: MemberRequest) -> HttpResponse:
    """The people of ``account``, to be ticked."""
    try:
        found = people_of_account(get_account(request.GET.get("account", "")).pk)
    except BansoError:
        found = []
    return render(
        request,
        "work/people_boxes.html",
        {"choices": people_choices({str(one.person.uid): one.person for one in found})},
    )


@requires(VIEW)
@require_safe
def suggest_others(request: MemberRequest) -> HttpResponse:
    """People of any account whose name or reading has the last word of ``others`` in it, to be ticked.

    Those that are ticked already (``people``) stay.
    """
    typed = PARTS.split(request.GET.get("others", "")[-200:])[-1].strip()
    ticked = _persons(request.GET.getlist("people")[:MOST])
    found = [one for one in find_persons(typed, limit=MOST) if str(one.uid) not in ticked] if typed else []
    context = {
        "ticked": people_choices(ticked),
        "choices": [(str(one.uid), f"{one.name}（{one.beside}）" if one.beside else one.name) for one in found],
        "typed": typed,
    }
    return render(request, "work/others_boxes.html", context)


def _persons(uids: list[str]) -> dict[str, Person]:
    found = {}
    for uid in uids:
        try:
            found[uid] = find_person(uid)
        except BansoError:
            continue
    return found


@requires(VIEW)
@require_safe
def suggest_members(request: MemberRequest) -> HttpResponse:
    """Members whose name, reading or address has ``q`` in it, for a mention."""
    wanted = searched(request.GET.get("q", ""))
    found = [
        one
        for one in members()
        if wanted in fold(f"{one.name} {one.reading}") or fold(one.login.email).startswith(wanted)
    ]
    return JsonResponse(
        [{"id": str(one.uid), "label": one.name, "reading": one.reading} for one in found[:MOST]], safe=False
    )
