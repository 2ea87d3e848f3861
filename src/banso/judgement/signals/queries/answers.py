"""Which accounts people have put away from Today, and for how long that holds; and what they had said by a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from banso.judgement.signals.models import AnswerKind, Signal, SignalAnswer, SignalState
from banso.platform.kit.days import day_end, day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.work.api import accounts_in_hand

_LONGEST = timedelta(days=400)
"""Older answers hide nothing: no snooze is longer."""
_FEW = 500
"""Of more signals the answers of all accounts are read: a statement takes only so many values."""


def put_away(accounts: Collection[int], newest: Mapping[int, date], *, now: datetime, done_days: int) -> set[int]:
    """The accounts among ``accounts`` that are not to be shown now.

    ``newest`` is when the newest open signal of an account began. A snooze holds until its day, whatever
    happens. *done*, *wrong* and *start* hold for ``done_days``, *start* also as long as tasks of the play
    are unfinished; all three end when a newer signal begins.
    """
    zone = current_workspace().timezone
    today = day_of(now, zone)
    last = _last_answers(now)
    in_hand = accounts_in_hand()
    hidden = set()
    for account in accounts:
        answer = last.get(account)
        if answer is None:
            continue
        if answer.until is not None:
            if today < answer.until:
                hidden.add(account)
            continue
        answered = day_of(answer.at, zone)
        holds = today < answered + timedelta(days=done_days)
        under_way = answer.kind == AnswerKind.START and account in in_hand
        if (holds or under_way) and newest.get(account, date.min) <= answered:
            hidden.add(account)
    return hidden


def _last_answers(now: datetime) -> dict[int, SignalAnswer]:
    """The newest answer that each account got on Today and nobody took back."""
    rows = SignalAnswer.objects.filter(signal__isnull=True, undone_at__isnull=True, at__gt=now - _LONGEST)
    return {answer.account_id: answer for answer in rows.order_by("at", "pk")}


def standing_then(signals: Collection[Signal], day: date) -> dict[int, tuple[SignalState, str]]:
    """``{signal: (state, last answer)}`` at the end of ``day``, of signals that held then, from the answers that were
    given by then and not taken back; one query. A mute is of the rule at the account, whichever signal it was said to.
    """
    end = day_end(day, current_workspace().timezone)
    rows = SignalAnswer.objects.filter(signal__isnull=False, at__lt=end).exclude(undone_at__lt=end)
    given = rows.select_related("signal")
    if len(signals) <= _FEW:
        given = given.filter(account_id__in={one.account_id for one in signals})
    last: dict[int, str] = {}
    own: dict[int, SignalState] = {}
    muted: set[tuple[str, int]] = set()
    for answer in given.order_by("at", "pk"):
        signal = answer.signal
        if signal is None:
            continue
        last[signal.pk] = answer.kind
        if answer.kind in (AnswerKind.WRONG, AnswerKind.DISMISS):
            own[signal.pk] = SignalState.DISMISSED
        elif answer.kind == AnswerKind.MUTE:
            own.pop(signal.pk, None)
            if answer.until is not None and answer.until > day:
                muted.add((signal.rule, signal.account_id))
    return {
        one.pk: (
            own.get(one.pk, SignalState.MUTED if (one.rule, one.account_id) in muted else SignalState.OPEN),
            last.get(one.pk, ""),
        )
        for one in signals
    }
