"""Stored signals follow what the rules say, day by day, and keep what people said."""

from datetime import date, timedelta

import pytest

from banso.judgement.signals.api import Signal, answer_signal, open_signals, refresh, signal_rules, told_until
from banso.platform.journal.api import history
from banso.record.usage.api import retract_events
from tests.judgement.signals.company import Use, account, days, moment

pytestmark = pytest.mark.requirement("R34", "R28")

FIRST = date(2026, 1, 5)
LAST = date(2026, 3, 2)  # the last day of use
BEGAN = LAST + timedelta(days=14)


def tell(day):
    return refresh(day, moment(day + timedelta(days=1)))


def stored():
    return [(one.rule, one.began, one.ended, one.end_reason, one.state) for one in Signal.objects.order_by("pk")]


@pytest.fixture
def acme(cast):
    made = account("Acme", FIRST)
    use = Use()
    use.add(made, days(FIRST, LAST, 2))
    made.use = use
    return made


@pytest.mark.requirement("R21")
def test_a_signal_begins_once_and_ends_with_the_return(acme):
    assert tell(BEGAN - timedelta(days=1)).began == 0
    assert tell(BEGAN).began == 1
    assert tell(BEGAN).began == 0
    signal = Signal.objects.get()
    assert (signal.rule, signal.began, signal.state) == ("silence", BEGAN, "open")
    assert signal.evidence["last_active"] == LAST.isoformat()
    assert history("signal", signal.pk)[0].changes["exists"] == [False, True]
    back = BEGAN + timedelta(days=5)
    acme.use.add(acme, [back])
    assert tell(back).ended == 1
    assert stored() == [("silence", BEGAN, back, "returned", "ended")]
    assert history("signal", signal.pk)[0].changes["state"] == ["open", "ended"]
    assert told_until() == back


def test_days_that_nobody_told_are_caught_up(acme):
    tell(BEGAN - timedelta(days=5))
    back, last = BEGAN + timedelta(days=3), BEGAN + timedelta(days=40)
    acme.use.add(acme, [back])
    tell(last)
    assert [row[:4] for row in stored() if row[0] == "silence"] == [
        ("silence", BEGAN, back, "returned"),
        ("silence", back + timedelta(days=14), None, ""),
    ]


def test_the_first_telling_leaves_old_ends_alone(acme):
    acme.use.add(acme, [BEGAN + timedelta(days=3)])
    tell(BEGAN + timedelta(days=80))
    assert [row[2] for row in stored()] == [None] * len(stored())


def test_days_go_forward_only(acme):
    tell(BEGAN)
    assert tell(BEGAN - timedelta(days=3)).began == 0
    assert told_until() == BEGAN


def test_use_that_is_learnt_late_corrects(acme):
    tell(BEGAN)
    acme.use.add(acme, [LAST + timedelta(days=8)], known=BEGAN + timedelta(days=1))
    told = tell(BEGAN + timedelta(days=1))
    assert (told.ended, told.corrected) == (0, 1)
    assert stored() == [("silence", BEGAN, BEGAN + timedelta(days=1), "corrected", "ended")]


def test_a_begin_moves_with_what_is_learnt(acme):
    tell(BEGAN)
    day = BEGAN + timedelta(days=10)
    acme.use.add(acme, [LAST + timedelta(days=2)], known=day)
    tell(day)
    assert stored() == [("silence", BEGAN + timedelta(days=2), None, "", "open")]


def test_an_undone_batch_was_never_known(acme):
    back = BEGAN + timedelta(days=5)
    batch = acme.use.add(acme, [back])
    tell(BEGAN)
    tell(back)
    retract_events(batch, moment(back))
    tell(back + timedelta(days=1))
    assert stored() == [("silence", BEGAN, None, "", "open")]


def test_an_answer_stays(acme, cast):
    tell(BEGAN)
    answer_signal(Signal.objects.get(), "wrong", member=cast.csm, now=moment(BEGAN), because="休業中")
    tell(BEGAN + timedelta(days=1))
    assert open_signals(BEGAN + timedelta(days=1)) == []
    acme.use.add(acme, [BEGAN + timedelta(days=2)])
    tell(BEGAN + timedelta(days=2))
    assert stored() == [("silence", BEGAN, BEGAN + timedelta(days=2), "returned", "dismissed")]


def test_a_mute_hides_the_rule_until_its_day(acme, cast):
    tell(BEGAN)
    until = BEGAN + timedelta(days=30)
    answer_signal(Signal.objects.get(), "mute", member=cast.csm, now=moment(BEGAN), until=until)
    back = BEGAN + timedelta(days=2)
    acme.use.add(acme, [back])
    tell(back)
    again = back + timedelta(days=14)
    tell(again)
    assert [row[4] for row in stored()] == ["ended", "muted"]
    tell(until)
    assert [row[4] for row in stored()] == ["ended", "open"]


def test_signals_of_the_past_are_computed_from_what_was_known_then(acme):
    acme.use.add(acme, [LAST + timedelta(days=8)], known=BEGAN + timedelta(days=1))
    tell(BEGAN + timedelta(days=1))
    then = open_signals(BEGAN)
    assert [(one.rule.slug, one.began, one.uid) for one in then] == [("silence", BEGAN, None)]
    assert open_signals(BEGAN + timedelta(days=1)) == []


def test_a_rule_that_is_taken_out_ends_its_signals(acme, monkeypatch):
    tell(BEGAN)
    kept = {"never_started": signal_rules()["never_started"]}
    monkeypatch.setattr("banso.judgement.signals.actions.refresh.signal_rules", lambda: kept)
    tell(BEGAN + timedelta(days=1))
    assert stored() == [("silence", BEGAN, BEGAN + timedelta(days=1), "rule_changed", "ended")]


def test_nobody_used_it(cast):
    account("Quiet", FIRST)
    tell(FIRST + timedelta(days=14))
    assert [row[:2] for row in stored()] == [("never_started", FIRST + timedelta(days=14))]


def test_a_workspace_without_anything(workspace):
    assert tell(BEGAN).began == 0
    assert open_signals(BEGAN) == []
