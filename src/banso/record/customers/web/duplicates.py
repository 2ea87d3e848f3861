"""Accounts, and people, that may be one: found, compared, merged, or told apart for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.platform.attributes.api import attributes_of
from banso.platform.identity.api import EDIT_ACCOUNTS, VIEW, Member, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.ui.api import go_back, say
from banso.record.customers.api import (
    OWNER,
    PARENT,
    PARTNER,
    PERSON,
    SUBJECT,
    Pair,
    Preview,
    account_meant,
    accounts_by_id,
    likely_accounts,
    likely_persons,
    merge_accounts,
    merge_persons,
    person_meant,
    persons_by_id,
    preview_accounts,
    preview_persons,
    reachable,
    tell_apart,
    unmerge,
)
from banso.record.customers.models import Account, Person
from banso.record.customers.web.common import account_url, person_url, say_done

SHOWN = 100
MERGED = 20
Row = Account | Person


@dataclass(frozen=True)
class Side:
    """One of two rows that may be one."""

    row: Row
    url: str
    note: str


@dataclass(frozen=True)
class Proposal:
    """Two rows that may be one, why, and where they are compared."""

    first: Side
    second: Side
    reasons: Sequence[str]
    merge_url: str

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return self.first, self.second


@requires(VIEW)
@require_safe
def of_accounts(request: MemberRequest) -> HttpResponse:
    """Pairs of accounts that may be one."""
    found = likely_accounts()
    rows = accounts_by_id({pk for pair in found[:SHOWN] for pk in (pair.first, pair.second)})
    sides = {pk: Side(one, account_url(one), ", ".join(one.domains or [])) for pk, one in rows.items()}
    merged = Account.objects.filter(merged_into__isnull=False).select_related("merged_into").order_by("-pk")[:MERGED]
    return _page(request, SUBJECT, found, sides, list(merged))


@requires(VIEW)
@require_safe
def of_people(request: MemberRequest) -> HttpResponse:
    """Pairs of people who may be one."""
    found = likely_persons()
    rows = persons_by_id({pk for pair in found[:SHOWN] for pk in (pair.first, pair.second)})
    reach = reachable(rows)
    sides = {pk: Side(one, person_url(one), ", ".join(reach[pk].mails)) for pk, one in rows.items()}
    merged = Person.objects.filter(merged_into__isnull=False).select_related("merged_into").order_by("-pk")[:MERGED]
    return _page(request, PERSON, found, sides, list(merged))


def _page(
    request: MemberRequest, subject: str, found: Sequence[Pair], sides: Mapping[int, Side], merged: Sequence[Row]
) -> HttpResponse:
    address = reverse(f"customers:{'account' if subject == SUBJECT else 'person'}_merge")
    proposals = [
        Proposal(
            sides[pair.first],
            sides[pair.second],
            [_reason(kind, word) for kind, word in pair.reasons],
            f"{address}?own={sides[pair.first].row.uid}&other={sides[pair.second].row.uid}",
        )
        for pair in found[:SHOWN]
        if pair.first in sides and pair.second in sides
    ]
    context = {
        "subject": subject,
        "is_accounts": subject == SUBJECT,
        "proposals": proposals,
        "total": len(found),
        "merged": merged,
        "can_edit": allowed(request.member, EDIT_ACCOUNTS),
    }
    return render(request, "customers/duplicates.html", context)


def _reason(kind: str, word: str) -> str:
    match kind:
        case "domain":
            return _("same domain: %(word)s") % {"word": word}
        case "phone":
            return _("same phone number: %(word)s") % {"word": word}
        case _:
            return _("same name")


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def merge_two_accounts(request: MemberRequest) -> HttpResponse:
    """Compare two accounts and merge them; without two of them the page asks for the one that is missing."""
    return _merge(request, SUBJECT, account_meant, preview_accounts, merge_accounts)


@requires(EDIT_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def merge_people(request: MemberRequest) -> HttpResponse:
    """Compare two persons and merge them; without two of them the page asks for the one that is missing."""
    return _merge(request, PERSON, person_meant, preview_persons, merge_persons)


def _merge(
    request: MemberRequest,
    subject: str,
    find: Callable[[str, str], Any],
    preview: Callable[[Any, Any], Preview],
    merge: Callable[..., Any],
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    typed = {side: given.get(f"{side}_name", "").strip() for side in ("own", "other")}
    rows: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for side, name in typed.items():
        uid = given.get(side, "").strip()
        if not name and not uid:
            continue
        try:
            rows[side] = find(name, uid)
        except BansoError as error:
            errors[side] = f"{error.message} {error.hint}".strip()
    if len(rows) == 2 and rows["own"].pk == rows["other"].pk:
        errors["other"] = _("These are one already.")
    status = 422 if errors or (request.method == "POST" and len(rows) < len(typed)) else 200
    ready = len(rows) == len(typed) and not errors
    if request.method == "POST" and ready:
        try:
            changes = merge(rows["own"], rows["other"], now=timezone.now(), take=request.POST.getlist("take"))
        except BansoError as error:
            errors["other"], status = str(error), 422
        else:
            text = _("Merged: %(other)s is %(own)s now.") % {"other": rows["other"].name, "own": rows["own"].name}
            say_done(request, text, changes)
            return HttpResponseRedirect((account_url if subject == SUBJECT else person_url)(rows["own"]))
    found = preview(rows["own"], rows["other"]) if ready else None
    address = request.path
    context = {
        "is_accounts": subject == SUBJECT,
        "typed": {side: rows[side].name if side in rows else name for side, name in typed.items()},
        "choose_url": reverse(f"customers:choose_{'accounts' if subject == SUBJECT else 'people'}"),
        "own": rows.get("own"),
        "other": rows.get("other"),
        "errors": errors,
        "fields": _field_lines(subject, found) if found else (),
        "moves": found.moves if found else (),
        "swapped": f"{address}?own={rows['other'].uid}&other={rows['own'].uid}" if ready else "",
        "taken": request.POST.getlist("take"),
        "back": reverse(f"customers:{'account' if subject == SUBJECT else 'person'}_duplicates"),
    }
    return render(request, "customers/merge.html", context, status=status)


@dataclass(frozen=True)
class FieldLine:
    """One field that differs, in words."""

    name: str
    label: str
    own: str
    other: str
    takes_other: bool


def _field_lines(subject: str, preview: Preview) -> list[FieldLine]:
    attributes = attributes_of(subject)
    people = {one for field in preview.fields if field.name == OWNER for one in (field.own, field.other) if one}
    linked = {one for field in preview.fields if field.name in (PARENT, PARTNER) for one in (field.own, field.other)}
    members = dict(Member.objects.filter(pk__in=people).values_list("pk", "name"))
    names = {pk: one.name for pk, one in accounts_by_id([one for one in linked if one]).items()}

    def said(name: str, value: Any) -> str:
        if value in (None, "", []):
            return "—"
        if name in (OWNER, PARENT, PARTNER):
            return str((members if name == OWNER else names).get(value, value))
        choices = attributes[name].choices if name in attributes else ()
        return next((str(one.label) for one in choices if one.value == value), str(value))

    return [
        FieldLine(
            one.name,
            str(attributes[one.name].label) if one.name in attributes else one.name,
            said(one.name, one.own),
            said(one.name, one.other),
            one.takes_other,
        )
        for one in preview.fields
    ]


@requires(EDIT_ACCOUNTS)
@require_POST
def different(request: MemberRequest) -> HttpResponse:
    """Remember that two are not one, or (``apart``) make a merged one a row of its own again."""
    subject = request.POST.get("subject", "")
    if subject not in (SUBJECT, PERSON):
        raise NotFound(_("There is nothing called so to compare."))
    model: Any = Account if subject == SUBJECT else Person
    rows = [model.objects.filter(uid=uid).first() for uid in map(_uid, request.POST.getlist("uid")[:2])]
    if any(one is None for one in rows) or not rows:
        raise NotFound(_("One of the two is not there any more."), hint=_("Reload the page."))
    now = timezone.now()
    if "apart" in request.POST:
        with transaction.atomic():
            left = unmerge(rows[0], now=now)
        text = _("Two again: %(name)s") % {"name": rows[0].name}
        say(request, text + (" " + _("What was changed since stays.") if left else ""))
        return go_back(request)
    if len(rows) < 2:
        raise NotFound(_("One of the two is not there any more."), hint=_("Reload the page."))
    change = tell_apart(subject, rows[0].pk, rows[1].pk, now=now, decided_by=request.member.pk)
    say_done(request, _("Remembered: they are two."), [change])
    return go_back(request)


def _uid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise NotFound(_("One of the two is not there any more."), hint=_("Reload the page.")) from error
