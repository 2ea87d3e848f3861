"""Worked examples that vendors publish, each recomputed by the rules."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from banso.record.revenue.rules.cmrr import Cmrr
from banso.record.revenue.rules.facts import Kind, Stretch
from banso.record.revenue.rules.lifetime import simple_value
from banso.record.revenue.rules.movements import movements
from banso.record.revenue.rules.mrr import monthly
from banso.record.revenue.rules.rates import quick_ratio, retention, share
from banso.record.revenue.rules.renewing import renewals
from banso.record.revenue.rules.terms import add_months
from tests.record.revenue.lines import LONG_AFTER, POLICY, Ids, line

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "revenue" / "published_examples.json"
EXAMPLES: dict[str, dict[str, Any]] = {
    example["id"]: example for example in json.loads(GOLDEN.read_text(encoding="utf-8"))["examples"]
}
Mrr = dict[tuple[int, ...], Fraction]


def of(metric: str) -> list[Any]:
    return [pytest.param(one["in"], one["out"], id=name) for name, one in EXAMPLES.items() if one["metric"] == metric]


@pytest.mark.requirement("R50")
@pytest.mark.parametrize(
    ("name", "net"), [("chartmogul_gross_churn", False), ("chartmogul_net_churn", True)], ids=["gross", "net"]
)
def test_mrr_churn_rate(name: str, *, net: bool) -> None:
    given, out = EXAMPLES[name]["in"], EXAMPLES[name]["out"]
    moves: list[tuple[tuple[int, ...], Kind, Fraction]] = [
        ((1,), "churn", Fraction(-given["churn"])),
        ((2,), "downsell", Fraction(-given["contraction"])),
        ((3,), "upsell", Fraction(given["expansion"])),
    ]
    opening: Mrr = {(1,): Fraction(given["churn"]), (2,): Fraction(50), (3,): Fraction(given["opening"] - 60)}
    closing: Mrr = {(2,): Fraction(50 - given["contraction"]), (3,): opening[3,] + given["expansion"]}
    found = retention(opening, closing, moves, 31)
    assert found.opening_mrr == given["opening"]
    kept = found.nrr_by_movements_without_new_and_reactivation if net else found.grr_by_movements
    assert kept is not None
    assert float(1 - kept) == pytest.approx(out)


@pytest.mark.parametrize(("given", "out"), of("net_mrr_churn_rate_daily"))
def test_daily_net_churn(given, out) -> None:
    opening: Mrr = {(1,): Fraction(given["day_open"])}
    grown = Fraction(given["day_close"] - given["new"])
    closing: Mrr = {(1,): grown, (2,): Fraction(given["new"])}
    found = retention(opening, closing, [((1,), "upsell", grown - opening[1,]), ((2,), "new", closing[2,])], 1)
    assert found.closing_mrr == given["day_close"]
    assert found.nrr_cohort is not None
    assert 1 - found.nrr_cohort == Fraction(str(out))


@pytest.mark.parametrize(("given", "out"), of("cmrr"))
def test_cmrr(given, out) -> None:
    mrr = Fraction(given["customers"] * given["price"])
    signed, notice = Fraction(given["guaranteed_expansion"]), -Fraction(given["expected_churn"])
    assert Cmrr(mrr=mrr, signed_not_live=signed, notice_given=notice).cmrr == out


@pytest.mark.requirement("R42")
def test_lifecycle() -> None:
    example = EXAMPLES["chartmogul_lifecycle"]
    ids = Ids()
    lines: dict[str, Stretch] = {}
    for number, (day, plan, quantity, price, interval) in enumerate(example["in"]["events"], start=1):
        if not quantity:
            lines[plan] = _ended(lines[plan], day)
            continue
        mrr = monthly(unit_price=price * 10**6, quantity=quantity * 10**6, interval=interval)
        # A new product line is cross_sell in the finer taxonomy, a kind of expansion.
        lines[plan] = line(number, day, mrr=mrr / 100, product=ids(plan), quantity=Fraction(quantity))
    found = movements(lines.values(), "account", POLICY, LONG_AFTER)
    coarse = {"cross_sell": "expansion", "product_drop": "contraction"}
    assert [[coarse.get(one.kind, one.kind), round(float(one.amount / 100), 2)] for one in found] == example["out"]


def _ended(stretch: Stretch, day: str) -> Stretch:
    return stretch._replace(end=date.fromisoformat(day))


@pytest.mark.requirement("R53")
@pytest.mark.parametrize(("given", "out"), of("mrr"))
def test_mrr(given, out) -> None:
    if "amount" in given:
        discount = round(given.get("discount", 0) * 10_000)
        assert monthly(amount=given["amount"], interval=given["interval"], discount=discount) == out
    else:
        prices = [
            monthly(unit_price=price * 10**6, quantity=quantity * 10**6, interval=interval)
            for quantity, price, interval in given.values()
        ]
        assert sum(prices) == out * 100


@pytest.mark.requirement("R57")
@pytest.mark.parametrize(("given", "out"), of("ltv_simple"))
def test_simple_lifetime_value(given, out) -> None:
    churn, margin = Fraction(str(given["churn"])), Fraction(str(given.get("margin", 1)))
    assert simple_value(Fraction(given["arpa"]), churn, margin) == out


@pytest.mark.requirement("R50")
@pytest.mark.parametrize(("given", "out"), of("quick_ratio"))
def test_quick_ratio(given, out) -> None:
    gains = Fraction(given["new"] + given["expansion"])
    found = quick_ratio(gains, -Fraction(given["churn"] + given["contraction"]))
    assert found is not None
    assert float(found) == pytest.approx(out, abs=1e-10)


@pytest.mark.requirement("R52")
def test_renewal_rates() -> None:
    example = EXAMPLES["renewal_rates"]
    given = example["in"]
    # Five of fifty leave with 500,000 a year, ten of the others shrink by 300,000 together.
    lost = given["due_accounts"] - given["renewed_accounts"]
    each = Fraction(given["due_arr"] - given["churned_arr"], 12 * given["renewed_accounts"])
    gone = Fraction(given["churned_arr"], 12 * lost)
    lines = []
    for number in range(1, given["due_accounts"] + 1):
        mrr = gone if number <= lost else each
        less = Fraction(given["downgrade_arr"], 12 * 10) if lost < number <= lost + 10 else 0
        before = line(number, "2024-01-01", "2025-01-01", mrr=mrr, account=number, term_end="2025-01-01")
        lines.append(before)
        if number > lost:
            lines.append(line(number, "2025-01-01", "2026-01-01", mrr=mrr - less, account=number))
    found = renewals(lines, date(2025, 1, 1), date(2025, 12, 31), POLICY, LONG_AFTER)
    rates = [found.logo_renewal_rate, found.gross_dollar_renewal_rate]
    assert rates == [Fraction(str(rate)) for rate in example["out"]]


def test_what_a_gap_of_two_months_costs_a_month() -> None:
    example = EXAMPLES["saas_cfo_gap"]
    assert monthly(amount=example["in"]["annual"], interval="year") == example["out"]
    # The term ends two months before its renewal starts, dated back or not: no month of it is charged twice.
    late = add_months(date(2025, 1, 1), example["in"]["gap_months"])
    lines = [line(1, "2024-01-01", "2025-01-01", mrr=example["out"]), line(2, late.isoformat(), mrr=example["out"])]
    found = movements(lines, "account", POLICY, LONG_AFTER)
    assert [one.amount / 100 for one in found][1:] == [-example["out"], example["out"]]


def test_retention_of_use_is_of_last_years_customers() -> None:
    # nrr = revenue of last year's customers now / their revenue then
    assert EXAMPLES["amberflo_usage_nrr_rule"]["metric"].startswith("nrr = ")
    then: Mrr = {(1,): Fraction(80), (2,): Fraction(20)}
    now: Mrr = {(1,): Fraction(90), (3,): Fraction(500)}
    assert retention(then, now, [], 365).nrr_cohort == share(Fraction(90), Fraction(100))
