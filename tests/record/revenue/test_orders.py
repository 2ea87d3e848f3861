"""Orders, projects and devices: their page, entering, amending and taking back by hand, the file, the command."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.platform.journal.api import Change, undo_change
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account, merge_accounts
from banso.record.revenue.api import (
    BadOrder,
    OrderTerms,
    RateTerms,
    amend_order,
    create_product,
    enter_order,
    find_order,
    state_orders,
    state_rates,
    take_order_back,
)
from banso.record.revenue.models import Order
from banso.surfaces.cli.app import run
from tests.cast import browser_of
from tests.record.revenue.contracts import stop_clock

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R144")]

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)


@pytest.fixture
def account(cast):
    return create_account("青峰工業", now=NOW)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    stop_clock(monkeypatch, NOW)


def bought(account, **said) -> OrderTerms:
    usual: dict[str, Any] = {"ordered_on": date(2026, 3, 1), "amount": 120_000, "currency": "JPY"}
    return OrderTerms(account=account.pk, **usual | said)


def page(member, query="") -> str:
    answer = browser_of(member).get(f"/orders/{query}")
    assert answer.status_code == 200, answer.content.decode()[:2_000]
    return answer.content.decode().split("<main")[1]


def typed(whose, **said) -> dict[str, str]:
    return {
        "account": whose.name,
        "kind": "device",
        "product": "測定器",
        "amount": "128000",
        "currency": "jpy",
        "quantity": "2",
        "ordered_on": "2026-03-02",
        "service_until": "2026-04-20",
        "key": "D-1",
    } | said


def test_an_order_is_entered_amended_and_taken_back_each_with_an_undo(cast, account):
    browser = browser_of(cast.csm)
    assert browser.post("/orders/new", typed(account)).status_code == 302
    made = Order.objects.get(withdrawn_at=None)
    assert (made.key, made.kind, made.amount, made.quantity, made.currency) == (
        "D-1",
        "device",
        128_000,
        2_000_000,
        "JPY",
    )
    assert made.product is not None
    assert "128,000" in page(cast.viewer)

    amended = typed(account, amount="118000", reason="値引き")
    assert browser.post(f"/orders/{made.uid}/amend", amended).status_code == 302
    now = find_order(made.uid)
    assert (now.amount, now.key) == (118_000, "D-1"), "the old address leads to what is said now"
    text = browser.get(f"/orders/{made.uid}/").content.decode()
    assert "値引き" in text
    assert "128,000" in text, "what was said before stays"
    assert cast.csm.name in text

    assert browser.post(f"/orders/{now.uid}/take-back", {"reason": "取消"}).status_code == 302
    assert not Order.objects.filter(withdrawn_at=None).exists()
    assert "118,000" not in page(cast.viewer)
    told = list(Change.objects.filter(subject="order").order_by("pk"))
    assert [one.actor for one in told] == [cast.csm.pk] * 3
    browser.post(f"/revenue/back/{told[-1].uid}")
    assert find_order(now.uid).withdrawn_at is None
    browser.post(f"/revenue/back/{told[1].uid}")
    assert Order.objects.get(withdrawn_at=None).amount == 128_000


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(cast, account):
    browser = browser_of(cast.csm)
    enter_order(bought(account), key="D-1", now=NOW)
    for said, words in (
        ({"account": "nobody"}, "nobody"),
        ({"service_until": "2026-01-01", "key": "D-2"}, "注文の日"),
        ({"currency": "XXZ", "key": "D-2"}, "XXZ"),
        ({"amount": "1.5", "key": "D-2"}, "JPY"),
        ({"amount": "-1", "key": "D-2"}, "0"),
        ({}, "番号"),
    ):
        answer = browser.post("/orders/new", typed(account, **said))
        assert answer.status_code == 422, said
        assert words in answer.content.decode()
        assert 'value="測定器"' in answer.content.decode()
    assert Order.objects.count() == 1
    assert browser_of(cast.viewer).post("/orders/new", typed(account)).status_code == 403
    assert browser_of(cast.stranger).get(f"/orders/{Order.objects.get().uid}/").status_code == 404


def test_two_people_do_not_amend_the_same_order(account):
    first = enter_order(bought(account), now=NOW)
    amend_order(first, bought(account, amount=1), now=NOW + timedelta(seconds=1))
    first.refresh_from_db()
    with pytest.raises(BadOrder):
        amend_order(first, bought(account, amount=2), now=NOW + timedelta(seconds=2))
    with pytest.raises(BadOrder):
        take_order_back(first, now=NOW)


def test_an_order_that_was_stated_anew_is_not_brought_back_beside_itself(account):
    state_orders({"A": bought(account)}, source="shop", now=NOW)
    take_order_back(Order.objects.get(), now=NOW + timedelta(hours=1))
    taken = Change.objects.filter(subject="order").order_by("-pk")[0]
    state_orders({"A": bought(account, amount=5)}, source="shop", now=NOW + timedelta(hours=2))
    assert undo_change(taken, NOW + timedelta(hours=3)).conflicts
    assert Order.objects.get(withdrawn_at=None).amount == 5


@pytest.fixture
def shelf(cast, account):
    other = create_account("Brightwater", now=NOW)
    meter = create_product("meter", now=NOW, name="測定器").pk
    state_orders(
        {
            "1": bought(account, kind="device", product=meter, amount=100_000, service_until=date(2026, 4, 20)),
            "2": bought(account, kind="project", amount=20_000, ordered_on=date(2025, 6, 1)),
            "3": bought(other, amount=300_000, service_until=date(2027, 3, 1)),
            "4": bought(other, amount=1_000, currency="USD"),
        },
        source="shop",
        now=NOW,
    )
    return other


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", "1234"),
        ("?kind=device", "1"),
        ("?kind=project", "2"),
        ("?kind=nonsense", "1234"),
        ("?ending=1", "1"),
        ("?from=2026-01-01", "134"),
        ("?to=2025-12-31", "2"),
        ("?q=測定", "1"),
        ("?q=bright", "34"),
        ("?q=zzz", ""),
    ],
)
def test_each_filter_leaves_its_own(cast, shelf, query, keys):
    assert listed(cast.viewer, query) == list(keys)


def listed(member, query="") -> list[str]:
    return sorted(row[9] for row in table(member, query))


def table(member, query="") -> list[list[str]]:
    answer: Any = browser_of(member).get(f"/orders/orders.csv{query}")
    assert answer.status_code == 200
    return list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[1:]


def test_account_and_product_narrow_it_and_merged_accounts_count_as_one(cast, shelf, account):
    meter = Order.objects.get(key="1").product
    assert meter is not None
    assert listed(cast.viewer, f"?product={meter.uid}") == ["1"]
    assert listed(cast.viewer, f"?account={account.uid}") == ["1", "2"]
    merge_accounts(account, shelf, now=NOW)
    keep = account if (account.refresh_from_db() or account.merged_into_id is None) else shelf
    assert listed(cast.viewer, f"?account={keep.uid}") == ["1", "2", "3", "4"]
    text = page(cast.viewer)
    assert text.count(f"/accounts/{keep.uid}/") >= 4, "every row names the account that stands for it"
    assert browser_of(cast.viewer).get("/orders/?from=tomorrow").status_code == 400


def test_what_has_no_rate_is_said_and_not_counted_as_nothing(cast, shelf):
    text = page(cast.viewer)
    assert "為替レート" in text
    state_rates([RateTerms("USD", "JPY", date(2026, 1, 1), 150_000_000_000)], source="x", now=NOW)
    text = page(cast.viewer)
    assert "為替レートがない" not in text
    kinds = {row[0]: row for row in table(cast.viewer, "?table=kinds")}
    assert kinds["注文"][1:] == ["2", "301500"], "10 dollars are 1,500 yen"


def test_the_list_asks_as_much_of_the_database_however_many_there_are(cast, shelf, account):
    browser = browser_of(cast.viewer)
    browser.get("/orders/")
    counts = []
    for n in (0, 40):
        state_orders({f"n{one}": bought(account, amount=one) for one in range(n)}, source="shop", now=NOW)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get("/orders/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_page_of_the_account_leads_to_its_orders(cast, shelf, account):
    text = browser_of(cast.csm).get(f"/revenue/of/{account.uid}").content.decode()
    assert f"/orders/?account={account.uid}" in text
    assert f"/orders/new?account={account.uid}" in text


def test_the_commands_list_enter_amend_and_take_back(cast, shelf, account, capsys):
    def said(*words: str):
        assert run([*words, "-w", cast.workspace.slug, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert [one["number"] for one in said("orders", "list", "--kind", "device")] == ["1"]
    assert [one["number"] for one in said("orders", "list", "--ending")] == []  # the clock of commands is the real one
    assert {one["number"] for one in said("orders", "list", "--product", "meter")} == {"1"}
    assert {one["number"] for one in said("orders", "list", "--to", "2025-12-31")} == {"2"}
    assert {one["number"] for one in said("orders", "list", "--from", "2026-01-01")} == {"1", "3", "4"}
    assert {one["number"] for one in said("orders", "list", "--search", "Bright")} == {"3", "4"}
    assert {one["number"] for one in said("orders", "list", "--account", str(account.uid))} == {"1", "2"}
    assert len(said("orders", "list", "--limit", "1")) == 1
    [made] = said(
        "orders", "add", str(account.uid), "12.50", "--currency", "usd", "--kind", "project", "--product", "工事",
        "--quantity", "1.5", "--day", "2026-02-01", "--delivered", "2026-02-03", "--service-until", "2027-02-01",
        "--number", "P-7",
    )  # fmt: skip
    assert (made["number"], made["amount"], made["currency"], made["quantity"]) == ("P-7", 12.5, "USD", 1.5)
    assert (made["ordered_on"], made["delivered_on"], made["service_until"]) == (
        "2026-02-01",
        "2026-02-03",
        "2027-02-01",
    )
    [amended] = said(
        "orders", "amend", made["id"], "--amount", "900", "--currency", "JPY", "--kind", "order", "--product", "保守",
        "--quantity", "3", "--day", "2026-02-02", "--delivered", "2026-02-04", "--service-until", "2027-02-02",
        "--reason", "typo",
    )  # fmt: skip
    assert (amended["amount"], amended["currency"], amended["kind"], amended["quantity"]) == (900, "JPY", "order", 3)
    assert (amended["ordered_on"], amended["delivered_on"], amended["service_until"]) == (
        "2026-02-02",
        "2026-02-04",
        "2027-02-02",
    )
    assert run(["orders", "amend", amended["id"], "--currency", "USD", "-w", cast.workspace.slug]) != 0
    capsys.readouterr()
    said("orders", "take-back", amended["id"], "--reason", "cancelled")
    with scope(cast.workspace):
        assert not Order.objects.filter(key="P-7", withdrawn_at=None).exists()
        assert {one.reason for one in Change.objects.filter(subject="order")} >= {"typo", "cancelled"}


def test_an_amendment_that_says_the_same_is_none(account):
    made = enter_order(bought(account), now=NOW)
    assert amend_order(made, bought(account), now=NOW + timedelta(seconds=1)).pk == made.pk
    assert replace(bought(account), amount=120_000) == bought(account)
