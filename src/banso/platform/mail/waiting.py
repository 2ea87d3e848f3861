"""Mails to a member that have not gone yet: they can be held, let go, or left."""

from __future__ import annotations

from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.jobs.api import Effect, EffectState, find_effect
from banso.platform.kit.errors import NotFound
from banso.platform.mail.sending import MAIL

MOST_SHOWN = 50


def waiting_mails(member: Member) -> list[Effect]:
    """Mails to ``member`` that wait or are held, the one that leaves first on top; one query."""
    rows = Effect.objects.filter(kind=MAIL, state__in=[EffectState.WAIT, EffectState.PAUSED], payload__member=member.pk)
    return list(rows.order_by("due_at", "pk")[:MOST_SHOWN])


def own_mail(uid: object, member: Member) -> Effect:
    """The mail to ``member`` with this ``uid``; raises :class:`NotFound`, also for a mail to somebody else."""
    found = find_effect(str(uid))
    if found.kind != MAIL or found.payload.get("member") != member.pk:
        raise NotFound(_("There is no such mail to you."), hint=_("Perhaps it has gone already. Reload the page."))
    return found
