"""How many losses of use each rule had spoken of: the counting, the job that keeps it, the pages that show it."""

from datetime import date, timedelta

import numpy as np
import pytest

from banso.judgement.signals.actions.measure_recall import measure_recall, unmeasured
from banso.judgement.signals.api import rule_records
from banso.judgement.signals.jobs import RECALL, queue_recall
from banso.judgement.signals.models import RuleRecall
from banso.judgement.signals.rules import History, gather
from banso.judgement.signals.rules.recall import losses_of_use, recall, seen_in_time
from banso.platform.jobs.api import Job
from tests.cast import browser_of
from tests.judgement.signals.company import Use, account, days, moment

pytestmark = pytest.mark.requirement("R33")

DAY = date(2026, 3, 31)


def history(until: int, last_days: dict[int, list[int]]) -> History:
    """The use of accounts on some days."""
    accounts = np.array(sorted(last_days), dtype=np.int64)
    rows = [(at, day) for at, one in enumerate(accounts.tolist()) for day in last_days[one]]
    at, day = (np.array([row[n] for row in rows], dtype=np.int64) for n in (0, 1))
    starts = np.searchsorted(at, np.arange(len(accounts) + 1))
    return History(until, accounts, np.zeros(len(accounts), dtype=np.int64), at, day, np.ones(len(at)), starts)


def test_a_loss_is_a_silence_that_became_certain_within_a_year():
    given = history(1000, {1: [5, 820], 2: [821], 3: [456], 4: [455], 5: [1000], 6: []})
    accounts, starts = losses_of_use(given)
    assert accounts.tolist() == [1, 3]  # 2 is not certain yet, 4 was a year ago, 5 is used, 6 never was
    assert starts.tolist() == [821, 457]


@pytest.mark.parametrize(("began", "seen"), [(821 - 182, 1), (821 - 183, 0), (821 + 91, 1), (821 + 92, 0)])
def test_a_signal_counts_from_26_weeks_before_to_13_weeks_into_the_silence(began, seen):
    there = np.array([1, 9])
    found = gather(there, np.array([began, 821]), there * 0 + 2000, np.array(["", ""], dtype=object), {})
    assert seen_in_time(found, np.array([1]), np.array([821])) == seen


def test_two_signals_of_one_loss_count_once():
    found = gather(np.array([1, 1]), np.array([800, 830]), np.array([810, 840]), np.array(["x", "x"], dtype=object), {})
    assert seen_in_time(found, np.array([1, 2]), np.array([821, 821])) == 1


def test_fewer_than_ten_losses_have_no_share():
    assert recall(4, 9).share is None
    found = recall(8, 10)
    assert found.share == 0.8
    assert found.low is not None
    assert found.high is not None
    assert 0.49 < found.low < 0.8 < found.high < 0.95


@pytest.fixture
def lost(cast):
    """Ten accounts whose steady use stopped, and one that is used still."""
    use = Use()
    for number in range(10):
        made = account(f"Lost {number}", date(2024, 9, 1))
        use.add(made, days(date(2024, 9, 1), date(2025, 6, 1) + timedelta(days=number), 3))
    use.add(account("There", date(2024, 9, 1)), days(date(2024, 9, 1), DAY, 3))
    return cast


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_measured_once_a_week_and_shown_with_its_interval(lost, language):
    now = moment(DAY + timedelta(days=1))
    queue_recall(DAY, now)
    queue_recall(DAY, now)
    assert Job.objects.filter(kind=RECALL).count() == 1
    waiting = unmeasured(DAY)
    assert "never_started" not in {rule.slug for rule in waiting}
    measure_recall(waiting, DAY, now)
    silence = RuleRecall.objects.get(rule="silence")
    assert (silence.seen, silence.losses) == (10, 10)
    assert RuleRecall.objects.get(rule="promise_missed").seen == 0
    assert unmeasured(DAY + timedelta(days=6)) == []
    assert len(unmeasured(DAY + timedelta(days=7))) == len(waiting)
    record = rule_records()["silence"]
    assert record.recall is not None
    assert record.recall.share == 1.0
    assert rule_records()["never_started"].recall is None
    lost.csm.language = language
    lost.csm.save()
    words = {"ja": "10 件のうち 10 件を事前に捉え", "en": "10 of 10 losses of use seen ("}[language]
    browser = browser_of(lost.csm)
    assert words in browser.get("/signals/").content.decode()
    assert words in browser.get("/definitions/signal/silence/").content.decode()
