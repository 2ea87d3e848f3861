"""``banso proposals``: opened for a goal, moved on, decided, counted."""

from datetime import timedelta

import pytest

from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account
from banso.record.revenue.actions.contracts import product_called
from banso.record.revenue.actions.proposals import Decision, NewProposal, decide_proposal, open_proposal
from banso.record.revenue.actions.state_lines import name_plans
from banso.record.revenue.models import Product
from tests.record.revenue.contracts import contract, line_of
from tests.surfaces.cli.test_revenue import refused

GOAL = "見積から受注までを 3 日にする"
DAY = timedelta(days=1)


@pytest.fixture
def today():
    from banso.surfaces.cli.options import now

    return day_of(now(), "Asia/Tokyo")


@pytest.fixture
def account(workspace, now):
    with scope(workspace):
        made = create_account("青嶺物流", now=now)
        name_plans([(product_called("分析", now=now), "上位")], now=now)
        product_called("別の製品", now=now)
    return str(made.uid)


@pytest.fixture
def give(banso):
    return lambda *arguments: banso("proposals", *arguments, "-w", "ayumi")


def said(give, *arguments):
    found = give(*arguments, "--json")
    assert found.code == 0, found.err
    return found.json


def add(give, account, *options, product="分析", mrr="30000"):
    return said(give, "add", account, product, mrr, "--goal", GOAL, *options)[0]


@pytest.mark.requirement("R128")
def test_without_a_goal_nothing_is_opened(give, cast, account):
    assert give("add", account, "分析", "30000").code == 2
    refused(give("add", account, "分析", "30000", "--goal", " "))
    assert said(give, "list") == []


@pytest.mark.requirement("R55", "R128")
def test_one_is_opened_with_everything_that_is_said(give, cast, account, today):
    plain = add(give, account)
    assert (plain["goal"], plain["kind"], plain["mrr"], plain["currency"]) == (GOAL, "upsell", 30_000.0, "JPY")
    assert (plain["stage"], plain["opened"], plain["owner"], plain["plan"]) == (
        "identified", today.isoformat(), None, None,
    )  # fmt: skip
    opened, expected = today - 10 * DAY, today + 30 * DAY
    full = add(
        give, account, "--kind", "upgrade", "--plan", "上位", "--currency", "usd", "--owner", cast.csm.login.email,
        "--stage", "agreed", "--opened", opened, "--expected", expected, "--note", "急がない",
        "--member", cast.owner.login.email, mrr="12.5",
    )  # fmt: skip
    assert (full["kind"], full["plan"], full["currency"], full["mrr"]) == ("upgrade", "上位", "USD", 12.5)
    assert (full["owner"], full["stage"], full["opened"], full["expected"], full["note"]) == (
        cast.csm.name, "agreed", opened.isoformat(), expected.isoformat(), "急がない",
    )  # fmt: skip
    with scope(cast.workspace):
        from banso.record.revenue.models import ProposalStep

        assert [one.said_by for one in ProposalStep.objects.order_by("pk")] == [None, cast.owner]
    refused(give("add", account, "知らない", "1", "--goal", GOAL))
    refused(give("add", account, "分析", "x", "--goal", GOAL))
    refused(give("add", account, "分析", "1", "--goal", GOAL, "--plan", "知らない"))


@pytest.mark.requirement("R55")
def test_the_list_is_what_is_asked_for(give, cast, account, today):
    old = add(give, account, "--opened", today - 20 * DAY, "--owner", cast.csm.login.email)
    other = add(give, account, product="別の製品")
    said(give, "close", old["id"], "lost", "--reason", "予算", "--on", today - DAY)

    def ids(*options):
        return {one["id"] for one in said(give, "list", *options)}

    assert ids() == {other["id"]}
    assert ids("--state", "lost") == {old["id"]}
    assert ids("--state", "all") == {old["id"], other["id"]}
    assert ids("--state", "all", "--owner", cast.csm.login.email) == {old["id"]}
    assert ids("--product", "別の製品") == {other["id"]}
    assert ids("--as-of", today - 2 * DAY) == {old["id"]}
    refused(give("list", "--state", "x"))


@pytest.mark.requirement("R55")
def test_it_is_moved_and_closed(give, cast, account, today, now):
    one = add(give, account, "--opened", today - 20 * DAY)
    [moved] = said(give, "move", one["id"], "offered", "--member", cast.csm.login.email)
    assert (moved["stage"], moved["since"]) == ("offered", today.isoformat())
    with scope(cast.workspace):
        line = line_of(contract_of(today, now))
    [won] = said(
        give, "close", one["id"], "won", "--line", line.uid, "--mrr", "45000", "--on", today - DAY,
        "--note", "早かった", "--member", cast.csm.login.email,
    )  # fmt: skip
    assert (won["stage"], won["mrr"], won["line"], won["decided"], won["note"]) == (
        "won", 45_000.0, str(line.uid), (today - DAY).isoformat(), "早かった",
    )  # fmt: skip
    with scope(cast.workspace):
        from banso.record.revenue.models import ProposalStep

        assert [step.said_by for step in ProposalStep.objects.order_by("pk")] == [None, cast.csm, cast.csm]
    [lost] = said(give, "close", one["id"], "lost", "--reason", "気が変わった")
    assert (lost["reason"], lost["decided"], lost["line"]) == ("気が変わった", today.isoformat(), None)
    refused(give("close", one["id"], "lost"))
    refused(give("close", one["id"], "perhaps"))
    refused(give("move", one["id"], "won"))
    refused(give("move", "01a21652-da49-7fc8-8cb2-d391385feff4", "offered"))


def contract_of(today, now):
    from banso.record.customers.models import Account

    line = {"product": "分析", "start": today, "signed": today}
    return contract(Account.objects.get(), lines=[line], now=now)


@pytest.mark.requirement("R55")
def test_rates_have_their_parts_and_groups_or_say_what_is_missing(give, cast, account, today, now):
    with scope(cast.workspace):
        from banso.record.customers.models import Account

        whose, product = Account.objects.get(), Product.objects.get(key="分析")
        wanted = NewProposal(product=product, kind="upsell", mrr=100, currency="JPY", goal=GOAL)
        for number in range(20):
            day = today - (400 if number == 19 else 5) * DAY
            made = open_proposal(whose, wanted, opened_on=day - 10 * DAY, today=today, member=None, now=now)
            end = Decision(stage="won" if number < 5 else "lost", on=day, reason="予算")
            decide_proposal(made, end, today=today, member=None, now=now)
    short = said(give, "rates")
    assert (short["won"], short["decided"], short["win_rate"], short["more_needed_for_rate"]) == (5, 19, None, 1)
    assert (short["cycle_days_low"], short["cycle_days"], short["cycle_days_high"]) == (10, 10, 10)
    assert "win_rate" in short["definitions"]
    whole = said(give, "rates", "--from", today - 500 * DAY, "--by", "product")
    assert (whole["win_rate"], whole["win_rate_mrr"], whole["decided_mrr"]) == (0.25, 0.25, 2_000.0)
    assert [(one["group"], one["decided"]) for one in whole["groups"]] == [("分析", 20)]
    assert [one["decided"] for one in said(give, "rates", "--by", "tier")["groups"]] == [19]
    assert said(give, "rates", "--to", today - 100 * DAY)["decided"] == 1
    refused(give("rates", "--by", "name"))
    refused(give("rates", "--from", today, "--to", today - DAY))
