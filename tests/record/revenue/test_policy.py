"""The revenue policy: shipped, validated, changed like other definitions, with what it would move."""

from copy import deepcopy
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from banso.platform.definitions.api import DefinitionsInvalid, active, faults, impact_of, save
from banso.record.customers.api import create_account
from banso.record.revenue.api import REVENUE_POLICY, class_loss, class_of, policy, reason_name
from banso.record.revenue.queries.policy import order_word
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
        ("terms", {"gift": {"en": "gift", "ja": "贈り物"}}),
        ("terms", {"order": {"en": "order"}}),
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


@pytest.mark.requirement("R144")
def test_orders_are_called_as_the_workspace_does(cast, body, now):
    assert order_word("project") in ("project", "案件")
    terms = body["terms"] | {"project": {"en": "engagement", "ja": "工事"}}
    save(REVENUE_POLICY, body | {"terms": terms}, after=1, author=cast.owner.pk, reason="our words", now=now)
    assert order_word("project") in ("engagement", "工事")


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
