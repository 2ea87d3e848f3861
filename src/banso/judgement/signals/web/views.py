"""An account's signals as a fragment, and the answers to a signal.

An answer gives back the signal's row for htmx, and the page before for a plain form.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from banso.judgement.signals import api
from banso.judgement.signals.api import AnswerKind, Signal
from banso.judgement.signals.queries.before import seen_before
from banso.judgement.signals.rules import SignalRule
from banso.platform.definitions.api import in_language
from banso.platform.identity.api import VIEW, WORK, MemberRequest, allowed, requires
from banso.platform.kit.errors import NotFound
from banso.platform.ui.api import go_back, say
from banso.record.customers.api import get_account

_MUTE_DAYS = 90
FIRST_DAY = date(1990, 1, 1)
"""Facts from before are refused on their way in."""


@requires(VIEW)
@require_GET
def of_account(request: MemberRequest, account: UUID) -> HttpResponse:
    """The signals of an account, the newest first."""
    found = get_account(str(account))
    rules = api.signal_rules()
    rows = [row_of(signal, rules) for signal in api.signals_of_account(found.pk)]
    return render(request, "signals/of_account.html", {"rows": rows, "can_work": allowed(request.member, WORK)})


@requires(VIEW)
@require_GET
def before(request: MemberRequest, account: UUID, day: str) -> HttpResponse:
    """What was seen of an account before a day: its signals and its health."""
    found = get_account(str(account))
    try:
        until = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound(_("There is no such day.")) from error
    if not FIRST_DAY <= until <= timezone.localdate() + timedelta(days=1):
        raise NotFound(_("Nothing is known of that day."))
    seen = seen_before(found.pk, until, work_out="work_out" in request.GET)
    return render(request, "signals/before.html", {"seen": seen, "day": until, "account": found})


@requires(WORK)
@require_POST
def answer(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Answer a signal: ``kind`` right, wrong (with ``because``), dismiss, or mute (for 90 days)."""
    signal = api.find_signal(uid)
    kind = request.POST.get("kind", "")
    given = api.answer_signal(
        signal,
        kind,
        member=request.member,
        now=timezone.now(),
        because=request.POST.get("because", ""),
        until=timezone.localdate() + timedelta(days=_MUTE_DAYS) if kind == AnswerKind.MUTE else None,
    )
    say(request, _("Noted: %(answer)s.") % {"answer": given.get_kind_display()}, undo=_undo_url(given.uid))
    return _answer(request, signal)


@requires(WORK)
@require_POST
def undo(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take an answer back."""
    given = api.undo_answer(api.find_answer(uid), now=timezone.now())
    say(request, _("The answer was taken back."))
    if given.signal is None:
        return go_back(request)
    return _answer(request, given.signal)


def row_of(signal: Signal, rules: Mapping[str, SignalRule] | None = None) -> dict[str, object]:
    """What a line about a signal shows; ``rules`` are those in force, where there are many lines."""
    rule = (api.signal_rules() if rules is None else rules).get(signal.rule)
    return {
        "signal": signal,
        "name": in_language(rule.name) if rule else signal.rule,
        "tone": rule.tone if rule else "outline",
        "answers": [one for one in signal.answers.all() if one.undone_at is None],
    }


def _answer(request: HttpRequest, signal: Signal) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return go_back(request)
    return render(request, "signals/signal_fragment.html", {"row": row_of(signal), "can_work": True})


def _undo_url(uid: UUID) -> str:
    return reverse("signals:undo", args=[uid])
