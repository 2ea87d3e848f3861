"""Lists: close rows, counts on their views, what was said is found by who may read it, signals of a past day."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from banso.judgement.metrics.api import compute
from banso.judgement.signals.api import Signal, SignalAnswer, answer_signal, undo_answer
from banso.platform.kit.days import day_end
from banso.record.customers.api import change_account
from banso.record.work.api import NewTouch, log_touch
from tests.cast import browser_of

pytestmark = pytest.mark.requirement("R66")


def rows(page: str) -> list[str]:
    return re.findall(r'data-key="Enter"[^>]*>([^<]+)</a>', page.partition("<tbody")[2].partition("</tbody>")[0])


def test_rows_stand_close_together_by_one_button(morning, text):
    browser = browser_of(morning.cast.csm)
    page = text(browser.get("/accounts/?q=青嶺"))
    assert 'name="density" value="compact"' in page
    answer = browser.post(reverse("ui:look"), {"density": "compact", "next": "/accounts/?q=青嶺"})
    assert answer.status_code == 302
    page = text(browser.get("/accounts/"))
    assert 'data-density="compact"' in page
    assert 'name="density" value="comfortable"' in page


def test_views_say_how_many_rows_they_have(morning, text):
    browser = browser_of(morning.cast.csm)
    page = text(browser.get("/accounts/"))
    assert 'hx-get="/lists/accounts/tabs' in page
    found = re.findall(
        r"view=(\w+)[^<]*>([^<]*) <span[^>]*tabular-nums[^>]*>(\d+)<", text(browser.get("/lists/accounts/tabs"))
    )
    assert {slug: int(count) for slug, _name, count in found}.items() >= {"all": 3, "gone": 1, "mine": 3}.items()
    then = (morning.day - timedelta(days=1)).isoformat()
    assert "/tabs" not in text(browser.get(f"/accounts/?as_of={then}"))


@pytest.mark.requirement("R2", "R3")
def test_what_was_said_is_found_by_who_may_read_it_alone(morning, text):
    cast, account = morning.cast, morning.accounts["青嶺物流"]
    log_touch(
        NewTouch(kind="call", at=timezone.now(), subject="定例", account=account, body="予算の凍結について"),
        member=cast.csm, now=timezone.now(),
    )  # fmt: skip
    assert "定例" in rows(text(browser_of(cast.csm).get("/touches/?q=予算の凍結")))
    assert rows(text(browser_of(cast.viewer).get("/touches/?q=予算の凍結"))) == []
    assert "定例" in rows(text(browser_of(cast.viewer).get("/touches/?q=定例")))
    assert "予算の凍結" not in text(browser_of(cast.csm).get("/touches/?q=定例"))


@pytest.mark.requirement("R34")
def test_signals_of_a_past_day_are_what_was_known_then(morning, text):
    signal = Signal.objects.get(rule="silence", account=morning.accounts["潮見倉庫"])
    earlier = morning.day - timedelta(days=1)
    assert signal.began <= earlier
    browser = browser_of(morning.cast.csm)
    answer_signal(signal, "right", member=morning.cast.csm, now=timezone.now())
    change_account(signal.account, {"tier": "high"}, now=timezone.now())
    Signal.objects.filter(pk=signal.pk).update(ended=morning.day, state="ended", end_reason="returned")
    page = text(browser.get(f"/signals/list?as_of={earlier.isoformat()}&columns=account,state,answer,tier,end_reason"))
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    line = next(one for one in body.split("<tr")[1:] if "潮見倉庫" in one and f"/signals/{signal.uid}/" in one)
    assert "ハイタッチ" not in line
    assert "利用が戻った" not in line
    gone = {"q": "", "as_of": earlier.isoformat(), "filter": '{"attribute":"account","op":"eq","value":"青嶺物流"}'}
    assert rows(text(browser.get("/signals/list", gone))) == []
    grouped = text(browser.get(f"/signals/list?as_of={earlier.isoformat()}&group=rule"))
    assert "潮見倉庫" in grouped


@pytest.mark.requirement("R34")
def test_signals_of_a_past_day_say_what_people_had_said_by_then(morning, text):
    signal = Signal.objects.get(rule="silence", account=morning.accounts["潮見倉庫"])
    earlier = morning.day - timedelta(days=1)
    then, csm = day_end(earlier, "Asia/Tokyo") - timedelta(hours=3), morning.cast.csm

    def line(**more: str) -> str:
        asked = {"as_of": earlier.isoformat(), "columns": "account,state,answer", **more}
        body = text(browser_of(csm).get("/signals/list", asked)).partition("<tbody")[2].partition("</tbody>")[0]
        return next((one for one in body.split("<tr")[1:] if f"/signals/{signal.uid}/" in one), "")

    muted = answer_signal(signal, "mute", member=csm, now=then, until=earlier + timedelta(days=9))
    assert line().count("通知停止中") == 2, "the state, and the answer"
    assert line(filter='{"attribute":"state","op":"eq","value":"open"}') == ""
    undo_answer(muted, now=timezone.now())
    assert line().count("通知停止中") == 2, "it was taken back later"
    SignalAnswer.objects.filter(pk=muted.pk).update(until=earlier)
    assert line().count("通知停止中") == 1, "the mute was over"
    signal.refresh_from_db()
    answer_signal(signal, "dismiss", member=csm, now=then + timedelta(hours=1))
    assert line(filter='{"attribute":"state","op":"in","value":["open","muted"]}') == ""
    assert "通知停止中" not in line(filter='{"attribute":"state","op":"eq","value":"dismissed"}')
    assert line(filter='{"attribute":"state","op":"eq","value":"dismissed"}')


def test_a_day_before_it_began_has_it_not(morning, text):
    signal = Signal.objects.get(rule="silence", account=morning.accounts["潮見倉庫"])
    before = signal.began - timedelta(days=1)
    compute([before], now=day_end(morning.day, "Asia/Tokyo"))
    page = text(browser_of(morning.cast.csm).get(f"/signals/list?as_of={before.isoformat()}"))
    assert f"/signals/{signal.uid}/" not in page
