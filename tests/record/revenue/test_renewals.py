"""Renewals: made from lines, led by the day of notice, looked at twice, and closed."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banso.record.customers.api import create_account, create_contact, create_person, set_owner
from banso.record.revenue.actions.lead_renewals import lead_renewals
from banso.record.revenue.actions.renewals import Closing, Score, answer_checkpoint, close_renewal, say_next_step
from banso.record.revenue.api import RateTerms, state_rates
from banso.record.revenue.models import Checkpoint, Loss, Renewal
from banso.record.revenue.queries.contracts import said_of_line
from banso.record.revenue.queries.losses import losses
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.renewals import renewal_of, renewals
from banso.record.revenue.queries.stretches import stretches
from banso.record.work.api import InboxItem
from banso.surfaces.cli.app import run
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, line_of, stop_clock
from tests.record.revenue.test_contract_page import amounts, save, take_back, way_back

TODAY = date(2026, 4, 1)
YEAR = timedelta(days=365)
END = date(2026, 6, 1)
LATER = datetime(2027, 6, 1, 12, tzinfo=UTC)


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


@pytest.mark.requirement("R127")
def test_each_currency_of_a_term_is_shown_and_they_are_added_at_their_rates(cast, client, account, now, capsys):
    dollars = {"product": "b", "currency": "USD", "amount": 50_000}
    contract(account, lines=[_term(END), _term(END, **dollars)], now=now, key="both")
    [due] = renewals(TODAY, TODAY + YEAR, TODAY)
    assert due.mrr == {"JPY": 100_000, "USD": 50_000}
    text = client.get("/renewals/?whose=all").content.decode()
    assert "120万円 + $6,000" in text
    assert "為替レート" in text, "what has no rate is in no sum, and said"
    assert "合わせて" not in text
    state_rates([RateTerms("USD", "JPY", date(2026, 1, 1), 150_000_000_000)], source="x", now=now)
    text = client.get("/renewals/?whose=all").content.decode()
    assert "合わせて 210万円" in text, "1.2 million and 6,000 dollars at 150"
    assert "合わせて 210万円" in client.get(reverse("revenue:renewal", args=due.key)).content.decode()
    answer = client.get("/renewals/renewals.csv?whose=all")
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[1:]
    assert [row[4:7:2] for row in rows] == [["1200000", "JPY"], ["6000.00", "USD"]]
    answer = client.get("/renewals/renewals.csv?whose=all&table=months")
    assert "2100000" in b"".join(answer.streaming_content).decode("utf-8-sig")
    words = ["renewals", "list", "--all", "--from", "2026-04-01", "--to", "2026-12-31", "-w", cast.workspace.slug]
    assert run([*words, "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["arr"], row["currency"]) == (None, None)
    assert [(one["currency"], one["arr"]) for one in row["amounts"]] == [("JPY", 1_200_000), ("USD", 6_000)]
    assert run(words) == 0
    assert capsys.readouterr().out.count("both") == 2, "a row for each in the table"


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
    assert said is not None
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
    assert (due.stage, due.then) == ("changed", {"JPY": Fraction(130_000)})
    assert due.renewal is not None
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
    [lost] = losses(TODAY, END, LATER)
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
    [lost] = losses(TODAY, END, LATER)
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
    assert 'data-copy="2026年4月1日 時点の更新（全員分 · 未完了）：2 件、年額 ' in everybody
    month = client.get(reverse("revenue:renewals"), {"whose": "all", "month": "2026-09"}).content.decode()
    assert "（全員分 · 未完了 · 2026年9月）：1 件" in month
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


@pytest.mark.requirement("R127")
def test_a_checkpoint_that_came_due_is_told_once(cast, account, now):
    set_owner(account, cast.csm.pk, now=now)
    ends = TODAY + timedelta(days=88)
    made = contract(account, lines=[{"start": ends - YEAR, "term_end": ends, "end": ends}], now=now)
    assert lead_renewals(TODAY, now) == 1
    assert lead_renewals(TODAY, now) == 1
    [item] = InboxItem.objects.filter(member=cast.csm)
    assert item.url == reverse("revenue:renewal", args=[made.uid, ends])
    assert item.params["title"]["en"] == "青嶺物流: checkpoint 3 months before the renewal"
    assert item.params["title"]["ja"] == "青嶺物流: 更新 3 か月前のチェックポイント"
    assert Renewal.objects.get().term_end == ends
