"""What a member answers to a signal, or to an account on Today; and taking an answer back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.judgement.signals.declarations import ANSWER, SIGNAL
from banso.judgement.signals.models import AnswerKind, Signal, SignalAnswer, SignalState
from banso.platform.identity.api import Member
from banso.platform.journal.api import EXISTS, Revert, UndoConflict, record
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError, Conflict
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean
from banso.platform.tenancy.api import current_workspace

if TYPE_CHECKING:
    from banso.record.customers.models import Account

_MOST_DAYS = limit("signals.snooze", 400, "days")
_BECOMES = {
    AnswerKind.WRONG: SignalState.DISMISSED,
    AnswerKind.DISMISS: SignalState.DISMISSED,
    AnswerKind.MUTE: SignalState.MUTED,
}


class BadAnswer(BansoError):
    """An answer that cannot be kept."""

    code = "bad_answer"


def answer_signal(
    signal: Signal,
    kind: str,
    *,
    member: Member | None,
    now: datetime,
    because: str = "",
    until: date | None = None,
) -> SignalAnswer:
    """Keep an answer to a signal.

    *wrong* (which needs ``because``) and *dismiss* put it away, *mute* (which needs ``until``) hides this
    rule for this account until then, *right* only counts. Raises :class:`BadAnswer`, and
    :class:`Conflict` when the signal has ended and cannot be put away any more.
    """
    if kind not in (AnswerKind.RIGHT, *_BECOMES):
        raise BadAnswer(_("“%(kind)s” is not an answer to a signal.") % {"kind": kind})
    reason = _reason(kind, because)
    if kind == AnswerKind.MUTE and (until is None or until <= signal.began):
        raise BadAnswer(_("Say until when you want to hear nothing."), hint=_("Choose a later day."))
    with transaction.atomic():
        before = signal.state
        state = _BECOMES.get(AnswerKind(kind), before)
        if signal.ended is None and state != before:
            muted_until = until if kind == AnswerKind.MUTE else None
            _move(signal, before, state, muted_until, now)
        elif kind == AnswerKind.MUTE:
            raise Conflict(_("This signal has ended."), hint=_("Reload the page."), code="ended")
        return _keep(
            SignalAnswer(
                account_id=signal.account_id,
                signal=signal,
                kind=kind,
                because=reason,
                until=until if kind == AnswerKind.MUTE else None,
                before=before if signal.state != before else "",
                member=member,
                at=now,
            ),
            now,
        )


def answer_account(
    account: Account,
    kind: str,
    *,
    member: Member | None,
    now: datetime,
    days: int = 0,
    because: str = "",
) -> SignalAnswer:
    """Take an account off Today: *done*, *start* (a play was started), *wrong* (with ``because``; where no
    signal is to blame) or *snooze* for ``days`` days from now.

    It comes back after the snooze; else when a new signal begins, or after Today's ``done_days``.
    """
    if kind not in (AnswerKind.DONE, AnswerKind.SNOOZE, AnswerKind.START, AnswerKind.WRONG):
        raise BadAnswer(_("“%(kind)s” is not an answer on Today.") % {"kind": kind})
    reason = _reason(kind, because)
    if kind == AnswerKind.SNOOZE and not 1 <= days <= _MOST_DAYS:
        raise BadAnswer(
            _("An account can be put off by 1 to %(most)d days.") % {"most": _MOST_DAYS},
            hint=_("Choose when it should come back."),
        )
    today = day_of(now, current_workspace().timezone)
    until = today + timedelta(days=days) if kind == AnswerKind.SNOOZE else None
    with transaction.atomic():
        return _keep(SignalAnswer(account=account, kind=kind, because=reason, until=until, member=member, at=now), now)


def undo_answer(answer: SignalAnswer, *, now: datetime) -> SignalAnswer:
    """Take an answer back, with what it did to its signal, unless the signal has changed since."""
    with transaction.atomic():
        if not _take_back(answer, now):
            raise Conflict(_("This answer was taken back already."), code="undone")
        record(subject=ANSWER, subject_id=answer.pk, changes={EXISTS: (True, False)}, now=now)
    return answer


def _take_back(answer: SignalAnswer, now: datetime) -> bool:
    if not SignalAnswer.objects.filter(pk=answer.pk, undone_at__isnull=True).update(undone_at=now):
        return False
    answer.undone_at = now
    signal = answer.signal
    made = _BECOMES.get(AnswerKind(answer.kind))
    if signal is not None and answer.before and signal.state == made and signal.ended is None:
        _move(signal, signal.state, answer.before, None, now)
    return True


def revert_answers(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Take answers back for the journal's undo, which records it."""
    answers = SignalAnswer.objects.select_related("signal").in_bulk([revert.subject_id for revert in reverts])
    return [
        UndoConflict(ANSWER, revert.subject_id, EXISTS, True, False)
        for revert in reverts
        if revert.subject_id not in answers or not _take_back(answers[revert.subject_id], now)
    ]


def revert_signals(reverts: Sequence[Revert], now: datetime) -> list[UndoConflict]:
    """Signals are found by rules, not written by people: what a rule told is not taken back by hand."""
    conflicts = []
    for revert in reverts:
        rows = Signal.objects.filter(pk=revert.subject_id, ended__isnull=True)
        made, before = revert.changes.get("state", (None, None))
        people_only = set(revert.changes) <= {"state", "muted_until"}
        if not people_only or not rows.filter(state=made).update(state=before, muted_until=None):
            conflicts.append(UndoConflict(SIGNAL, revert.subject_id, "state", made, None))
    return conflicts


def _reason(kind: str, because: str) -> str:
    reason = clean(because) or ""
    if kind == AnswerKind.WRONG and not reason:
        raise BadAnswer(_("Say why it was wrong."), hint=_("A few words are enough; they help to mend the rule."))
    return reason


def _move(signal: Signal, before: str, after: str, muted_until: date | None, now: datetime) -> None:
    was_until = signal.muted_until
    rows = Signal.objects.filter(pk=signal.pk, state=before, ended__isnull=True)
    if not rows.update(state=after, muted_until=muted_until):
        raise Conflict(
            _("Somebody has answered this signal meanwhile."), hint=_("Reload the page."), code="signal_state"
        )
    signal.state, signal.muted_until = after, muted_until
    changes: dict[str, tuple[Any, Any]] = {"state": (before, after), "muted_until": (was_until, muted_until)}
    record(subject=SIGNAL, subject_id=signal.pk, changes=changes, now=now)


def _keep(answer: SignalAnswer, now: datetime) -> SignalAnswer:
    answer.save()
    changes = {
        EXISTS: (False, True),
        "account": (None, answer.account_id),
        "signal": (None, answer.signal_id),
        "kind": (None, answer.kind),
        "because": ("", answer.because),
        "until": (None, answer.until),
    }
    record(subject=ANSWER, subject_id=answer.pk, changes=changes, now=now, reason=answer.because)
    return answer
