"""What winning and keeping customers cost: worked out by hand, by source, as known, in currencies, corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.platform.journal.api import Change, publish_all, undo_change
from banso.platform.kit.errors import Conflict, WrongField
from banso.record.customers.api import change_account, merge_accounts
from banso.record.customers.models import Account
from banso.record.revenue.api import (
    NewCost,
    Reading,
    acquisition,
    add_cost,
    change_cost,
    costs,
    lifetime_report,
    policy,
    spending,
    state_costs,
    take_off_cost,
)
from banso.record.revenue.models import Cost, FxRate
from banso.record.revenue.queries.conversion import MissingRate
from banso.record.revenue.rules.costs import EVERYBODY, Spent, share_out, sums_from
from tests.command import command
from tests.record.revenue.said import NOW, account, say

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 31)
YEN = Reading(currency="JPY")
One = Any
"""Figures are fractions: that they equal whole numbers is no mistake."""


def cost(month: str, purpose: str, amount: int, value: str = "", **more) -> NewCost:
    part = {"attribute": "tier", "value": value} if value else {}
    return NewCost(
        month=date.fromisoformat(f"{month}-01"),
        purpose=purpose,
        amount=amount,
        **{"currency": "JPY"} | part | more,
    )


def company() -> dict[str, Account]:
    """Three won in the window, one of them lost in it, and one who was there before; amounts are yen."""
    accounts = {name: account(name) for name in "ABCD"}
    for name, tier in zip("ABCD", ("high", "high", "mid", "mid"), strict=True):
        change_account(accounts[name], {"tier": tier}, now=NOW)
    rows = [
        ("A", "2026-01-10", "", 1_000),
        ("B", "2026-02-01", "2026-03-01", 2_000),
        ("C", "2026-02-15", "", 600),
        ("D", "2025-06-01", "", 3_000),
    ]
    say(
        [
            {"customer": name, "start": start, "end": end, "notice": end, "mrr": yen / 100, "currency": "JPY"}
            for name, start, end, yen in rows
        ],
        accounts,
    )
    return accounts


def spend() -> None:
    state_costs(
        [
            cost("2026-01", "winning", 600),
            cost("2026-01", "winning", 1_000, "high"),
            cost("2026-02", "winning", 900, "mid"),
            cost("2026-02", "winning", 400, "tech"),
            cost("2026-01", "keeping", 400),
            cost("2026-02", "keeping", 600),
            cost("2026-02", "keeping", 300, "high"),
            cost("2026-03", "keeping", 300),
        ],
        now=NOW,
    )


@pytest.mark.requirement("R58")
def test_what_was_spent_and_whom_it_won(workspace) -> None:
    company()
    spend()
    found: One = spending(JANUARY, MARCH, now=NOW)
    assert [(one.winning, one.won, one.keeping, one.alive) for one in found.months] == [
        (1_600, 1, 400, 2),
        (1_300, 2, 900, 4),
        (None, 0, 300, 3),
    ]
    assert (found.winning, found.won, found.to_win) == (2_900, 3, Fraction(2_900, 3))
    assert (found.keeping, found.account_months, found.to_keep) == (1_600, 9, Fraction(1_600, 9))
    assert (found.missing("winning"), found.missing("keeping")) == ([date(2026, 3, 1)], [])


@pytest.mark.requirement("R57")
@pytest.mark.requirement("R58")
def test_who_has_paid_back_what_they_cost_by_source(workspace) -> None:
    company()
    spend()
    found: One = acquisition(JANUARY, MARCH, YEN, until=MARCH, by="tier", now=NOW)
    total: One = found.total
    # A and B share 1,000 of their tier, all three share 600; nobody was won for the 400 of the tech tier.
    assert (total.accounts, total.cost, total.margin, total.keeping, total.months) == (3, 2_900, 6_200, 1_150, 6)
    # C has brought 1,200: more than the 1,100 it cost to win, less than the 1,350 with what keeping it cost.
    assert (total.covered, total.covered_all) == (3, 2)
    assert (total.value, total.to_win) == (Fraction(2_150, 3), Fraction(2_900, 3))
    assert (total.profitable, total.profitable_kept) == (1, Fraction(2, 3))
    assert (total.arpa, total.to_keep) == (Fraction(4_600, 3), Fraction(1_600, 9))
    groups = {one.key: one for one in found.groups}
    assert list(groups) == ["high", "mid", "tech"]
    high, mid, tech = groups.values()
    assert (high.accounts, high.cost, high.margin, high.keeping, high.months) == (2, 1_400, 5_000, 900, 4)
    assert (high.covered, high.covered_all, high.arpa, high.to_keep) == (2, 2, 1_000, Fraction(900, 4))
    assert (mid.accounts, mid.cost, mid.margin, mid.keeping, mid.months) == (1, 1_100, 1_200, 250, 2)
    assert (mid.covered, mid.covered_all, mid.arpa, mid.to_keep) == (1, 0, 1_800, Fraction(700, 5))
    assert (tech.accounts, tech.cost, tech.to_win, tech.profitable) == (0, 400, None, None)
    assert (found.elsewhere, found.unkept) == (0, ())
    assert sum(one.cost for one in found.groups) == total.cost
    # Not by tier: the money of the tech tier is in no group.
    cohorts: One = acquisition(JANUARY, MARCH, YEN, until=MARCH, by="cohort", now=NOW)
    assert [(one.label, one.accounts, one.cost) for one in cohorts.groups if one.accounts] == [
        ("2026-01", 1, 700),
        ("2026-02", 2, 1_800),
    ]
    assert cohorts.elsewhere == 400
    assert cohorts.total == total


@pytest.mark.requirement("R57")
def test_lifetime_value_less_what_customers_cost(workspace) -> None:
    company()
    spend()
    # Nobody was there a year ago, so nothing follows from churn.
    found: One = lifetime_report(MARCH, now=NOW)
    assert (found.cost, found.spending.to_keep, found.arpa) == (
        Fraction(2_900, 3),
        Fraction(1_600, 9),
        Fraction(4_600, 3),
    )
    assert found.payback_months == Fraction(2_900, 4_600)
    assert (found.simple, found.simple_net) == (None, None)
    margin = 4_600 / 3 - 1_600 / 9
    assert found.survival_net.value == pytest.approx(margin * found.survival.expected_months - 2_900 / 3)
    # What if winning one cost 100? Keeping costs what it does.
    assert lifetime_report(MARCH, cost=Fraction(100), now=NOW).payback_months == Fraction(100 * 3, 4_600)
    # In March nobody said what winning cost.
    march: One = lifetime_report(MARCH, since=date(2026, 3, 1), now=NOW)
    assert (march.cost, march.survival_net, march.spending.to_keep) == (None, None, 100)
    # As known a day before anything was said, there is nothing.
    assert lifetime_report(date(2026, 3, 30), known=date(2026, 3, 30), now=NOW).spending.to_win is None


def test_simple_value_less_what_customers_cost(workspace) -> None:
    accounts = company()
    say(
        [
            {
                "line_id": "D0",
                "customer": "D",
                "start": "2025-01-01",
                "end": "2025-06-01",
                "mrr": 30,
                "currency": "JPY",
            },
            {
                "line_id": "B0",
                "customer": "B",
                "start": "2025-02-01",
                "end": "2025-08-01",
                "mrr": 10,
                "currency": "JPY",
            },
        ],
        accounts,
    )
    spend()
    found: One = lifetime_report(MARCH, currency="JPY", now=NOW)
    assert found.monthly_churn > 0
    rest = (found.arpa - Fraction(1_600, 9)) / (found.arpa / found.simple)
    assert found.simple_net == rest - found.cost


@pytest.mark.requirement("R57")
@pytest.mark.requirement("R58")
def test_the_commands_say_it(workspace, capsys) -> None:
    company()
    spend()
    banso = command(capsys)
    asked = ("revenue", "acquisition", "--from", "2026-01", "--to", "2026-03", "-w", workspace.slug)
    until = ("--as-of", "2026-03-31")
    said = banso(*asked, *until, "--by", "tier", "--json").json
    assert (said["won"], said["cost"], said["margin_so_far"], said["value_so_far"]) == (3, 2_900, 6_200, 2_150 / 3)
    assert (said["profitable"], said["profitable_with_keeping"], said["until"]) == (1, 2 / 3, "2026-03-31")
    assert (said["no_cost_of_winning"], said["no_cost_of_keeping"], said["keeping_unknown"]) == (["2026-03"], [], [])
    assert [(one["won"], one["cost"], one["average_mrr"]) for one in said["groups"]] == [
        (2, 1_400, 1_000),
        (1, 1_100, 1_800),
        (0, 400, None),
    ]
    assert said["groups"][0]["payback_months"] == 700 / 1_000
    assert banso(*asked, *until, "--json").json["groups"] == []
    assert banso(*asked, "--as-of", "2026-02-28", "--json").json["margin_so_far"] == 4_600
    assert banso(*asked, "--as-known", "2026-01-31", "--json").json["won"] == 0
    assert banso(*asked, "--currency", "USD").code == 1  # no rate is there
    assert "2026-04" in banso("revenue", "acquisition", "--from", "2026-04", "--to", "2026-01").err
    assert "high" not in banso(*asked, *until).out
    value = ("revenue", "value", "--as-of", "2026-03-31", "-w", workspace.slug)
    found = banso(*value, "--json").json
    assert (found["cost_to_win"], found["cost_to_keep"], found["payback_months"]) == (
        pytest.approx(2_900 / 3),
        pytest.approx(1_600 / 9),
        pytest.approx(2_900 / 4_600),
    )
    assert len(found["no_cost_of_winning"]) == 10
    assert banso(*value, "--cost", "4600", "--json").json["payback_months"] == pytest.approx(3)


def test_what_is_not_given_is_left_out_and_said(workspace) -> None:
    accounts = company()
    nothing: One = acquisition(JANUARY, MARCH, YEN, until=MARCH, now=NOW)
    assert (nothing.total.accounts, nothing.total.to_win, nothing.spending.missing("winning")) == (
        0,
        None,
        [date(2026, month, 1) for month in (1, 2, 3)],
    )
    state_costs([cost("2026-02", "winning", 0), cost("2026-02", "keeping", 40)], now=NOW)
    found: One = acquisition(JANUARY, MARCH, YEN, until=MARCH, now=NOW)
    assert (found.total.accounts, found.total.to_win, found.total.profitable) == (2, 0, 1)
    assert found.unkept == (date(2026, 3, 1),)
    # Only some accounts: what they bear themselves.
    only = Reading(currency="JPY", accounts=[accounts["C"].pk])
    assert acquisition(JANUARY, MARCH, only, until=MARCH, now=NOW).total.accounts == 1


def test_months_that_are_not_over_do_not_count(workspace) -> None:
    company()
    spend()
    found: One = acquisition(JANUARY, date(2026, 12, 31), YEN, until=date(2026, 3, 30), now=NOW)
    assert [one.month.month for one in found.spending.months] == [1, 2]
    assert (found.total.margin, found.total.keeping) == (1_000 + 1_000 + 2_000 + 600, 200 + 300 + 300 + 150)
    assert spending(date(2026, 4, 1), date(2026, 4, 30), now=NOW).months == ()


def test_costs_and_margin_at_the_rate_of_each_month(workspace) -> None:
    one = account("A")
    say([{"customer": "A", "start": "2026-01-10", "mrr": 10, "currency": "USD"}], {"A": one})
    with pytest.raises(MissingRate):
        acquisition(JANUARY, MARCH, YEN, until=MARCH, now=NOW)
    for month, rate in ((1, 100), (2, 110), (3, 130)):
        FxRate.objects.create(
            base="USD", quote="JPY", day=date(2026, month, 1), rate=rate * 10**9, source="test", known_at=NOW
        )
    state_costs([cost("2026-01", "winning", 7_00, currency="USD"), cost("2026-01", "winning", 50)], now=NOW)
    found: One = acquisition(JANUARY, MARCH, YEN, until=MARCH, now=NOW).total
    assert (found.cost, found.margin, found.covered) == (750, 10 * (100 + 110 + 130), 1)


def test_the_margin_is_that_of_the_policy(workspace, monkeypatch) -> None:
    company()
    state_costs([cost("2026-02", "winning", 1_801, "mid")], now=NOW)
    less = replace(policy(), gross_margin=Fraction(3, 4))
    monkeypatch.setattr("banso.record.revenue.queries.acquisition.policy", lambda: less)
    found: One = acquisition(date(2026, 2, 1), date(2026, 2, 28), YEN, until=MARCH, by="tier", now=NOW)
    mid = next(one for one in found.groups if one.key == "mid")
    assert (mid.margin, mid.cost, mid.covered) == (900, 1_801, 0)


def test_an_account_is_in_the_group_of_now_or_of_the_day_it_was_won(workspace, capsys) -> None:
    banso = command(capsys)
    accounts = company()
    publish_all(NOW)
    change_account(accounts["A"], {"tier": "mid"}, now=NOW + timedelta(days=1))
    publish_all(NOW + timedelta(days=1))
    state_costs([cost("2026-01", "winning", 100)], now=NOW)
    asked = ("revenue", "acquisition", "--from", "2026-01", "--to", "2026-03", "--by", "tier", "-w", workspace.slug)
    by_command = [banso(*asked, *more, "--json").json["groups"] for more in ((), ("--as-was",))]
    assert by_command[0][0]["group"] != by_command[1][0]["group"]
    now: One = acquisition(JANUARY, MARCH, YEN, until=MARCH, by="tier", now=NOW)
    then: One = acquisition(JANUARY, MARCH, Reading(as_was=True), until=MARCH, by="tier", now=NOW)
    assert [(one.key, one.accounts) for one in now.groups if one.accounts] == [("mid", 1)]
    assert [(one.key, one.accounts) for one in then.groups if one.accounts] == [("high", 1)]


def test_merged_accounts_count_as_one(workspace) -> None:
    accounts = company()
    merge_accounts(accounts["A"], accounts["B"], now=NOW)
    found: One = spending(JANUARY, MARCH, now=NOW)
    assert [one.won for one in found.months] == [1, 1, 0]


def test_an_attribute_that_is_gone_takes_nothing_with_it(workspace) -> None:
    company()
    spend()
    Cost.objects.filter(value="tech").update(attribute="no_such", value="x")
    found: One = acquisition(JANUARY, MARCH, YEN, until=MARCH, now=NOW)
    assert (found.total.cost, found.elsewhere, found.total.covered) == (2_900, 400, 3)


def test_costs_as_they_were_known(workspace) -> None:
    early, later = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    state_costs([cost("2026-01", "winning", 100)], now=early)
    state_costs([cost("2026-01", "winning", 120, note="ads too")], now=later)
    take_off_cost(costs(JANUARY, JANUARY)[0], now=NOW)
    by_day = {
        day: [(one.amount, one.note) for one in costs(JANUARY, MARCH, known=date.fromisoformat(day))]
        for day in ("2026-01-31", "2026-02-28", "2026-03-15", "2026-04-02")
    }
    assert by_day == {
        "2026-01-31": [],
        "2026-02-28": [(100, "")],
        "2026-03-15": [(120, "ads too")],
        "2026-04-02": [],
    }


def test_a_cost_is_added_corrected_taken_off_and_each_is_undone(workspace) -> None:
    def held() -> list[int]:
        return [one.amount for one in costs(JANUARY, MARCH)]

    (added,) = add_cost(cost("2026-01", "winning", 100), now=NOW)
    with pytest.raises(WrongField):
        add_cost(cost("2026-01", "winning", 50), now=NOW)
    first = Cost.objects.get()
    (changed,) = change_cost(first, cost("2026-02", "winning", 150), now=NOW + timedelta(minutes=1))
    assert held() == [150]
    assert change_cost(Cost.objects.get(amount=150), cost("2026-02", "winning", 150), now=NOW) == []
    with pytest.raises(Conflict):
        change_cost(first, cost("2026-01", "winning", 1), now=NOW)
    assert undo_change(changed, NOW + timedelta(minutes=2)).conflicts == []
    assert held() == [100]
    # Taken back: no day ever knew it.
    assert 150 not in [one.amount for one in costs(JANUARY, MARCH, known=date(2026, 4, 30))]
    (off,) = take_off_cost(costs(JANUARY, MARCH)[0], now=NOW + timedelta(minutes=3))
    assert held() == []
    add_cost(cost("2026-01", "winning", 7), now=NOW + timedelta(minutes=4))
    assert undo_change(off, NOW + timedelta(minutes=5)).conflicts  # another stands there
    assert held() == [7]
    assert undo_change(added, NOW + timedelta(minutes=6)).conflicts  # it is gone already
    assert held() == [7]
    again = Change.objects.filter(subject="cost", undoes=changed).get()
    assert undo_change(again, NOW + timedelta(minutes=7)).conflicts == []
    assert held() == [150, 7]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"month": date(2026, 1, 2)}, "month"),
        ({"purpose": "luck"}, "purpose"),
        ({"amount": -1}, "amount"),
        ({"currency": "ZZZ"}, "currency"),
        ({"attribute": "tier"}, "value"),
        ({"value": "high"}, "value"),
    ],
)
def test_what_cannot_be_kept_is_refused(workspace, wrong, field) -> None:
    values = {"month": JANUARY, "purpose": "winning", "amount": 1, "currency": "JPY"} | wrong
    with pytest.raises(WrongField) as refused:
        add_cost(NewCost(**values), now=NOW)
    assert refused.value.field == field
    assert not Cost.objects.exists()


PARTS = st.sampled_from([EVERYBODY, ("tier", "high"), ("tier", "mid"), ("tier", ""), ("source", "web")])


@given(
    st.lists(st.tuples(PARTS, st.integers(0, 10**12)), max_size=12),
    st.lists(st.tuples(st.sampled_from(["high", "mid", ""]), st.sampled_from(["web", "fair"])), max_size=20),
)
def test_what_accounts_bear_and_what_nobody_bears_is_what_was_spent(said, accounts) -> None:
    parts = [(EVERYBODY, ("tier", tier), ("source", source)) for tier, source in accounts]
    counts = {part: sum(part in one for one in parts) for part in {part for one in parts for part in one}}
    shared = share_out([Spent("winning", JANUARY, part, Fraction(amount)) for part, amount in said], counts)
    assert sum(map(shared.of, parts)) + sum(shared.nobody.values()) == sum(amount for _part, amount in said)


@given(st.lists(st.integers(-100, 100).map(Fraction)))
def test_sums_from_each_month_on(monthly) -> None:
    assert sums_from(monthly) == [sum(monthly[place:], Fraction(0)) for place in range(len(monthly))]
