"""Reports by group, netted, of some accounts and products: whatever is cut, the parts are the whole."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from banso.platform.journal.api import publish_all
from banso.record.customers.api import change_account, create_account
from banso.record.revenue.actions.refresh_ledger import refresh_ledger
from banso.record.revenue.actions.state_lines import state_lines
from banso.record.revenue.api import KINDS, BadGroup, Reading, rates, waterfall
from banso.record.revenue.models import FxRate
from banso.record.revenue.queries import groups
from tests.record.revenue.said import account, product, say
from tests.record.revenue.test_ledger_is_the_rules import lines

NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 1), date(2026, 3, 31)
TIERS = ("high", "mid", "tech")
USD = Reading(currency="USD")


@pytest.fixture(params=[5, 6])
def company(request, workspace) -> list[int]:
    """Accounts with lines that come, go, pause and change, and with tiers that change; the ids of the accounts."""
    rng = random.Random(request.param)
    begun = datetime(2024, 1, 1, tzinfo=UTC)
    accounts = [create_account(f"顧客{number}", now=begun, fields={"tier": rng.choice(TIERS)}) for number in range(18)]
    for number in (3, 4):
        create_account(f"子{number}", fields={"parent": accounts[number].pk}, now=begun)
    for month in range(30):
        day = date(2024 + (month + 3) // 12, (month + 3) % 12 + 1, 10)
        FxRate.objects.create(
            base="USD", quote="JPY", day=day, rate=rng.randrange(130, 160) * 10**9, source="test", known_at=NOW
        )
    products = [product(key).pk for key in ("core", "analytics", "support")]
    ids = [one.pk for one in accounts]
    state_lines(lines(rng, ids, products, NOW), source="test", now=NOW)
    for one in accounts:
        for _time in range(rng.randrange(4)):
            at = datetime(2025, 1, 5, tzinfo=UTC) + timedelta(days=rng.randrange(400))
            change_account(one, {"tier": rng.choice(TIERS)}, now=at)
    publish_all(NOW)
    refresh_ledger(NOW)
    return ids


def is_whole(found, *, moves_between: bool) -> None:
    """Every group leads from its opening to its closing, netted too; all groups together are the whole."""
    for rows in (found.rows, *found.by_group.values()):
        for row in rows:
            assert row.opening + sum(row.moves.values()) + row.transfer + row.fx == row.closing
            if row.net is not None:
                assert row.opening + sum(row.net.values()) + row.net_transfer + row.fx == row.closing
    for month, whole in enumerate(found.rows):
        parts = [rows[month] for rows in found.by_group.values()]
        for name in ("opening", "closing", "fx"):
            assert sum(getattr(one, name) for one in parts) == getattr(whole, name)
        assert sum(one.transfer for one in parts) == 0 == whole.transfer
        assert sum(one.net_transfer for one in parts) == 0 == whole.net_transfer
        for kind in KINDS:
            assert sum(one.moves[kind] for one in parts) == whole.moves[kind]
            assert sum(one.net[kind] for one in parts) == whole.net[kind]
    moved = any(row.net_transfer for rows in found.by_group.values() for row in rows)
    assert moved or not moves_between


@pytest.mark.requirement("R53")
@pytest.mark.requirement("R66")
@pytest.mark.parametrize("unit", ["account", "contract", "product", "parent"])
def test_all_groups_together_are_the_whole_netted_too(company, unit):
    for group, as_was in (("tier", True), ("tier", False), ("cohort", False), ("product", False), ("account", False)):
        reading = Reading(unit=unit, group=group, as_was=as_was, net=True)
        found = waterfall(FIRST, LAST, reading, now=NOW)
        is_whole(found, moves_between=as_was)
        plain = waterfall(FIRST, LAST, Reading(unit=unit, net=True), now=NOW)
        assert [row.net for row in found.rows] == [row.net for row in plain.rows]
        assert any(row.net != row.moves for row in found.rows)


def test_quarters_add_the_nets_of_their_months(company):
    months = waterfall(FIRST, LAST, Reading(group="tier", as_was=True, net=True), now=NOW)
    quarters = waterfall(FIRST, LAST, Reading(group="tier", as_was=True, net=True, step="quarter"), now=NOW)
    for key, rows in quarters.by_group.items():
        some = months.by_group[key]
        for at, row in enumerate(rows):
            nets: list[Any] = [one.net for one in some[at * 3 : at * 3 + 3]]
            assert row.net == {kind: sum(one[kind] for one in nets) for kind in KINDS}
            assert row.net_transfer == sum(one.net_transfer for one in some[at * 3 : at * 3 + 3])


def moves(row) -> dict[str, int]:
    return {kind: int(amount / 100) for kind, amount in row.net.items() if amount}


@pytest.mark.requirement("R53")
def test_what_moves_in_the_month_of_a_transfer_is_in_the_later_group(workspace):
    """300 came to mid with the account, and what it bought before and after that day is won there."""
    begun = datetime(2024, 12, 1, tzinfo=UTC)
    accounts = {name: account(name, tier="high", now=begun) for name in "AB"}
    say(
        [
            {"customer": "A", "mrr": 300, "start": "2025-01-10"},
            {"customer": "A", "mrr": 100, "product": "more", "start": "2025-03-02"},
            {"customer": "A", "mrr": 50, "product": "most", "start": "2025-03-20"},
            {"customer": "B", "mrr": 200, "start": "2025-03-03", "end": "2025-03-20"},
        ],
        accounts,
    )
    change_account(accounts["A"], {"tier": "mid"}, now=datetime(2025, 3, 5, tzinfo=UTC))
    publish_all(NOW)
    reading = Reading(currency="USD", group="tier", as_was=True, net=True)
    found = waterfall(date(2025, 3, 1), date(2025, 3, 31), reading, now=NOW)
    high, mid = found.by_group["high"][0], found.by_group["mid"][0]
    assert (moves(high), int(high.net_transfer / 100)) == ({}, -300)
    assert (moves(mid), int(mid.net_transfer / 100)) == ({"cross_sell": 150}, 300)
    assert int(mid.transfer / 100) == 400, "not netted, it took with it what it had bought on the 2nd"


@pytest.mark.requirement("R66")
def test_of_some_products_and_accounts(workspace):
    accounts = {name: account(name) for name in "AB"}
    say(
        [
            {"customer": "A", "mrr": 300, "start": "2024-01-10"},
            {"customer": "A", "mrr": 100, "product": "more", "start": "2024-01-10", "end": "2025-02-01"},
            {"customer": "B", "mrr": 200, "product": "more", "start": "2024-01-10"},
        ],
        accounts,
    )
    january, march = date(2025, 1, 1), date(2025, 3, 31)
    more = Reading(currency="USD", products=[product("more").pk], net=True)
    rows = waterfall(january, march, more, now=NOW).rows
    assert [int(rows[0].opening / 100), int(rows[-1].closing / 100)] == [300, 200]
    assert {kind: int(amount / 100) for kind, amount in rows[1].moves.items() if amount} == {"product_drop": -100}
    assert rows[1].net == rows[1].moves
    only = rates(january, march, more, now=NOW).figures
    assert only["grr_cohort_point_to_point"].value == Fraction(2, 3)
    assert only["customers_opening"].value == 2
    one = Reading(currency="USD", accounts=[accounts["A"].pk], group="product")
    found = waterfall(january, march, one, now=NOW)
    assert {one.label: int(found.by_group[one.key][0].opening / 100) for one in found.groups} == {
        "core": 300,
        "more": 100,
    }
    assert [row.logos.closing for row in found.by_group[str(product("more").pk)]] == [1, 0, 0]
    assert [row.logos.lost for row in found.by_group[str(product("more").pk)]] == [0, 1, 0]


def test_each_account_a_group_until_there_are_too_many(workspace, monkeypatch):
    accounts = {name: account(name) for name in "AB"}
    say([{"customer": name, "mrr": 300, "start": "2025-01-10"} for name in "AB"], accounts)
    reading = Reading(currency="USD", group="account")
    found = waterfall(FIRST, LAST, reading, now=NOW)
    assert [one.label for one in found.groups] == ["A", "B"]
    monkeypatch.setattr(groups, "MOST_GROUPS", 1)
    with pytest.raises(BadGroup, match="2"):
        waterfall(FIRST, LAST, reading, now=NOW)
    only = Reading(currency="USD", group="account", accounts=[accounts["B"].pk])
    assert [one.label for one in waterfall(FIRST, LAST, only, now=NOW).groups] == ["B"]
