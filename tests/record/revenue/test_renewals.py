"""Renewals: made from lines, led by the day of notice, looked at twice, and closed."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from banso.platform.journal.api import Asked
from banso.record.customers.api import create_account, create_contact, create_person, set_owner
from banso.record.revenue.actions.renewals import Closing, Score, answer_checkpoint, close_renewal, say_next_step
from banso.record.revenue.models import Checkpoint, Loss, Renewal
from banso.record.revenue.queries.contracts import said_of_line
from banso.record.revenue.queries.losses import losses
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.renewals import renewal_of, renewals
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.queries.timeline import timeline
from banso.record.revenue.rules.amending import NoSuchDay, Terms, amended, corrected, ended, holding, paused, renewed
from banso.record.revenue.rules.renewals import next_term_end, standing, term_months, window
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, line_of, stop_clock
from tests.record.revenue.test_contract_page import amounts, save, take_back, way_back

TODAY = date(2026, 4, 1)
YEAR = timedelta(days=365)
END = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now):
    stop_clock(monkeypatch, now)


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def made(account, now):
    """A year until the first of June, with notice 30 days before."""
    return contract(account, lines=[_term(END)], now=now, name="年間契約", notice_days=30)


@pytest.fixture
def client(cast):
    return browser_of(cast.csm)


def _term(end, **more):
    return {"start": date(end.year - 1, end.month, end.day), "term_end": end, "end": end} | more


def _found(first=TODAY - YEAR, last=TODAY + YEAR):
    return [(one.term_end, one.stage, one.standing) for one in renewals(first, last, TODAY)]


# --- rules -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R29", "R127")
@pytest.mark.parametrize(
    ("days", "notice", "more", "expected"),
    [
        (300, 30, {}, "ahead"),
        (181, 30, {}, "ahead"),
        (180, 30, {}, "step_in"),
        (30, 30, {}, "step_in"),
        (29, 30, {}, "late_notice"),
        (200, 180, {}, "step_in"),
        (1, None, {}, "step_in"),
        (40, 30, {"noticed": True}, "noticed"),
        (0, 30, {}, "grace"),
        (-29, 30, {}, "grace"),
        (-30, 30, {}, "overdue"),
        (-1, 30, {"runs_on": True}, "overdue"),
        (-1, 30, {"closed": True}, "closed"),
    ],
)
def test_how_a_renewal_stands(days, notice, more, expected):
    said = {"closed": False, "runs_on": False, "noticed": False} | more
    assert standing(TODAY + timedelta(days=days), TODAY, notice_days=notice, grace_days=30, **said) == expected


@pytest.mark.requirement("R29")
def test_there_is_time_to_step_in_before_the_day_of_notice():
    found = window(date(2026, 12, 31), 60)
    assert (found.opens, found.closes) == (date(2026, 7, 4), date(2026, 11, 1))
    # A notice of half a year and more: the window opens before it, not after.
    early = window(date(2026, 12, 31), 365)
    assert early.opens < early.closes == date(2025, 12, 31)


def test_terms_that_renew_themselves_follow_each_other():
    assert term_months(date(2024, 2, 29), date(2025, 2, 28)) == 12
    assert next_term_end(date(2024, 1, 31), date(2024, 7, 31), TODAY, 30) == date(2026, 7, 31)
    # The last end stays in sight for the days of grace.
    assert next_term_end(date(2025, 3, 20), date(2026, 3, 20), TODAY, 30) == date(2026, 3, 20)
    assert next_term_end(date(2025, 3, 20), date(2026, 3, 20), TODAY, 5) == date(2027, 3, 20)


LINE = Terms(account=1, product=1, amount=100, currency="JPY", start=date(2025, 1, 1))


def test_what_becomes_of_periods():
    open_ = [LINE]
    changed = amended(open_, date(2025, 6, 1), {"amount": 200})
    assert [(one.start, one.end, one.amount) for one in changed] == [
        (date(2025, 1, 1), date(2025, 6, 1), 100),
        (date(2025, 6, 1), None, 200),
    ]
    # What was agreed for later stays.
    again = amended(changed, date(2025, 3, 1), {"amount": 150, "end": date(2025, 9, 1)})
    assert [(one.start, one.end, one.amount) for one in again] == [
        (date(2025, 1, 1), date(2025, 3, 1), 100),
        (date(2025, 3, 1), date(2025, 6, 1), 150),
        (date(2025, 6, 1), None, 200),
    ]
    assert [one.amount for one in amended(open_, date(2025, 1, 1), {"amount": 5})] == [5]
    assert corrected(changed, date(2025, 6, 1), {"start": date(2025, 5, 1)})[1].start == date(2025, 5, 1)
    assert ended(changed, date(2025, 3, 1), date(2025, 2, 1))[0].notice == date(2025, 2, 1)
    assert paused(changed, date(2025, 7, 1), None)[1].pause_from == date(2025, 7, 1)
    assert holding(changed, date(2024, 1, 1)) is None
    for wrong in (
        lambda: amended(open_, date(2024, 1, 1), {}),
        lambda: corrected(open_, date(2025, 1, 2), {}),
        lambda: ended(open_, date(2025, 1, 1), None),
        lambda: paused(open_, date(2024, 1, 1), None),
        lambda: renewed(open_, date(2025, 1, 1), date(2026, 1, 1), {}),
    ):
        with pytest.raises(NoSuchDay):
            wrong()


def test_a_new_term_begins_without_what_the_old_one_had():
    old = Terms(
        account=1, product=1, amount=100, currency="JPY", start=date(2025, 1, 1), end=date(2026, 1, 1),
        term_end=date(2026, 1, 1), notice=date(2025, 12, 1), past_due_since=date(2025, 11, 1),
    )  # fmt: skip
    before, after = renewed([old], date(2026, 1, 1), date(2027, 1, 1), {"amount": 110})
    assert (before.end, before.notice) == (date(2026, 1, 1), None)
    assert (after.start, after.end, after.term_end, after.amount) == (
        date(2026, 1, 1), date(2027, 1, 1), date(2027, 1, 1), 110,
    )  # fmt: skip
    assert (after.notice, after.past_due_since) == (None, None)
    rolling = renewed([LINE], date(2026, 1, 1), date(2027, 1, 1), {})
    assert rolling[1].end is None


@given(days=st.lists(st.integers(1, 900), max_size=6), at=st.integers(0, 900))
def test_periods_never_overlap_whatever_is_amended(days, at):
    periods = [LINE]
    for number, day in enumerate([*days, at]):
        periods = amended(periods, LINE.start + timedelta(days=day), {"amount": number})
    spans = sorted((one.start, one.end) for one in periods)
    for (_start, end), (start, _end) in pairwise(spans):
        assert end is not None
        assert end <= start
    assert spans[0][0] == LINE.start
    assert spans[-1][1] is None


# --- the pipeline --------------------------------------------------------------------------------------------


@pytest.mark.requirement("R127")
def test_the_pipeline_is_made_from_lines(account, now):
    contract(account, lines=[_term(date(2026, 9, 1))], now=now, key="ahead", notice_days=90)
    contract(account, lines=[_term(date(2026, 3, 20), product="b")], now=now, key="grace")
    contract(account, lines=[_term(date(2026, 1, 20), product="c")], now=now, key="lost")
    contract(account, lines=[_term(date(2026, 5, 1), product="d", notice=date(2026, 2, 1))], now=now, key="noticed")
    assert _found() == [
        (date(2026, 1, 20), "lost", "closed"),
        (date(2026, 3, 20), "ahead", "grace"),
        (date(2026, 5, 1), "ahead", "noticed"),
        (date(2026, 9, 1), "ahead", "step_in"),
    ]


@pytest.mark.requirement("R127")
def test_a_line_that_another_follows_is_renewed_and_a_ramp_is_not(account, now):
    two = [_term(date(2026, 3, 1)), {"start": date(2026, 3, 1), "end": date(2027, 3, 1), "term_end": date(2027, 3, 1)}]
    contract(account, lines=two, now=now, key="followed")
    ramp = [
        {"start": date(2025, 5, 1), "end": date(2026, 5, 1), "product": "r"},
        {"start": date(2026, 5, 1), "amount": 150_000, "product": "r"},
    ]
    contract(account, lines=ramp, now=now, key="ramp")
    assert _found() == [(date(2026, 3, 1), "renewed", "closed"), (date(2027, 3, 1), "ahead", "ahead")]


def test_a_contract_that_renews_itself_has_a_next_term(account, now):
    line = {"start": date(2024, 6, 1), "term_end": date(2025, 6, 1)}
    made = contract(account, lines=[line], now=now, auto_renews=True, notice_days=30)
    assert _found() == [(date(2026, 6, 1), "ahead", "step_in")]
    due = renewal_of(made, date(2026, 6, 1), TODAY)
    assert (due.months, due.usual_end, due.runs_on) == (12, date(2027, 6, 1), True)


# --- what is done about it -------------------------------------------------------------------------------------


@pytest.mark.requirement("R127", "B7")
def test_both_views_are_kept_beside_each_other(cast, made, now):
    say_next_step(made, END, "見積を送る", date(2026, 4, 10), now=now)
    answer_checkpoint(made, END, 6, 1, "返事が遅い", score=Score(82.0, 4), member=cast.csm, now=now)
    due = renewal_of(made, END, TODAY)
    assert [(one.months, one.day, one.is_due, one.is_answered) for one in due.looks] == [
        (6, date(2025, 12, 3), False, True),
        (3, date(2026, 3, 3), True, False),
    ]
    said = due.looks[0].answer
    assert (said.score, said.score_band, said.view) == (82.0, 4, 1)
    assert due.waits_for_look
    page = browser_of(cast.csm).get(reverse("revenue:renewal", args=[made.uid, END])).content.decode()
    assert "スコアより 3 段階わるい" in page
    assert "見積を送る" in page


def test_a_checkpoint_needs_a_view_and_a_reason(client, made):
    address = reverse("revenue:renewal_look", args=[made.uid, END, 6])
    for values in ({"view": ""}, {"view": "1"}, {"view": "5", "reason": "x"}, {"view": "1", "reason": " "}):
        assert client.post(address, values).status_code == 422, values
    assert not Renewal.objects.exists()
    answer = client.post(address, {"view": "3", "reason": "順調"})
    assert answer.status_code == 302
    assert Checkpoint.objects.get().view == 3
    take_back(client, way_back(client, answer))
    assert not Checkpoint.objects.exists()
    assert client.get(reverse("revenue:renewal_look", args=[made.uid, END, 4])).status_code == 404
    assert client.get(reverse("revenue:renewal", args=[made.uid, "2026-06-02"])).status_code == 404


@pytest.mark.requirement("R127")
def test_closing_as_renewed_makes_the_next_term(client, account, made):
    before = amounts(account)
    values = {"new_end": "2027-06-01", "note": ""}
    shown, back = save(client, "revenue:renewal_close", [made.uid, END, "renewed"], values)
    assert [(one.day, one.is_gone) for one in shown.context["preview"].moves][:1] == [("2026年6月1日", True)]
    assert amounts(account) == [(date(2025, 6, 1), END, 100_000), (END, date(2027, 6, 1), 100_000)]
    assert renewal_of(made, END, TODAY).stage == "renewed"
    again = client.post(reverse("revenue:renewal_close", args=[made.uid, END, "renewed"]), values)
    assert again.status_code == 422
    take_back(client, back)
    assert amounts(account) == before
    assert renewal_of(made, END, TODAY).stage == "ahead"


@pytest.mark.requirement("R127", "R128")
def test_closing_with_changes_asks_for_a_goal_where_they_pay_more(client, account, made):
    line = line_of(made)
    values = {"new_end": "2027-06-01", f"price_{line.pk}": "130000", "note": ""}
    address = reverse("revenue:renewal_close", args=[made.uid, END, "changed"])
    refused = client.post(address, values)
    assert refused.status_code == 422
    assert refused.context["form"].errors["goal"]
    save(client, "revenue:renewal_close", [made.uid, END, "changed"], values | {"goal": "受注を 3 日で"})
    assert amounts(account)[-1] == (END, date(2027, 6, 1), 130_000)
    due = renewal_of(made, END, TODAY)
    assert (due.stage, int(due.then)) == ("changed", 130_000)
    assert "受注を 3 日で" in due.renewal.note


@pytest.mark.requirement("R47", "R51", "R127")
def test_closing_as_lost_asks_for_the_reason(client, account, made):
    address = reverse("revenue:renewal_close", args=[made.uid, END, "lost"])
    assert client.post(address, {"reason": "", "note": ""}).status_code == 422
    assert client.post(address, {"reason": "weather", "note": ""}).status_code == 422
    _shown, back = save(
        client, "revenue:renewal_close", [made.uid, END, "lost"], {"reason": "bankruptcy", "note": "倒産"}
    )
    loss = Loss.objects.get()
    assert (loss.ended_on, loss.reason) == (END, "bankruptcy")
    assert said_of_line(line_of(made)).periods[-1].notice == TODAY
    [lost] = losses(TODAY, END, END + YEAR)
    assert (lost.class_, lost.is_whole, int(lost.mrr)) == ("unavoidable", True, 100_000)
    take_back(client, back)
    assert not Loss.objects.exists()
    assert said_of_line(line_of(made)).periods[-1].notice is None


def test_a_line_may_be_dropped_while_another_goes_on(cast, account, now):
    lines = [_term(END), _term(END, product="追加")]
    made = contract(account, lines=lines, now=now)
    kept, dropped = made.lines.order_by("pk")
    closing = Closing(
        stage="changed", lines=[kept, dropped], new_end=date(2027, 6, 1), changes={dropped.pk: None}, reason="price"
    )
    close_renewal(made, END, closing, policy=policy(), member=cast.csm, today=TODAY, now=now)
    assert sorted((one.start, one.end) for one in stretches([account.pk])) == [
        (date(2025, 6, 1), END), (date(2025, 6, 1), END), (END, date(2027, 6, 1)),
    ]  # fmt: skip
    assert [(one.line, one.reason) for one in Loss.objects.all()] == [(dropped, "price")]
    [lost] = losses(TODAY, END, END + YEAR)
    assert not lost.is_whole


@pytest.mark.requirement("R127")
def test_the_page_filters_and_says_who_decides(cast, client, account, made, now):
    person = create_person("決裁 花子", now=now)
    create_contact(person, account, now=now, fields={"role": "decision_maker"})
    other = create_account("別の会社", now=now)
    contract(other, lines=[_term(date(2026, 9, 1))], now=now, key="other")
    set_owner(account, cast.csm.pk, now=now)
    mine = client.get(reverse("revenue:renewals")).content.decode()
    assert "青嶺物流" in mine
    assert "別の会社" not in mine, "a CSM sees their own"
    assert "決裁 花子" in mine
    everybody = client.get(reverse("revenue:renewals"), {"whose": "all"}).content.decode()
    assert "別の会社" in everybody
    for query in ({"month": "2026-09"}, {"state": "closed"}, {"whose": "none"}, {"stage": "agreed"}):
        shown = client.get(reverse("revenue:renewals"), {"whose": "all", **query}).content.decode()
        assert "決裁 花子" not in shown, query
    assert "決裁 花子" in client.get(reverse("revenue:renewals"), {"whose": "all", "state": "look"}).content.decode()
    for wild in ({"whose": "x"}, {"month": "2026-99"}, {"page": "x"}, {"stage": "x"}, {"state": "x"}):
        assert client.get(reverse("revenue:renewals"), wild).status_code == 200


def test_the_pipeline_takes_a_constant_number_of_queries(account, now):
    def more(first, last):
        for number in range(first, last):
            one = create_account(f"会社 {number}", now=now)
            contract(one, lines=[_term(END)], now=now, key=str(number))

    more(0, 3)
    renewals(TODAY, TODAY + YEAR, TODAY)
    with CaptureQueriesContext(connection) as few:
        assert len(renewals(TODAY, TODAY + YEAR, TODAY)) == 3
    more(3, 15)
    with CaptureQueriesContext(connection) as many:
        assert len(renewals(TODAY, TODAY + YEAR, TODAY)) == 15
    assert len(many) == len(few)


# --- losses ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R47", "R51")
def test_losses_are_classed_and_what_nobody_knows_is_avoidable(cast, client, account, now):
    ends = date(2026, 2, 1)
    made = contract(account, lines=[_term(ends)], now=now)
    contract(
        account, lines=[{"start": date(2025, 4, 1), "past_due_since": date(2026, 1, 10), "product": "未払い"}],
        now=now, key="unpaid",
    )  # fmt: skip
    found = {one.product: one for one in losses(date(2026, 1, 1), TODAY, TODAY)}
    assert (found["基本プラン"].reason, found["基本プラン"].class_) == ("", "avoidable")
    assert (found["未払い"].reason, found["未払い"].class_) == ("payment_failed", "involuntary")
    page = client.get(reverse("revenue:losses")).content.decode()
    assert "理由がまだ入っていません" in page
    address = reverse("revenue:loss", args=[line_of(made).uid, ends])
    assert client.post(address, {"reason": "weather"}).status_code == 422
    answer = client.post(address, {"reason": "bankruptcy", "note": "倒産"})
    assert answer.status_code == 302
    [one] = losses(ends, ends, TODAY)
    assert (one.class_, one.loss.said_by) == ("unavoidable", cast.csm)
    take_back(client, way_back(client, answer))
    assert not Loss.objects.exists()
    assert client.get(reverse("revenue:loss", args=[line_of(made).uid, "2026-02-02"])).status_code == 404
    for query in ({"class": "avoidable"}, {"reason": "unknown"}, {"months": "3"}, {"months": "x"}, {"reason": "\x00"}):
        assert client.get(reverse("revenue:losses"), query).status_code == 200


@pytest.mark.requirement("R51")
def test_a_loss_shows_what_was_seen_before(client, account, made):
    address = reverse("signals:before", args=[account.uid, "2026-02-01"])
    page = client.get(address)
    assert page.status_code == 200
    assert "シグナルはありませんでした" in page.content.decode()
    assert client.get(reverse("signals:before", args=[account.uid, "x"])).status_code == 404
    assert client.get(reverse("signals:before", args=[account.uid, "2027-02-01"])).status_code == 404


@pytest.mark.requirement("R127")
def test_the_timeline_tells_of_contracts(cast, account, made, now):
    line = line_of(made)
    closing = Closing(stage="lost", lines=[line], reason="price", note="高い")
    close_renewal(made, END, closing, policy=policy(), member=cast.csm, today=TODAY, now=now)
    asked = Asked(accounts=[account.pk])
    told = {item.kind: item.title for stream in timeline(asked) for item in stream}
    assert set(told) == {"contract.line", "contract.loss", "contract.renewal"}
    assert "価格" in told["contract.loss"] or "Price" in told["contract.loss"]
    found = [item for stream in timeline(Asked(accounts=[account.pk], text="高い")) for item in stream]
    assert {item.kind for item in found} == {"contract.loss", "contract.renewal", "contract.line"}
    assert timeline(Asked(persons=[1])) == []
