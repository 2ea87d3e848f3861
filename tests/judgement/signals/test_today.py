"""Today at the front door: who is in it, in which order, why, and what answers do."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from banso.engagement.plays.api import start_play, undo_start
from banso.judgement.metrics.api import compute
from banso.judgement.signals.api import (
    Signal,
    answer_account,
    answer_signal,
    refresh,
    signals_of_account,
    today,
    undo_answer,
)
from banso.platform.journal.api import publish
from banso.platform.kit.errors import BansoError
from banso.record.work.api import finish_task, tasks_of_account
from tests.judgement.signals.company import Use, account, days, moment

pytestmark = pytest.mark.requirement("R38", "B10")

FIRST = date(2025, 12, 1)
DAY = date(2026, 3, 31)
NOW = moment(DAY + timedelta(days=1))


@pytest.fixture
def company(cast):
    """One account of each kind that matters to Today."""
    use = Use()
    found = {
        "silent": account("Silent", FIRST, fields={"owner": cast.csm.pk, "yearly_value": 1_000_000}),
        "engaged": account("Engaged", FIRST, fields={"owner": cast.csm.pk}),
        "gone": account("Gone", DAY - timedelta(days=200), fields={"owner": cast.csm.pk}),
        "new": account("New", DAY - timedelta(days=16), fields={"owner": cast.manager.pk, "yearly_value": 3_000_000}),
        "little": account("Little", FIRST),
        "mine": account("Nobodys", FIRST),
    }
    use.add(found["silent"], [DAY - timedelta(days=16 + 3 * n) for n in range(30)])
    use.add(found["engaged"], days(FIRST, DAY, 3))
    use.add(found["gone"], [DAY - timedelta(days=185)])
    use.add(found["little"], [DAY - timedelta(days=3)])
    use.add(found["mine"], days(FIRST, DAY, 7))
    publish(NOW)
    found["use"] = use
    return found


def names(found):
    return [item.name for item in found.items]


@pytest.fixture
def told(company):
    compute([DAY], now=NOW)
    refresh(DAY, NOW)
    return company


@pytest.mark.requirement("R21")
def test_whom_one_can_still_help(told):
    found = today(now=NOW)
    assert found.as_of == DAY
    assert found.is_current
    # New: 3 M × .2 × 2; Silent: 1 M × .35 × 2; the others have no signal and count with the middle value.
    assert names(found) == ["New", "Silent", "Nobodys", "Engaged"]
    assert [round(item.score) for item in found.items[:2]] == [1_200_000, 700_000]
    for item in found.items[2:]:
        assert item.silence is not None
        assert item.score == pytest.approx(2_000_000 * item.silence)
    assert [item.value_at_risk for item in found.items] == [3_000_000, 1_000_000, None, None]
    assert [[one.rule.slug for one in item.signals] for item in found.items] == [["never_started"], ["silence"], [], []]
    assert [item.play for item in found.items] == ["first_steps", "re_engage", "check_in", "check_in"]
    assert (found.gone, found.left_out) == (1, 0)


def test_the_stable_form(told):
    with translation.override("ja"):
        found = today(now=NOW).to_json()
    assert set(found) == {"as_of", "items", "left_out", "gone"}
    assert (found["as_of"], found["left_out"], found["gone"]) == ("2026-03-31", 0, 1)
    item = found["items"][1]
    assert set(item) == {"rank", "external_id", "name", "score", "value_at_risk", "why", "signals", "play"}
    assert (item["rank"], item["external_id"], item["play"]) == (2, "silent", "re_engage")
    assert item["why"] == "16 日間使われていません。これまでの利用の間隔は最長でも 3 日でした。"
    assert item["signals"][0]["began"] == "2026-03-29"


def test_it_speaks_the_readers_language(told):
    with translation.override("en"):
        found = {item.name: item.why for item in today(now=NOW).items}
    assert found["Silent"] == "No use for 16 days; until then never longer than 3 between two active days."
    assert found["New"] == "Known for 16 days and never used."
    assert found["Engaged"].startswith("Health is ")


def test_whose_it_is(told, cast):
    assert names(today(now=NOW, member=cast.csm)) == ["Silent", "Engaged"]
    assert names(today(now=NOW, member=cast.manager)) == ["New"]
    assert names(today(now=NOW, member=cast.owner)) == ["Nobodys"]
    assert today(now=NOW, member=cast.viewer).items == []
    assert today(now=NOW, member=cast.csm).gone == 1


def test_it_is_cut_at_the_capacity(told, cast):
    cast.csm.capacity = 1
    found = today(now=NOW, member=cast.csm)
    assert (names(found), found.left_out, found.capacity) == (["Silent"], 1, 1)
    assert names(today(now=NOW, member=cast.csm, limit=50)) == ["Silent", "Engaged"]


def test_answers_take_an_account_off_and_give_it_back(told, cast):
    for kind in ("done", "snooze", "wrong"):
        answer = answer_account(told["silent"], kind, member=cast.csm, now=NOW, days=7, because="休業中")
        found = today(now=NOW, member=cast.csm)
        assert (names(found), found.put_away) == (["Engaged"], 1)
        undo_answer(answer, now=NOW)
    assert names(today(now=NOW, member=cast.csm)) == ["Silent", "Engaged"]


def test_a_wrong_signal_is_none(told, cast):
    signal = signals_of_account(told["silent"].pk)[0]
    answer_signal(signal, "wrong", member=cast.csm, now=NOW, because="休業中")
    found = today(now=NOW, member=cast.csm)
    # Used often enough to be engaged, it stays, but lower and without the signal.
    assert {item.name: len(item.signals) for item in found.items} == {"Engaged": 0, "Silent": 0}


@pytest.mark.requirement("R21")
def test_a_play_makes_tasks_once(told, cast):
    signal = Signal.objects.get(account=told["silent"])
    run, tasks = start_play(told["silent"], signal, cast.manager, NOW, play="re_engage")
    assert [task.owner for task in tasks] == [cast.csm] * 4
    assert tasks[1].title == "最後に使っていた方に電話し、何が変わったかを聞く"
    assert [task.due for task in tasks] == [DAY + timedelta(days=n) for n in (1, 2, 3, 10)]
    assert tasks[0].cause == {"play": "re_engage", "version": 1, "run": run.pk}
    again, same = start_play(told["silent"], signal, cast.csm, NOW, play="re_engage")
    assert (again, same) == (run, tasks)
    assert names(today(now=NOW, member=cast.csm)) == ["Engaged"]
    undo_start(run, now=NOW)
    assert [task.state for task in tasks_of_account(told["silent"].pk)] == ["cancelled"] * 4
    assert names(today(now=NOW, member=cast.csm)) == ["Silent", "Engaged"]
    assert start_play(told["silent"], signal, cast.csm, NOW, play="re_engage")[0] != run


def test_a_play_without_a_signal_may_be_started_again_when_it_is_over(told, cast):
    run, tasks = start_play(told["engaged"], None, cast.csm, NOW, play="check_in")
    assert start_play(told["engaged"], None, cast.csm, NOW, play="check_in")[0] == run
    for task in tasks:
        finish_task(task, member=cast.csm, now=NOW)
    assert start_play(told["engaged"], None, cast.csm, NOW, play="check_in")[0] != run


@pytest.mark.requirement("R31")
def test_a_past_day_knows_no_answers_and_nothing_that_came_later(told, cast):
    answer_account(told["silent"], "done", member=cast.csm, now=NOW)
    later = DAY + timedelta(days=5)
    told["use"].add(told["silent"], [DAY - timedelta(days=4)], known=later)
    compute([later], now=moment(later + timedelta(days=1)))
    refresh(later, moment(later + timedelta(days=1)))
    found = today(DAY, now=moment(later + timedelta(days=1)))
    assert not found.is_current
    assert names(found) == ["New", "Silent", "Nobodys", "Engaged"]
    assert found.items[1].signals[0].uid is None


def test_a_day_that_is_not_over(told):
    with pytest.raises(BansoError, match="2026-04-01"):
        today(DAY + timedelta(days=1), now=NOW)


def test_nothing_is_there_yet(workspace):
    found = today(now=NOW)
    assert (found.items, found.left_out, found.gone) == ([], 0, 0)


def test_a_list_twice_as_long_takes_as_many_queries(told, cast, django_assert_max_num_queries):
    for number in range(10):
        made = account(f"More {number}", FIRST, fields={"owner": cast.csm.pk})
        told["use"].add(made, days(FIRST, DAY, 7))
    compute([DAY], now=NOW)
    refresh(DAY, NOW)
    with django_assert_max_num_queries(40) as few:
        assert len(today(now=NOW, limit=3).items) == 3
    with django_assert_max_num_queries(len(few)):
        assert len(today(now=NOW, limit=50).items) == 14
