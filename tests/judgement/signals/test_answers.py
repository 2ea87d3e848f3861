"""Answers to signals and to places on Today: what they do, count and leave in the journal."""

from datetime import date, timedelta

import pytest

from banso.judgement.signals.actions.answer import (
    BadAnswer,
    answer_account,
    answer_signal,
    undo_answer,
)
from banso.judgement.signals.models import Signal, SignalAnswer
from banso.judgement.signals.queries.answers import put_away
from banso.judgement.signals.queries.records import rule_records
from banso.platform.journal.api import history, undo_change
from banso.platform.kit.errors import Conflict
from banso.record.customers.api import create_account
from banso.record.work.api import NewTask, create_task, finish_task

pytestmark = pytest.mark.requirement("R33", "R34")

BEGAN = date(2026, 3, 20)


@pytest.fixture
def account(cast, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def signal(account, now):
    return Signal.objects.create(rule="silence", rule_version=1, account=account, began=BEGAN, found_at=now)


@pytest.mark.parametrize(
    ("kind", "more", "state"),
    [
        ("right", {}, "open"),
        ("wrong", {"because": "休業中"}, "dismissed"),
        ("dismiss", {}, "dismissed"),
        ("mute", {"until": date(2026, 7, 1)}, "muted"),
    ],
)
@pytest.mark.requirement("R21")
def test_an_answer_and_its_undo(signal, cast, now, kind, more, state):
    answer = answer_signal(signal, kind, member=cast.csm, now=now, **more)
    signal.refresh_from_db()
    assert (signal.state, signal.muted_until) == (state, more.get("until"))
    assert history("signal_answer", answer.pk)[0].changes["kind"] == [None, kind]
    undo_answer(answer, now=now)
    signal.refresh_from_db()
    assert (signal.state, signal.muted_until) == ("open", None)
    with pytest.raises(Conflict):
        undo_answer(answer, now=now)


def test_the_journals_undo_takes_an_answer_back_too(signal, cast, now):
    answer = answer_signal(signal, "dismiss", member=cast.csm, now=now)
    assert undo_change(history("signal_answer", answer.pk)[0], now).conflicts == []
    signal.refresh_from_db()
    assert signal.state == "open"
    assert SignalAnswer.objects.get().undone_at == now


@pytest.mark.parametrize(
    ("kind", "more"),
    [("wrong", {}), ("wrong", {"because": "  "}), ("mute", {}), ("mute", {"until": BEGAN}), ("done", {}), ("x", {})],
)
def test_answers_that_say_too_little(signal, cast, now, kind, more):
    with pytest.raises(BadAnswer):
        answer_signal(signal, kind, member=cast.csm, now=now, **more)
    assert not SignalAnswer.objects.exists()


def test_two_people_answer_at_once(signal, cast, now):
    stale = Signal.objects.get()
    answer_signal(signal, "dismiss", member=cast.csm, now=now)
    with pytest.raises(Conflict):
        answer_signal(stale, "mute", member=cast.manager, now=now, until=date(2026, 7, 1))


def test_wrong_counts_also_after_the_end(signal, cast, now):
    Signal.objects.update(state="ended", ended=date(2026, 3, 25), end_reason="returned")
    signal.refresh_from_db()
    answer_signal(signal, "wrong", member=cast.csm, now=now, because="休業中")
    assert rule_records()["silence"].precision.wrong == 1
    with pytest.raises(Conflict):
        answer_signal(signal, "mute", member=cast.csm, now=now, until=date(2026, 7, 1))


@pytest.mark.requirement("R21")
def test_precision_counts_the_last_word_on_each_signal(account, cast, now):
    signals = Signal.objects.bulk_create(
        Signal(rule="silence", rule_version=1, account=account, began=BEGAN + timedelta(days=n), found_at=now)
        for n in range(12)
    )
    for number, signal in enumerate(signals):
        answer_signal(signal, "wrong", member=cast.csm, now=now, because="x")
        if number < 9:
            answer_signal(signal, "right", member=cast.csm, now=now + timedelta(hours=1))
    undo_answer(SignalAnswer.objects.filter(signal=signals[11]).get(), now=now)
    record = rule_records()["silence"]
    assert (record.precision.right, record.precision.wrong) == (9, 2)
    assert record.precision.share == pytest.approx(9 / 11)
    assert "82%" in record.text
    assert rule_records()["usage_fell"].precision.share is None


def test_records_count_how_signals_ended(account, now):
    Signal.objects.bulk_create(
        Signal(
            rule="silence",
            rule_version=1,
            account=account,
            began=BEGAN + timedelta(days=n),
            ended=date(2027, 1, 1) if reason else None,
            end_reason=reason,
            state="ended" if reason else "open",
            found_at=now,
        )
        for n, reason in enumerate(["", "gone", "gone", "returned"])
    )
    record = rule_records()["silence"]
    assert (record.told, record.open, record.gone, record.ended_otherwise) == (4, 1, 2, 1)


def hidden(account, now, newest=None, done_days=28):
    return put_away([account.pk], {account.pk: newest} if newest else {}, now=now, done_days=done_days) != set()


def test_done_holds_for_a_while_or_until_something_begins(account, cast, now):
    answer = answer_account(account, "done", member=cast.csm, now=now)
    assert hidden(account, now)
    assert hidden(account, now, newest=date(2026, 4, 1))
    assert not hidden(account, now, newest=date(2026, 4, 2))
    assert not hidden(account, now + timedelta(days=28))
    undo_answer(answer, now=now)
    assert not hidden(account, now)


def test_a_snooze_holds_until_its_day_whatever_begins(account, cast, now):
    answer_account(account, "snooze", member=cast.csm, now=now, days=3)
    assert hidden(account, now + timedelta(days=2), newest=date(2026, 4, 3))
    assert not hidden(account, now + timedelta(days=3))


def test_a_started_play_holds_while_its_tasks_are_unfinished(account, cast, now):
    answer_account(account, "start", member=cast.csm, now=now)
    task = create_task(
        NewTask(title="x", owner=cast.csm, account=account, cause={"play": "p"}), member=cast.csm, now=now
    )
    later = now + timedelta(days=60)
    assert hidden(account, later)
    assert not hidden(account, later, newest=date(2026, 5, 1))
    finish_task(task, member=cast.csm, now=now)
    assert not hidden(account, later)


@pytest.mark.parametrize("days", [0, 401, -1])
def test_a_snooze_has_its_bounds(account, cast, now, days):
    with pytest.raises(BadAnswer):
        answer_account(account, "snooze", member=cast.csm, now=now, days=days)
