"""Holding a mail to oneself that has not gone yet, letting it go, leaving it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.jobs.api import Effect, cancel_effect, pause_effect, resume_effect
from banso.platform.mail.waiting import own_mail


@requires(VIEW)
@require_POST
def hold(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Hold a mail: it waits until it is let go."""
    mail = own_mail(uid, request.member)
    if pause_effect(mail):
        messages.success(request, _("Held: %(subject)s") % _words(mail))
    else:
        _too_late(request, mail)
    return HttpResponseRedirect(reverse("mail:choices"))


@requires(VIEW)
@require_POST
def let_go(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Let a mail go that was held."""
    mail = own_mail(uid, request.member)
    if resume_effect(mail, timezone.now()):
        messages.success(request, _("It goes: %(subject)s") % _words(mail))
    else:
        _too_late(request, mail)
    return HttpResponseRedirect(reverse("mail:choices"))


@requires(VIEW)
@require_POST
def leave(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Do not send it at all; what it tells of stays in the inbox."""
    mail = own_mail(uid, request.member)
    words = _words(mail)
    if cancel_effect(mail, timezone.now()):
        messages.success(request, _("Not sent: %(subject)s") % words)
    else:
        _too_late(request, mail)
    return HttpResponseRedirect(reverse("mail:choices"))


def _too_late(request: MemberRequest, mail: Effect) -> None:
    messages.error(request, _("It is %(state)s already.") % {"state": mail.get_state_display()})


def _words(mail: Effect) -> dict[str, str]:
    return {"subject": str(mail.payload.get("subject", ""))}
