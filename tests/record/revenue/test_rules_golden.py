"""The golden half-year: movements by month, rates and CMRR, to the last digit."""

import csv
import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from banso.record.revenue.rules.cmrr import cmrr, cmrr_by_account
from banso.record.revenue.rules.facts import KINDS, Stretch
from banso.record.revenue.rules.movements import movements, net, states_at
from banso.record.revenue.rules.mrr import monthly
from banso.record.revenue.rules.rates import window_rates
from banso.record.revenue.rules.waterfall import GAINS, LOSSES, by_month
from tests.record.revenue.lines import LONG_AFTER, POLICY, Ids, day

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "revenue"
RATES = json.loads((GOLDEN / "waterfall_rates.json").read_text(encoding="utf-8"))
FIRST, LAST = (date.fromisoformat(text) for text in RATES["conventions"]["window"])
CUSTOMERS = Ids()


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stretches() -> list[Stretch]:
    ids = Ids()
    found = []
    for row in rows("waterfall_subscriptions.csv"):
        quantity = Fraction(row["quantity"])
        begin = day(row["start"])
        assert begin is not None
        found.append(
            Stretch(
                line=ids(row["line_id"]),
                account=CUSTOMERS(row["customer"]),
                contract=ids(row["line_id"]),
                product=ids(row["product"]),
                plan=ids(row["plan"]),
                start=begin,
                end=day(row["end"]),
                mrr=monthly(unit_price=int(row["unit_price"]) * 10**6, quantity=int(quantity * 10**6)),
                quantity=quantity,
                currency=row["currency"],
                signed=day(row["signed"]),
                term_end=day(row["term_end"]),
                notice=day(row["notice"]),
            )
        )
    return found


LINES = stretches()
EXPECTED = rows("waterfall_expected.csv")


@pytest.mark.requirement("R42")
@pytest.mark.requirement("R54")
@pytest.mark.parametrize("unit", ["account", "product", "parent"])
def test_movements_by_month(unit: Any) -> None:
    found = by_month(movements(LINES, unit, POLICY, LONG_AFTER), FIRST, LAST)
    # One product at one account is an entity of its own: its first sale is new, its end churn.
    swapped = {"cross_sell": "new", "product_drop": "churn"} if unit == "product" else {}
    assert len(found) == len(EXPECTED)
    for row, expected in zip(found, EXPECTED, strict=True):
        said = dict.fromkeys(KINDS, Fraction(0))
        for kind in KINDS:
            said[swapped.get(kind, kind)] += int(expected[kind]) * 100  # type: ignore[index]
        assert f"{row.month:%Y-%m}" == expected["month"]
        assert row.amounts == said
        assert [row.opening, row.fx, row.closing] == [int(expected[key]) * 100 for key in ("opening", "fx", "closing")]


@pytest.mark.requirement("R42")
def test_netted_movements() -> None:
    found = by_month(
        [*_before(movements(LINES, "account", POLICY)), *net(LINES, FIRST, LAST, "account", POLICY)], FIRST, LAST
    )
    for row, expected in zip(found, EXPECTED, strict=True):
        for kind in ("new", "upsell", "downsell", "churn"):
            assert row.amounts[kind] == int(expected[f"net_{kind}_on_netting"]) * 100, (row.month, kind)
        assert row.closing == int(expected["closing"]) * 100
    april = found[3]
    # H came and went inside April.
    assert RATES["expect"]["quick_ratio_april_netted"] is None
    assert sum(april.amounts[kind] for kind in LOSSES) == 0
    assert sum(april.amounts[kind] for kind in GAINS) == 3000


def _before(found):
    return [movement for movement in found if movement.day < FIRST]


@pytest.mark.requirement("R50")
@pytest.mark.requirement("R52")
def test_rates() -> None:
    found = window_rates(LINES, FIRST, LAST, POLICY, LONG_AFTER)
    expect = RATES["expect"]
    amounts = {"opening_mrr", "closing_mrr", "arr_closing", "cohort_closing_mrr"}
    seen = set()
    for part in (found.retention, found.renewals):
        for key in part.__dataclass_fields__:
            if key not in expect:
                continue
            seen.add(key)
            value = getattr(part, key)
            if key in amounts:
                assert value == expect[key] * 100, key
            else:
                assert float(value) == pytest.approx(expect[key], abs=1e-10), key
    unseen = {"renewals_due", "cmrr", "quick_ratio_april_netted"}
    assert {key for key in expect if not key.endswith("_note")} - seen == unseen
    assert found.retention.churn_count == 1
    assert found.retention.mrr_churn_rate == 1 - Fraction(3600, 4100)


@pytest.mark.requirement("R50")
def test_opening_customers() -> None:
    states = states_at(LINES, [date(2024, 12, 31)], "account", POLICY, LONG_AFTER)
    named = {number: name for name, number in CUSTOMERS.of.items()}
    assert sorted(named[state.account] for state in states[date(2024, 12, 31)]) == RATES["opening_customers"]


@pytest.mark.requirement("R52")
@pytest.mark.requirement("R127")
def test_renewals_due() -> None:
    found = window_rates(LINES, FIRST, LAST, POLICY, LONG_AFTER).renewals
    named = {number: name for name, number in CUSTOMERS.of.items()}
    assert {named[one.account]: [one.due / 100, one.renewed / 100] for one in found.due} == RATES["expect"][
        "renewals_due"
    ]


@pytest.mark.requirement("R42")
@pytest.mark.parametrize("expected", RATES["expect"]["cmrr"], ids=lambda one: one["as_of"])
def test_cmrr(expected) -> None:
    found = cmrr(LINES, date.fromisoformat(expected["as_of"]), POLICY, LONG_AFTER)
    assert found.mrr == expected["mrr"] * 100
    assert found.signed_not_live == sum(expected["signed_not_live"].values()) * 100
    assert found.notice_given == sum(expected["notice_given"].values()) * 100
    assert found.cmrr == expected["cmrr"] * 100


@pytest.mark.requirement("R42")
def test_cmrr_says_which_accounts() -> None:
    found = cmrr_by_account(LINES, date(2025, 1, 31), POLICY, LONG_AFTER)
    assert found[CUSTOMERS("D"), "USD"].signed_not_live == 120_000
    assert found[CUSTOMERS("G"), "USD"].signed_not_live == -20_000
    assert found[CUSTOMERS("B"), "USD"].notice_given == -50_000
    assert (CUSTOMERS("F"), "USD") not in found
