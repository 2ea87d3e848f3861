"""Proposals: each for a goal of the customer's, moved on, won by the line that followed, or lost with a reason."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banso.platform.journal.api import Change
from banso.record.customers.api import create_account, merge_accounts
from banso.record.revenue.actions.contracts import product_called
from banso.record.revenue.actions.proposals import (
    BadProposal,
    NewProposal,
    change_proposal,
    move_proposal,
)
from banso.record.revenue.actions.state_lines import name_plans
from banso.record.revenue.models import Plan, Product, Proposal, ProposalStep
from banso.record.revenue.queries.proposal_lines import may_follow
from banso.record.revenue.queries.proposals import find_proposal, proposals
from tests.cast import browser_of
from tests.record.revenue.contracts import contract, line_of, stop_clock
from tests.record.revenue.proposals import DAY, GOAL, TODAY, decide, make, values_of
from tests.record.revenue.test_contract_page import PRICE, save, take_back, way_back


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now):
    stop_clock(monkeypatch, now)


@pytest.fixture
def account(workspace, now):
    return create_account("青嶺物流", now=now)


@pytest.fixture
def product(workspace, now):
    return Product.objects.get(pk=product_called("分析オプション", now=now))


@pytest.fixture
def client(cast):
    return browser_of(cast.csm)


@pytest.fixture
def opened(cast, account, product, now):
    return make(account, product, now, member=cast.csm, owner=cast.csm)


# --- opening --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R128")
def test_without_a_goal_there_is_no_proposal(client, account, product):
    address = reverse("revenue:proposal_new") + f"?whose={account.uid}"
    for goal in ("", "  "):
        answer = client.post(address, values_of(product, goal=goal))
        assert answer.status_code == 422
        assert answer.context["form"].errors["goal"]
        assert "50000" in answer.content.decode(), "what was typed stays"
    assert not Proposal.objects.exists()


@pytest.mark.requirement("R128")
def test_no_door_opens_one_without_a_goal(account, product, now):
    with pytest.raises(BadProposal) as refused:
        make(account, product, now, goal=" ")
    assert refused.value.field == "goal"
    assert refused.value.hint


@pytest.mark.requirement("R55", "R128")
def test_a_member_opens_one_and_takes_it_back(cast, client, account, product):
    address = reverse("revenue:proposal_new") + f"?whose={account.uid}"
    answer = client.post(address, values_of(product, owner=str(cast.csm.uid)))
    assert answer.status_code == 302, answer.content.decode()
    made = Proposal.objects.get()
    assert (made.goal, made.mrr, made.currency, made.owner, made.opened_on) == (
        GOAL, 50_000, "JPY", cast.csm, date(2026, 3, 1),
    )  # fmt: skip
    assert [(one.day, one.stage, one.said_by) for one in made.steps.all()] == [
        (date(2026, 3, 1), "identified", cast.csm)
    ]
    page = client.get(answer["Location"]).content.decode()
    assert GOAL in page
    back = page.partition("/revenue/back/")[2].partition('"')[0]
    take_back(client, f"/revenue/back/{back}")
    assert not proposals(TODAY)
    assert client.get(reverse("revenue:proposal", args=[made.uid])).status_code == 404


def test_the_account_is_found_by_its_name(client, account, product):
    address = reverse("revenue:proposal_new")
    wrong = client.post(address, values_of(product, account_name="だれも知らない会社"))
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["account_name"]
    assert client.post(address, values_of(product, account_name="青嶺物流")).status_code == 302
    assert Proposal.objects.get().account == account


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("mrr", {"mrr": "0"}),
        ("mrr", {"mrr": "10.5"}),
        ("currency", {"currency": "XXQ"}),
        ("plan", {"kind": "upgrade"}),
        ("opened_on", {"opened_on": "2026-04-02"}),
        ("kind", {"kind": "gift"}),
        ("stage", {"stage": "won"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, account, product, field, values):
    answer = client.post(reverse("revenue:proposal_new") + f"?whose={account.uid}", values_of(product, **values))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Proposal.objects.exists()


def test_a_plan_belongs_to_its_product(account, product, now):
    other = product_called("別の製品", now=now)
    name_plans([(other, "大")], now=now)
    with pytest.raises(BadProposal) as refused:
        make(account, product, now, plan=Plan.objects.get())
    assert refused.value.field == "plan"


# --- moving on ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R55")
def test_its_course_is_kept_with_who_and_when(cast, client, opened, now):
    move = reverse("revenue:proposal_stage", args=[opened.uid])
    answer = client.post(move, {"stage": "agreed"})
    assert answer.status_code == 302
    assert [(one.day, one.stage, one.said_by) for one in opened.steps.order_by("pk")] == [
        (TODAY - 40 * DAY, "identified", cast.csm),
        (TODAY, "agreed", cast.csm),
    ]
    [then] = proposals(TODAY - 10 * DAY)
    [now_] = proposals(TODAY)
    assert (then.stand.stage, then.days_in_stage) == ("identified", 30)
    assert (now_.stand.stage, now_.days_in_stage) == ("agreed", 0)
    assert Change.objects.filter(subject="proposal", subject_id=opened.pk, changes__has_key="stage").exists()
    take_back(client, way_back(client, answer))
    opened.refresh_from_db()
    assert opened.stage == "identified"
    assert opened.steps.count() == 1
    assert client.post(move, {"stage": "won"}).status_code == 422, "how it was won is asked for"


def test_another_amount_is_another_step(client, cast, opened, product, now):
    wanted = NewProposal(product=product, kind="cross_sell", mrr=80_000, currency="JPY", goal=GOAL)
    change_proposal(opened, wanted, today=TODAY, member=cast.csm, now=now)
    assert [int(one.mrr) for one in proposals(TODAY - DAY)] == [50_000]
    assert [int(one.mrr) for one in proposals(TODAY)] == [80_000]
    edit = reverse("revenue:proposal_edit", args=[opened.uid])
    assert client.get(edit).status_code == 200
    assert client.post(edit, values_of(product, mrr="90000", goal="別の目標")).status_code == 302
    assert find_proposal(opened.uid).goal == "別の目標"


# --- how it ends ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R55", "R128")
def test_it_is_won_by_the_line_that_followed(client, account, product, opened, now):
    before = contract(account, lines=[{"product": product.name, "start": TODAY - 90 * DAY}], now=now, key="before")
    other = contract(account, lines=[{"product": "別の製品", "start": TODAY}], now=now, key="other")
    after = contract(account, lines=[{"product": product.name, "start": TODAY, "signed": TODAY}], now=now, key="after")
    assert [one.line for one in may_follow(opened)] == [line_of(after)]
    address = reverse("revenue:proposal_close", args=[opened.uid, "won"])
    form = client.get(address).context["form"]
    assert form.initial["line"] == str(line_of(after).uid), "the only one is proposed"
    for line in (line_of(before), line_of(other)):
        wrong = client.post(address, {"on": "2026-04-01", "mrr": "60000", "line": str(line.uid)})
        assert wrong.status_code == 422
    answer = client.post(address, {"on": "2026-04-01", "mrr": "60000", "line": str(line_of(after).uid)})
    assert answer.status_code == 302, answer.content.decode()
    won = find_proposal(opened.uid)
    assert (won.stage, won.decided_on, won.mrr, won.line) == ("won", TODAY, 60_000, line_of(after))
    assert [(one.stand.stage, int(one.mrr)) for one in proposals(TODAY - DAY)] == [("identified", 50_000)]
    page = client.get(reverse("revenue:proposals"), {"whose": "all", "state": "won"}).content.decode()
    assert reverse("revenue:contract", args=[after.uid]) in page
    back = page.partition("/revenue/back/")[2].partition('"')[0]
    take_back(client, f"/revenue/back/{back}")
    assert find_proposal(opened.uid).stage == "identified"


def test_an_amendment_may_be_what_followed(account, product, now, cast):
    signed = TODAY - 200 * DAY
    made = contract(
        account,
        lines=[{"product": product.name, "start": signed, "signed": signed, "quantity": 1_000_000}],
        now=now,
        member=cast.csm,
    )
    one = make(account, product, now, kind="upsell")
    assert may_follow(one) == []
    client = browser_of(cast.csm)
    values = {**PRICE, "day": "2026-04-01", "term_end": "", "goal": GOAL, "reason": ""}
    save(client, "revenue:line_amend", [line_of(made).uid], values)
    assert [(found.line, found.day) for found in may_follow(one)] == [(line_of(made), TODAY)]


@pytest.mark.requirement("R55")
def test_losing_asks_for_the_reason(client, product, opened):
    address = reverse("revenue:proposal_close", args=[opened.uid, "lost"])
    assert client.post(address, {"on": "2026-04-01", "reason": " "}).status_code == 422
    assert client.post(address, {"on": "2026-04-02", "reason": "予算"}).status_code == 422, "it lies ahead"
    assert client.post(address, {"on": "2026-01-01", "reason": "予算"}).status_code == 422, "before it was opened"
    assert client.post(address, {"on": "2026-04-01", "reason": "予算"}).status_code == 302
    assert (find_proposal(opened.uid).stage, find_proposal(opened.uid).reason) == ("lost", "予算")
    edit = client.post(reverse("revenue:proposal_edit", args=[opened.uid]), values_of(product))
    assert edit.status_code == 422, "it is decided"
    assert client.post(reverse("revenue:proposal_stage", args=[opened.uid]), {"stage": "offered"}).status_code == 302
    again = find_proposal(opened.uid)
    assert (again.stage, again.decided_on, again.reason) == ("offered", None, "")
    assert client.get(reverse("revenue:proposal_close", args=[opened.uid, "x"])).status_code == 404


def test_deleting_can_be_taken_back(client, opened):
    answer = client.post(reverse("revenue:proposal_delete", args=[opened.uid]))
    assert not proposals(TODAY)
    take_back(client, way_back(client, answer))
    assert [one.row for one in proposals(TODAY)] == [opened]


# --- where they are seen --------------------------------------------------------------------------------------


@pytest.mark.requirement("R55")
def test_the_page_filters(cast, client, account, product, opened, now):
    other = Product.objects.get(pk=product_called("別の製品", now=now))
    make(create_account("別の会社", now=now), other, now, owner=cast.owner)
    address = reverse("revenue:proposals")
    mine = client.get(address).content.decode()
    assert "青嶺物流" in mine
    assert "別の会社" not in mine, "a CSM sees their own"
    every = client.get(address, {"whose": "all"}).content.decode()
    assert "青嶺物流" in every
    assert "別の会社" in every
    for query in (
        {"product": str(other.uid)},
        {"whose": str(cast.owner.uid)},
        {"whose": "none"},
        {"stage": "offered"},
        {"state": "lost"},
        {"as_of": (TODAY - 60 * DAY).isoformat()},
    ):
        page = client.get(address, {"whose": "all", **query})
        assert not [one for one in page.context["rows"] if one.one.account == account], query
    for wild in ({"whose": "x"}, {"product": "x"}, {"months": "x"}, {"group": "x"}, {"stage": "x"}, {"page": "x"}):
        assert client.get(address, wild).status_code == 200


@pytest.mark.requirement("R55")
def test_figures_say_what_they_are_made_of_or_why_there_are_none(client, account, product, now):
    for number in range(19):
        one = make(account, product, now)
        decide(one, "won" if number < 5 else "lost", TODAY - number * DAY, now)
    address = reverse("revenue:proposals")
    thin = client.get(address, {"whose": "all"})
    rate = thin.context["found"].figures.rate
    assert (rate.won, rate.decided, rate.by_count, rate.lacking) == (5, 19, None, 1)
    assert "件数が足りません" in thin.content.decode()
    decide(make(account, product, now), "lost", TODAY, now)
    page = client.get(address, {"whose": "all", "group": "tier"})
    text = page.content.decode()
    assert "25%" in text
    assert "÷" in text
    cycle = page.context["found"].figures.cycle
    assert (cycle.n, cycle.median) == (20, 31.5)
    [(name, counted)] = page.context["found"].by_product
    assert (name, counted.rate.decided) == (product.name, 20)
    [(_label, of_group)] = page.context["found"].by_group
    assert of_group.rate.decided == 20
    short = client.get(address, {"whose": "all", "months": "3"})
    assert short.context["found"].figures.rate.decided == 20
    sentence = page.context["sentence"]
    assert "5" in sentence
    assert "20" in sentence


def test_what_has_no_rate_of_exchange_is_in_no_sum(client, account, product, now):
    make(account, product, now)
    make(account, product, now, currency="USD", mrr=10_000)
    page = client.get(reverse("revenue:proposals"), {"whose": "all"})
    assert page.context["found"].figures.mrr == 50_000
    assert "USD" in page.context["without"]


def test_the_page_takes_a_constant_number_of_queries(cast, product, now):
    client = browser_of(cast.owner)
    address = reverse("revenue:proposals")

    def more(first, last):
        for number in range(first, last):
            make(create_account(f"会社 {number}", now=now), product, now, owner=cast.csm)

    more(0, 3)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(address).context["rows"]) == 3
    more(3, 15)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(address).context["rows"]) == 15
    assert len(many) == len(few)


@pytest.mark.requirement("R55")
def test_an_account_shows_its_proposals_also_those_of_one_that_was_merged_into_it(client, account, opened, now):
    page = client.get(reverse("revenue:money_of", args=[account.uid])).content.decode()
    assert GOAL in page
    assert "提案" in page
    stays = create_account("青嶺ホールディングス", now=now)
    merge_accounts(stays, account, now=now)
    assert GOAL in client.get(reverse("revenue:money_of", args=[stays.uid])).content.decode()
    [one] = proposals(TODAY)
    assert one.account == stays


def test_a_viewer_looks_and_changes_nothing(cast, account, product, opened):
    viewer = browser_of(cast.viewer)
    page = viewer.get(reverse("revenue:proposals"), {"whose": "all"})
    assert "青嶺物流" in page.content.decode()
    for name in ("_stage", "_delete", "_edit"):
        assert viewer.post(reverse(f"revenue:proposal{name}", args=[opened.uid]), {}).status_code == 403
    assert viewer.get(reverse("revenue:proposal_new")).status_code == 403
    assert ProposalStep.objects.count() == 1


def test_moving_twice_to_one_stage_says_it_once(cast, opened, now):
    for _time in range(2):
        move_proposal(opened, "offered", today=TODAY, member=cast.csm, now=now)
    assert opened.steps.count() == 2


@pytest.mark.requirement("R55", "R128")
def test_a_contract_that_follows_from_a_proposal_wins_it(client, account, product, opened, now):
    lost = make(account, product, now)
    decide(lost, "lost", TODAY, now)
    address = reverse("revenue:contract_new", args=[account.uid])
    offered = [uid for uid, _words in client.get(address).context["form"].fields["proposal"].choices]
    assert offered == ["", str(opened.uid)], "only those that are open"
    values = {
        **PRICE, "product": product.name, "kind": "recurring", "currency": "JPY", "start": "2026-04-01",
        "signed": "2026-04-01", "goal": "", "proposal": str(opened.uid),
    }  # fmt: skip
    _shown, back = save(client, "revenue:contract_new", [account.uid], values)
    won = find_proposal(opened.uid)
    assert (won.stage, won.decided_on) == ("won", TODAY)
    assert won.line is not None
    assert won.line.statements.get().reason == f"顧客の目標: {GOAL}", "its goal is that of the sale"
    take_back(client, back)
    assert find_proposal(opened.uid).stage == "identified"
    wrong = client.post(address, {**values, "product": "別の製品"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["proposal"]


@pytest.mark.requirement("R55")
def test_the_timeline_tells_of_proposals(client, account, product, opened, now):
    decide(opened, "lost", TODAY, now)
    page = client.get(reverse("workspace:timeline", args=[account.uid])).content.decode()
    assert f"提案「{product.name}」: 機会を確認" in page
    assert f"提案「{product.name}」: 失注" in page
    assert "予算がない" in page
