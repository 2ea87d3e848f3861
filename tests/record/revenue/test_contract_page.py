"""Contracts by hand: entered, amended, ended; what that makes is seen before, and can be taken back."""

from datetime import date

import pytest
from django.urls import reverse

from banso.record.customers.api import change_account, create_account
from banso.record.revenue.models import Contract, Loss, Statement
from banso.record.revenue.queries.contracts import contracts_named, contracts_of_account, said_of_line
from banso.record.revenue.queries.stretches import stretches
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, line_of, stop_clock

START, END = date(2025, 7, 1), date(2026, 7, 1)
"""The term of the contract; today is 2026-04-01."""
PRICE = {"quantity": "20", "price": "10000", "priced": "unit", "interval": "month", "interval_count": "1"}


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now):
    stop_clock(monkeypatch, now)


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def made(account, now):
    """Ten seats at 10,000 yen a month, until the end of June."""
    line = {"start": START, "term_end": END, "end": END, "quantity": 10_000_000, "unit_price": 10_000_000_000}
    return contract(account, lines=[{**line, "amount": None}], now=now, name="基本契約", notice_days=60)


@pytest.fixture
def client(cast):
    return browser_of(cast.csm)


def save(client, name, args, values):
    """Ask what it makes, then save what was shown; returns the first answer, and where it can be taken back."""
    address = reverse(name, args=args)
    before = Statement.objects.count(), Contract.objects.count()
    shown = client.post(address, values)
    assert shown.status_code == 200, shown.content.decode()
    assert (Statement.objects.count(), Contract.objects.count()) == before
    done = client.post(address, {**values, "seen": shown.context["seen"], "save": "1"})
    assert done.status_code == 302, done.content.decode()
    return shown, way_back(client, done)


def moves_of(answer):
    return [(one.day, one.kind, one.amount, one.is_gone) for one in answer.context["preview"].moves]


def way_back(client, done):
    """The address of the undo in the toast that the next page shows."""
    page = client.get(done["Location"]).content.decode()
    found = page.partition("/revenue/back/")[2].partition('"')[0]
    assert found, "no toast takes it back"
    return f"/revenue/back/{found}"


def take_back(client, address):
    assert client.post(address).status_code == 302


def amounts(account):
    return [(one.start, one.end, int(one.mrr)) for one in stretches([account.pk])]


@pytest.mark.requirement("R17")
def test_every_page_of_a_contract_is_there(client, account, made):
    line = line_of(made)
    for name, args in (
        ("revenue:contract", [made.uid]),
        ("revenue:contract_new", [account.uid]),
        ("revenue:contract_edit", [made.uid]),
        ("revenue:line_new", [made.uid]),
        ("revenue:line_correct", [line.uid, "2025-07-01"]),
        *((f"revenue:line_{step}", [line.uid]) for step in ("amend", "end", "notice", "pause", "take_back")),
        ("revenue:money_of", [account.uid]),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200, (name, answer.content.decode()[:2000])
    assert client.get(reverse("revenue:line_correct", args=[line.uid, "2025-07-02"])).status_code == 404
    assert client.get(reverse("revenue:line_correct", args=[line.uid, "x"])).status_code == 404


@pytest.mark.requirement("R17")
def test_an_amendment_shows_its_movements_and_can_be_taken_back(client, account, made):
    line, before = line_of(made), amounts(account)
    values = {**PRICE, "day": "2026-05-01", "term_end": "2026-07-01", "goal": "見積を 3 日で", "reason": "増員"}
    shown, back = save(client, "revenue:line_amend", [line.uid], values)
    gained = [one for one in moves_of(shown) if not one[3]]
    assert ("2026年5月1日", "増量", "+100,000円", False) in gained
    assert amounts(account) == [(START, date(2026, 5, 1), 100_000), (date(2026, 5, 1), END, 200_000)]
    newest = said_of_line(line).statements[0]
    assert newest.reason == "増員\n顧客の目標: 見積を 3 日で"
    page = client.get(reverse("revenue:contract", args=[made.uid])).content.decode()
    assert "増員" in page
    take_back(client, back)
    assert amounts(account) == before
    assert Statement.objects.filter(line=line, withdrawn_at__isnull=False).count() == 1


@pytest.mark.requirement("R17")
def test_what_was_not_seen_is_not_saved(client, account, made):
    line, before = line_of(made), amounts(account)
    address = reverse("revenue:line_amend", args=[line.uid])
    values = {**PRICE, "quantity": "5", "day": "2026-05-01", "term_end": "2026-07-01"}
    seen = client.post(address, values).context["seen"]
    again = client.post(address, {**values, "quantity": "4", "seen": seen, "save": "1"})
    assert again.status_code == 200
    assert again.context["is_other"]
    assert amounts(account) == before


@pytest.mark.requirement("R128")
def test_who_is_to_pay_more_has_a_goal(client, account, made, now):
    address = reverse("revenue:line_amend", args=[line_of(made).uid])
    values = {**PRICE, "day": "2026-05-01", "term_end": "2026-07-01"}
    answer = client.post(address, values)
    assert answer.status_code == 422
    assert answer.context["form"].errors["goal"]
    assert client.post(address, {**values, "quantity": "9"}).status_code == 200, "less needs no goal"
    change_account(account, {"success_statement": "見積を 3 日で出す"}, now=now)
    assert "見積を 3 日で出す" in client.get(address).content.decode()


@pytest.mark.requirement("R44")
def test_a_correction_says_which_months_look_different(client, account, made):
    values = {**PRICE, "start": "2025-07-01", "end": "2026-07-01", "term_end": "2026-07-01", "signed": ""}
    shown, _done = save(client, "revenue:line_correct", [line_of(made).uid, "2025-07-01"], values)
    assert shown.context["preview"].restates == ["2025年7月"]
    assert amounts(account) == [(START, END, 200_000)]


@pytest.mark.requirement("R47", "R51")
def test_an_end_asks_why_and_goes_back_whole(client, account, made):
    line, before = line_of(made), amounts(account)
    values = {"day": "2026-03-01", "notice": "2026-02-01", "reason": "competitor", "note": "機能の差"}
    shown, back = save(client, "revenue:line_end", [line.uid], values)
    assert ("2026年3月1日", "解約", "−100,000円", False) in moves_of(shown)
    assert (shown.context["preview"].before, shown.context["preview"].after) == ("100,000円", "—")
    loss = Loss.objects.get()
    assert (loss.line, loss.ended_on, loss.reason, loss.note) == (line, date(2026, 3, 1), "competitor", "機能の差")
    take_back(client, back)
    assert amounts(account) == before
    assert not Loss.objects.exists()


def test_notice_pause_and_taking_back(client, account, made):
    line = line_of(made)
    save(client, "revenue:line_notice", [line.uid], {"notice": "2026-03-20", "reason": ""})
    assert said_of_line(line).periods[-1].notice == date(2026, 3, 20)
    shown, _done = save(
        client, "revenue:line_pause", [line.uid], {"pause_from": "2026-05-01", "pause_to": "2026-06-01", "reason": ""}
    )
    assert ("2026年5月1日", "減量", "−100,000円", False) in moves_of(shown)
    wrong = client.post(
        reverse("revenue:line_pause", args=[line.uid]), {"pause_from": "2026-05-01", "pause_to": "2026-04-01"}
    )
    assert wrong.status_code == 422
    save(client, "revenue:line_take_back", [line.uid], {})
    assert contracts_of_account(account.pk) == []
    assert client.get(reverse("revenue:contract", args=[made.uid])).status_code == 200
    assert client.get(reverse("revenue:line_amend", args=[line.uid])).status_code == 404


@pytest.mark.requirement("R17")
def test_a_contract_is_entered_with_its_first_line(client, account):
    values = {
        **PRICE, "name": "新しい契約", "key": "C-1", "notice_days": "30", "product": "基本プラン", "kind": "recurring",
        "currency": "jpy", "start": "2026-04-01", "term_end": "2027-04-01", "end": "", "signed": "2026-03-20",
        "auto_renews": "yes", "discount": "10",
    }  # fmt: skip
    shown, back = save(client, "revenue:contract_new", [account.uid], values)
    # The first sale of all is no upsell: it asks for no goal.
    assert moves_of(shown) == [("2026年4月1日", "新規", "+180,000円", False)]
    [made] = contracts_of_account(account.pk)
    assert (made.key, made.auto_renews, made.notice_days) == ("C-1", True, 30)
    assert contracts_named("新しい") == contracts_named("c-1") == contracts_named("青嶺") == [made]
    again = client.post(reverse("revenue:contract_new", args=[account.uid]), values | {"goal": "x"})
    assert again.status_code == 422
    assert again.context["form"].errors["key"]
    take_back(client, back)
    assert contracts_of_account(account.pk) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": ""}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "10.5", "priced": "all"}, "price"),
        ({"currency": "XXQ"}, "currency"),
        ({"end": "2026-03-01"}, "end"),
        ({"term_end": "2026-04-01"}, "term_end"),
        ({"product": ""}, "product"),
        ({"interval_count": "61"}, "interval_count"),
        ({"discount": "101"}, "discount"),
    ],
)
def test_what_cannot_be_a_line_says_where_and_keeps_what_was_typed(client, account, changes, field):
    values = {
        **PRICE, "product": "基本プラン", "kind": "recurring", "currency": "JPY", "start": "2026-04-01",
        "name": "残る名前",
    } | changes  # fmt: skip
    answer = client.post(reverse("revenue:contract_new", args=[account.uid]), values)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "残る名前" in answer.content.decode()


@pytest.mark.requirement("R42", "R65")
def test_the_money_of_an_account(client, account, made, now):
    contract(account, lines=[{"start": date(2026, 5, 1), "signed": date(2026, 3, 1), "product": "追加"}], now=now)
    page = client.get(reverse("revenue:money_of", args=[account.uid])).content.decode()
    assert "署名済み・開始前: 100,000円" in page
    assert "200,000円" in page, "CMRR"
    assert "2026年5月2日" in page, "notice-by, 60 days before the term ends"
    other = create_account("契約なし", now=now)
    assert "契約がまだ分かっていません" in client.get(reverse("revenue:money_of", args=[other.uid])).content.decode()


def test_the_page_of_a_contract_takes_the_same_queries_for_more_lines(
    client, account, made, now, django_assert_max_num_queries
):
    contract(account, lines=[{"start": date(2025, 4, 1), "product": f"製品 {n}"} for n in range(6)], now=now)
    with django_assert_max_num_queries(40):
        client.get(reverse("revenue:contract", args=[made.uid]))
