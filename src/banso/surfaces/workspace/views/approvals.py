"""Approving definitions: asking for it, giving it, withdrawing it, and taking back what one has just done."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.platform.definitions import api as definitions
from banso.platform.identity.api import APPROVE, DEFINE, WORK, MemberRequest, requires
from banso.platform.journal.api import act_at
from banso.platform.ui.api import say, take_back_act

_SUBJECTS: Final = (definitions.APPROVAL,)


@requires(DEFINE)
@require_POST
def approval_ask(request: MemberRequest, kind: str, slug: str, version: int) -> HttpResponse:
    """Ask those who may to approve the version that is in force."""
    now = timezone.now()
    definitions.ask_approval(kind, slug, version, by=request.member, now=now)
    return _said(request, _("Approval is asked for; those who may give it are told."), kind, slug, now)


@requires(APPROVE)
@require_POST
def approval_give(request: MemberRequest, kind: str, slug: str, version: int) -> HttpResponse:
    """Approve the version that was read."""
    now = timezone.now()
    definitions.approve(kind, slug, version, by=request.member, now=now)
    return _said(request, _("Version %(version)s is approved.") % {"version": version}, kind, slug, now)


@requires(APPROVE)
@require_POST
def approval_withdraw(request: MemberRequest, kind: str, slug: str, version: int) -> HttpResponse:
    """Withdraw an approval, or decline one that is asked for, with a reason if one is given."""
    now, reason = timezone.now(), request.POST.get("reason", "")[:500]
    definitions.withdraw_approval(kind, slug, version, by=request.member, reason=reason, now=now)
    return _said(request, _("The approval is withdrawn."), kind, slug, now)


@requires(WORK)
@require_POST
def approval_take_back(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take back one's own act of approving."""
    return take_back_act(request, uid, _SUBJECTS)


def _said(request: MemberRequest, text: str, kind: str, slug: str, now: datetime) -> HttpResponse:
    changes = act_at(now, request.member.pk, _SUBJECTS)
    undo = reverse("workspace:approval_take_back", args=[changes[0].uid]) if changes else ""
    say(request, text, undo=undo)
    return HttpResponseRedirect(reverse("workspace:definition", args=[kind, slug]))
