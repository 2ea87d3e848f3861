"""Costs: entered, corrected and taken off by a form, undone; what they make of acquisition on Revenue; files."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from banso.platform.journal.api import Change
from banso.platform.tenancy.api import scope
from banso.record.customers.api import change_account, create_account
from banso.record.revenue.api import NewCost, add_cost, costs
from banso.record.revenue.models import Cost, FxRate
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, stop_clock

FORM = {"month": "2026-01", "purpose": "winning", "amount": "60000", "currency": "JPY", "note": "展示会"}
WINDOW = {"from": "2026-01", "to": "2026-03"}


def send(client, name, data=None, **where):
    return client.post(reverse(f"reports:{name}", kwargs=where or None), data or {})


def text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text_of(answer)))


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    """It is the first of April 2026."""
    stop_clock(monkeypatch, now)


@pytest.fixture
def company(cast, now):
    """25 won in January, each 10,000 yen a month; five of them left in March."""
    with scope(cast.workspace):
        for number in range(25):
            one = create_account(f"A{number}", now=now)
            change_account(one, {"tier": "high" if number < 15 else "mid"}, now=now)
            end = {"end": date(2026, 3, 1), "notice": date(2026, 2, 1)} if number < 5 else {}
            contract(one, lines=[{"start": date(2026, 1, 1), "amount": 10_000, **end}], now=now)
    return cast


@pytest.mark.requirement("R58")
def test_a_cost_is_entered_corrected_taken_off_and_each_is_undone(cast, now):
    client = browser_of(cast.manager)

    def held() -> list[tuple[int, str, str]]:
        with scope(cast.workspace):
            return [(one.amount, one.value, one.note) for one in costs(date(2026, 1, 1), date(2026, 12, 1))]

    def last() -> Any:
        with scope(cast.workspace):
            return Change.objects.filter(subject="cost").latest("pk").uid

    answer = send(client, "cost_new", FORM)
    assert (answer.status_code, answer.url) == (302, reverse("reports:costs") + "?year=2026")
    with scope(cast.workspace):
        cost = Cost.objects.get()
    page = client.get(reverse("reports:costs") + "?year=2026")
    assert "展示会" in text_of(page)
    assert str(last()) in text_of(page)  # the way to take it back
    assert send(client, "cost_edit", FORM | {"amount": "70000"}, uid=cost.uid).status_code == 302
    assert held() == [(70_000, "", "展示会")]
    assert send(client, "cost_edit", FORM, uid=cost.uid).status_code == 404  # another stands for it
    assert send(client, "cost_undo", uid=last()).status_code == 302
    assert held() == [(60_000, "", "展示会")]
    send(client, "cost_delete", uid=cost.uid)
    assert held() == []
    send(client, "cost_undo", uid=last())
    assert held() == [(60_000, "", "展示会")]
    with scope(cast.workspace):
        create_account("A", now=now)
        other = Change.objects.filter(subject="account").latest("pk").uid
    assert send(client, "cost_undo", uid=other).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"month": "January"}, {"purpose": "luck"}, {"amount": "-1"}, {"amount": "1.5"}, {"currency": "ZZZ"},
        {"attribute": "tier"}, {"value": "high"}, {"attribute": "cohort", "value": "2026-01"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, wrong):
    answer = send(browser_of(cast.manager), "cost_new", FORM | wrong)
    assert answer.status_code == 422
    assert "展示会" in text_of(answer)
    with scope(cast.workspace):
        assert not Cost.objects.exists()


def test_a_second_cost_of_the_same_part_is_refused(cast):
    client = browser_of(cast.manager)
    send(client, "cost_new", FORM)
    again = send(client, "cost_new", FORM | {"amount": "1"})
    assert again.status_code == 422
    assert "すでにあります" in text_of(again)
    assert send(client, "cost_new", FORM | {"attribute": "tier", "value": "high"}).status_code == 302


@pytest.mark.requirement("R57")
@pytest.mark.requirement("R58")
def test_revenue_says_what_customers_cost_and_who_has_paid_it_back(company, now):
    client = browser_of(company.manager)
    part = reverse("reports:acquisition")
    refused = plain(client.get(part, WINDOW))
    assert "獲得費用がまだ入力されていません" in refused
    send(client, "cost_new", FORM | {"amount": "100000"})
    send(client, "cost_new", FORM | {"amount": "300000", "attribute": "tier", "value": "high"})
    said = plain(client.get(part, WINDOW))
    # 400,000 for 25; those of the high tier bear 20,000 + 4,000 each, the others 4,000.
    assert "顧客獲得単価 16,000円" in said
    assert "400,000円 ÷ 25" in said
    assert "3か月のうち1か月に費用あり" in said
    assert "回収期間（か月） 1.6" in said  # ÷ (10,000 × 100 %)
    assert "維持費用がまだ入力されていません" in said
    # Ten of high have brought 30,000, five 20,000: less than 24,000.
    assert "収益化した新規顧客の割合 80.0%" in said
    assert "20 ÷ 25" in said
    for month in ("2026-01", "2026-02"):
        send(client, "cost_new", FORM | {"month": month, "purpose": "keeping", "amount": "50000"})
    assert "2026年3月" in plain(client.get(part, WINDOW))  # the month without a cost of keeping
    send(client, "cost_new", FORM | {"month": "2026-03", "purpose": "keeping", "amount": "40000"})
    said = plain(client.get(part, WINDOW))
    # Keeping: 2,000 a month each; those who stayed have borne 6,000, the others 4,000: ten of high 30,000 ≥ 30,000.
    assert "顧客1社あたりの月間維持費用 2,000円" in said
    assert "収益化した新規顧客の割合（維持費用を含む） 80.0%" in said
    # 700,000 brought, 400,000 and 140,000 spent.
    assert "これまでの顧客価値（実績・費用控除後） 6,400円" in said
    worth = plain(client.get(reverse("reports:worth"), WINDOW))
    assert "顧客生涯価値（予測・費用控除後）" in worth
    filtered = client.get(part, WINDOW | {"filter": '{"attribute":"tier","op":"eq","value":"mid"}'})
    assert "40,000円 ÷ 10" in plain(filtered)
    grouped = plain(client.get(part, WINDOW | {"group": "cohort"}))
    assert "2026-01 25 400,000円 16,000円" in grouped


@pytest.mark.requirement("R58")
def test_files_of_acquisition_and_of_costs(company, now):
    client = browser_of(company.manager)
    send(client, "cost_new", FORM | {"amount": "100000"})
    send(client, "cost_new", FORM | {"amount": "300000", "attribute": "tier", "value": "high"})

    def table(address: str, **query: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(text_of(client.get(address, WINDOW | query)))))

    file = reverse("reports:file", args=["acquisition", "csv"])
    ratios = {row[0]: row for row in table(file)}
    assert ratios["顧客獲得単価"][1:3] == ["16000", "JPY"]
    assert ratios["これまでの顧客価値（実績・費用控除後）"][1] == ""
    groups = table(file, table="groups")
    assert [row[1:4] for row in groups[1:]] == [["15", "360000", "24000"], ["10", "40000", "4000"]]
    rows = table(reverse("reports:costs_file", args=["csv"]), year="2026")
    assert [row[0] for row in rows] == ["月", "2026-01", "2026-01"]
    assert [row[2:6] for row in rows[1:]] == [["100000", "JPY", "", ""], ["300000", "JPY", "tier", "high"]]
    months = table(reverse("reports:costs_file", args=["csv"]), year="2026", table="months")
    assert months[1] == ["2026-01", "400000", "25", "16000", "", "25", ""]
    for address in (reverse("reports:costs_file", args=["pdf"]), reverse("reports:file", args=["acquisition", "pdf"])):
        assert client.get(address, {"year": "2026", **WINDOW}).status_code in (200, 501)


def test_the_page_of_costs_shows_months_and_says_which_rate_is_missing(company, now, django_assert_max_num_queries):
    client = browser_of(company.viewer)
    empty = client.get(reverse("reports:costs") + "?year=2020")
    assert "この年度の費用はありません" in text_of(empty)
    with scope(company.workspace):
        for month in (1, 2):
            add_cost(NewCost(month=date(2026, month, 1), purpose="winning", amount=50_00, currency="USD"), now=now)
    page = text_of(client.get(reverse("reports:costs") + "?year=2026"))
    assert "USD" in page
    assert "2026-01-01以前" in page  # from which day a rate is needed
    assert "/costs/new" not in page
    with scope(company.workspace):
        FxRate.objects.create(
            base="USD", quote="JPY", day=date(2026, 1, 1), rate=150 * 10**9, source="test", known_at=now
        )
    said = plain(client.get(reverse("reports:costs") + "?year=2026"))
    assert "2026年1月 7,500円 25 300円" in said
    with scope(company.workspace):
        for month in (1, 2, 3):
            for value in ("high", "mid"):
                new = NewCost(
                    month=date(2026, month, 1),
                    purpose="keeping",
                    amount=1,
                    currency="JPY",
                    attribute="tier",
                    value=value,
                )
                add_cost(new, now=now + timedelta(minutes=1))
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("reports:costs") + "?year=2026")
    assert len(few) < 60
