"""The revenue policy: shipped, validated, changed like other definitions, with what it would move."""

from copy import deepcopy
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from banso.platform.definitions.api import DefinitionsInvalid, active, faults, impact_of, save
from banso.record.customers.api import create_account, set_owner
from banso.record.revenue.actions.lead_renewals import lead_renewals
from banso.record.revenue.api import (
    REVENUE_POLICY,
    BadRenewal,
    Score,
    answer_checkpoint,
    class_loss,
    class_of,
    policy,
    reason_name,
    renewal_of,
)
from tests.cast import browser_of
from tests.record.revenue.contracts import contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(cast):
    return deepcopy(active(REVENUE_POLICY)["default"].body)


def test_the_shipped_policy_has_the_defaults_and_the_tree_of_reasons(cast):
    """edge_cases: avoidable."""
    found = policy()
    assert (found.grace_days, found.dunning_days, found.pause, found.cancel) == (30, 30, "downsell", "end_of_period")
    assert found.fx == "opening_rate"
    assert found.gross_margin == 1
    assert found.unavoidable == ("bankruptcy", "acquired_and_consolidated", "business_closed", "regulation_ban")
    assert found.involuntary == ("payment_failed",)
    assert {"price", "competitor", "bad_fit_sold"} < set(found.avoidable)
    assert len(found.avoidable) == 8
    assert class_of("", found) == class_of("nobody knows this", found) == "avoidable"
    assert class_of("bankruptcy", found) == "unavoidable"
    assert reason_name("price", found) in ("Price", "価格")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("grace_days", -1),
        ("grace_days", 2.5),
        ("dunning_days", 9_999),
        ("pause", "stop"),
        ("cancel", None),
        ("fx", "guess"),
        ("gross_margin", 101),
        ("gross_margin", "80"),
        ("reasons", {"avoidable": {}}),
        ("reasons", {"avoidable": {"x": {"en": "X"}}, "unavoidable": {}, "involuntary": {}}),
        ("reasons", {"avoidable": {"X!": {"en": "X", "ja": "X"}}, "unavoidable": {}, "involuntary": {}}),
        ("checkpoints", []),
        ("checkpoints", [12, 9, 6, 3, 1]),
        ("checkpoints", [3, 6]),
        ("checkpoints", [6, 6]),
        ("checkpoints", [13]),
        ("checkpoints", [0]),
        ("checkpoints", [2.5]),
        ("checkpoints", "6"),
        ("surprise", 1),
    ],
)
def test_what_is_wrong_with_a_policy_is_named(body, path, value):
    found = faults(REVENUE_POLICY, body | {path: value})
    assert [one.path for one in found] == [one.path for one in found if one.path.startswith(path)] != []


def test_a_reason_stands_in_one_class_only(body):
    body["reasons"]["unavoidable"]["price"] = {"en": "Price", "ja": "価格"}
    assert [one.path for one in faults(REVENUE_POLICY, body)] == ["reasons.unavoidable.price"]


def test_a_margin_is_exact(cast, body, now):
    save(REVENUE_POLICY, body | {"gross_margin": 72.5}, after=1, author=cast.owner.pk, reason="measured", now=now)
    assert policy().gross_margin == Fraction(29, 40)
    with pytest.raises(DefinitionsInvalid):
        save(REVENUE_POLICY, body | {"pause": "no"}, after=2, author=cast.owner.pk, reason="", now=now)


@pytest.mark.requirement("R127")
def test_checkpoints_are_those_of_the_policy(cast, body, now):
    """Everywhere: when to step in, what is due, what can be answered, of what members are told."""
    today = date(2026, 4, 1)
    made = contract(
        create_account("Aomine", now=now), now=now, lines=[{"start": date(2025, 9, 1), "term_end": date(2026, 9, 1)}]
    )
    due = renewal_of(made, date(2026, 9, 1), today)
    assert [(one.months, one.day) for one in due.looks] == [(6, date(2026, 3, 5)), (3, date(2026, 6, 3))]
    answer_checkpoint(made, date(2026, 9, 1), 6, 2, "steady", score=Score(), member=cast.csm, now=now)
    save(REVENUE_POLICY, body | {"checkpoints": [9, 4, 1]}, after=1, author=cast.owner.pk, reason="ours", now=now)
    due = renewal_of(made, date(2026, 9, 1), today)
    assert [(one.months, one.is_due) for one in due.looks] == [(9, True), (6, False), (4, False), (1, False)]
    assert due.window.opens == date(2025, 12, 5)
    with pytest.raises(BadRenewal):
        answer_checkpoint(made, date(2026, 9, 1), 3, 2, "steady", score=Score(), member=cast.csm, now=now)
    set_owner(made.account, cast.csm.pk, now=now)
    assert lead_renewals(date(2025, 12, 6), now) == 1, "nine months before, it is told"
    old = {key: value for key, value in body.items() if key != "checkpoints"}
    save(REVENUE_POLICY, old, after=2, author=cast.owner.pk, reason="from before", now=now)
    assert policy().checkpoints == (6, 3)


def test_a_dry_run_says_what_would_move(cast, body):
    now = datetime(2026, 3, 10, 3, tzinfo=UTC)
    account = create_account("Aomine", now=now)
    late = [{"start": date(2025, 3, 1), "end": date(2026, 3, 1), "term_end": date(2026, 3, 1)}]
    made = contract(account, lines=late, now=now)
    class_loss(made.lines.get(), date(2026, 3, 1), "price", policy=policy(), member=None, now=now)
    new = deepcopy(body) | {"grace_days": 5}
    new["reasons"]["unavoidable"]["price"] = new["reasons"]["avoidable"].pop("price")
    said = impact_of(REVENUE_POLICY, new)
    assert len(said) == 3, said
    assert "2026-03-10" in said[0]
    assert "100,000" in said[0], "it is a renewal pending, and would be lost"


def test_the_policy_is_changed_by_its_form(cast, body):
    browser = browser_of(cast.owner)
    page = browser.get("/definitions/revenue_policy/default/edit")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'name="grace_days"' in text
    assert 'name="reasons.avoidable.price.ja"' in text
