"""The timeline of an account and of a person: a panel of their pages, and a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banso.platform.identity.api import VIEW, WORK, MemberRequest, requires
from banso.platform.kit.errors import NotFound
from banso.platform.ui.api import day_in, go_back, is_fragment, say
from banso.record.customers.api import find_person, get_account
from banso.record.work.api import item_of, pin, unpin
from banso.surfaces.workspace.compose import timeline as compose
from banso.surfaces.workspace.compose.timeline import Place, place_of_account, place_of_person


@requires(VIEW)
@require_safe
def of_account(request: MemberRequest, uid: UUID) -> HttpResponse:
    """An account's: ``kinds``, ``q``, ``month``, ``from`` (an item), ``before`` (what comes after), ``as_of``."""
    account = get_account(str(uid))
    return _shown(request, place_of_account(account), account.name)


@requires(VIEW)
@require_safe
def of_person(request: MemberRequest, uid: UUID) -> HttpResponse:
    """A person's, with the same fields of the address."""
    person = find_person(str(uid))
    return _shown(request, place_of_person(person), person.name)


@requires(WORK)
@require_POST
def pin_on_account(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Pin the item ``kind``, ``item`` of an account's timeline, or with ``off`` take it down."""
    account = get_account(str(uid))
    return _pinned(request, place_of_account(account), account_id=account.pk)


@requires(WORK)
@require_POST
def pin_on_person(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The same on a person's timeline."""
    person = find_person(str(uid))
    return _pinned(request, place_of_person(person), person_id=person.pk)


def _shown(request: MemberRequest, place: Place, name: str) -> HttpResponse:
    state = compose.read_state(request.GET, day_in(request))
    found = compose.timeline(place, state, request.member, now=timezone.now())
    context = {"timeline": found, "name": name, "day": state.day}
    if not is_fragment(request):
        return render(request, "workspace/timeline.html", context)
    if state.before:
        return render(request, "workspace/_timeline_items.html", context)
    answer = render(request, "workspace/_timeline.html", context)
    # The address of the page around it says what it shows, so that it can be shared and gone back to.
    here = request.headers.get("HX-Current-URL", "")
    there = compose.address(here, state)
    if here and there != compose.without_host(here):
        answer["HX-Push-Url"] = there
    return answer


def _pinned(
    request: MemberRequest, place: Place, *, account_id: int | None = None, person_id: int | None = None
) -> HttpResponse:
    """Undo comes back with the fields in the address."""
    kind, item, off = (request.POST.get(name) or request.GET.get(name, "") for name in ("kind", "item", "off"))
    now = timezone.now()
    uid = item_of(item)
    if off:
        unpin(account_id=account_id, person_id=person_id, kind=kind, item=uid, now=now)
    else:
        if compose.find_item(place, kind, item, request.member, now=now) is None:
            raise NotFound(_("There is nothing to pin any more."), hint=_("Reload the page."))
        pin(account_id=account_id, person_id=person_id, kind=kind, item=uid, member=request.member, now=now)
    undo = f"{place.pin_url}?kind={kind}&item={uid}{'' if off else '&off=1'}"
    say(request, _("Taken down.") if off else _("Pinned."), undo=undo)
    if not is_fragment(request):
        return go_back(request)
    found = compose.timeline(place, compose.State(), request.member, now=now)
    context = {"timeline": found, "kind": kind, "uid": uid, "pinned": not off}
    return render(request, "workspace/_timeline_pinned.html", context)
