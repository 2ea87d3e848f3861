"""The page of all rules with how they have done, and the page of one signal."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banso.judgement.signals import api
from banso.judgement.signals.api import AnswerKind, OpenSignal
from banso.judgement.signals.web.views import row_of
from banso.platform.definitions.api import active, in_language
from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import go_back, say

_MUTES = (7, 28, 90, 365)


@requires(VIEW)
@require_safe
def signals(request: MemberRequest) -> HttpResponse:
    """Every rule: open signals, what people answered, the play proposed; and what is muted until when."""
    rules = api.signal_rules()
    muted = [(one, in_language(rules[one.rule].name) if one.rule in rules else one.rule) for one in api.muted_signals()]
    lines, told = api.rule_lines(), api.told_until()
    asked = {
        "lines": lines,
        "muted": muted,
        "told": told,
        "sentence": api.signals_sentence(lines, told),
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "signals/signals.html", asked)


@requires(VIEW)
@require_safe
def signal(request: MemberRequest, uid: UUID) -> HttpResponse:
    """One signal: what it says and rests on, its answers, the play proposed."""
    found = api.find_signal(uid)
    rule = api.signal_rules().get(found.rule)
    day = api.signal_day(found, api.told_until())
    told = None
    if rule is not None and found.evidence:
        told = OpenSignal(rule, found.account_id, found.began, day, found.evidence, found.uid)
    plays = active("play")
    play = plays.get(rule.play) if rule else None
    row, record = row_of(found), api.rule_records().get(found.rule)
    tiers = play.body.get("tiers") if play else None
    asked = {
        "is_for_it": not tiers or found.account.tier in tiers,
        "row": row,
        "sentence": f"{row['name']}: {told.why} {record.text}" if told and record else "",
        "why": told.why if told else "",
        "evidence": told.evidence_lines if told else [],
        "play": play,
        "mutes": _MUTES,
        "can_work": allowed(request.member, WORK),
    }
    return render(request, "signals/signal.html", asked)


@requires(WORK)
@require_POST
def mute(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Hear nothing of this rule for this account for ``days`` days."""
    found = api.find_signal(uid)
    text = request.POST.get("days", "")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 400):
        raise BansoError(_("Say for how many days."), hint=_("A whole number from 1 to 400."), code="bad_days")
    given = api.answer_signal(
        found,
        AnswerKind.MUTE,
        member=request.member,
        now=timezone.now(),
        until=timezone.localdate() + timedelta(days=int(text)),
    )
    say(request, _("Muted."), undo=reverse("signals:undo", args=[given.uid]))
    return go_back(request)
