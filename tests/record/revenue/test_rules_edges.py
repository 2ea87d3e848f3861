"""The policy cases of the golden file, each under each of its policies."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from banso.platform.kit.days import day_of
from banso.platform.kit.money import minor_digits
from banso.record.revenue.rules.cmrr import cmrr
from banso.record.revenue.rules.facts import Movement, Policy, Stretch
from banso.record.revenue.rules.freeze import books, restatements
from banso.record.revenue.rules.fx import Rates, converter
from banso.record.revenue.rules.movements import movements, states_at
from banso.record.revenue.rules.mrr import apart, monthly
from banso.record.revenue.rules.policy import class_of
from banso.record.revenue.rules.rates import window_rates
from banso.record.revenue.rules.terms import ONE_DAY, add_months
from banso.record.revenue.rules.waterfall import Month, by_month
from tests.record.revenue.lines import LONG_AFTER, POLICY, line

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "revenue" / "edge_cases.json"
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
}


def lines_of(case: str, **more: Any) -> list[Stretch]:
    """The lines of a case, all of one account, contract and product."""
    found = []
    for number, row in enumerate(CASES[case]["lines"], start=1):
        dates = {key: row[key] for key in ("signed", "notice", "currency") if key in row}
        if "paused" in row:
            dates["pause_from"], dates["pause_to"] = row["paused"]
        found.append(line(number, row["start"], row["end"], mrr=row["mrr"], **(dates | more)))
    return found


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def moves(lines: list[Stretch], policy: Policy = POLICY, known: date | None = LONG_AFTER) -> list[Movement]:
    return movements(lines, "account", policy, known)


def mrr(lines: list[Stretch], day: str, policy: Policy = POLICY, known: date | None = LONG_AFTER) -> Fraction:
    at = date.fromisoformat(day)
    return sum((state.mrr for state in states_at(lines, [at], "account", policy, known)[at]), Fraction(0)) / 100


def amounts(row: Month) -> dict[str, int]:
    return {kind: int(amount / 100) for kind, amount in row.amounts.items() if amount}


def kinds(found: list[Movement]) -> list[tuple[str, str, int, str]]:
    return [(f"{one.day:%Y-%m}", one.kind, int(one.amount / 100), one.reason) for one in found]


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("policy", ["opening_rate", "event_rate"])
def test_currency_moves_and_price_does_not(policy: Any) -> None:
    case = CASES["fx_constant_opening_rate"]
    rates = Rates(
        ("EUR", "USD", date.fromisoformat(at), Fraction(str(rate))) for at, rate in case["rates_to_usd"].items()
    )
    found = moves(lines_of("fx_constant_opening_rate"))
    february = month("2025-02")
    (row,) = by_month(found, february, february, converter(rates, "USD", minor_digits), fx=policy)
    said = case[f"policy_{policy}"]
    assert (row.opening, row.amounts["upsell"], row.fx, row.closing) == tuple(
        said[key] * 100 for key in ("opening", "upsell", "fx", "closing")
    )
    constant = converter(rates, "USD", minor_digits, on=february - ONE_DAY)
    (row,) = by_month(found, february, february, constant, fx=policy)
    assert [row.opening, row.amounts["upsell"], row.fx, row.closing] == [110_000, 22_000, 0, 132_000]
    said = case["constant_currency"]
    (row,) = by_month(found, february, february)
    assert (row.opening, row.amounts["upsell"], row.closing) == tuple(
        said[key] * 100 for key in ("opening", "upsell", "closing")
    )


@pytest.mark.requirement("R127")
def test_late_renewal_within_and_outside_the_grace() -> None:
    views = CASES["late_renewal_within_grace"]["views"]
    lines = lines_of("late_renewal_within_grace")
    at = date(2025, 1, 10)
    known = lines[:1]
    pending = views["as_of_2025-01-10_grace30"]
    (state,) = states_at(known, [at], "account", POLICY, at)[at]
    assert (state.mrr, state.pending) == (pending["mrr"] * 100, pending["mrr"] * 100)
    assert [one.kind for one in moves(known, known=at)] == ["new"]
    strict = replace(POLICY, grace_days=0)
    assert mrr(known, "2025-01-10", strict, at) == views["as_of_2025-01-10_grace0"]["mrr"]
    assert kinds(moves(known, strict, at))[1:] == [("2025-01", "churn", views["as_of_2025-01-10_grace0"]["churn"], "")]
    restated = views["as_of_2025-01-31"]
    (row,) = by_month(moves(lines, known=date(2025, 1, 31)), at, at)
    assert row.amounts["churn"] == restated["january_churn"]
    assert row.amounts["reactivation"] == restated["january_reactivation"]
    assert row.closing == restated["closing"] * 100


@pytest.mark.requirement("R127")
@pytest.mark.parametrize(("known", "kept"), [("2025-01-01", True), ("2025-01-30", True), ("2025-01-31", False)])
def test_the_grace_is_its_number_of_days(known: str, *, kept: bool) -> None:
    found = moves(lines_of("late_renewal_within_grace")[:1], known=date.fromisoformat(known))
    assert [one.kind for one in found] == (["new"] if kept else ["new", "churn"])


def test_a_line_given_up_is_not_waited_for() -> None:
    known = date(2025, 1, 10)
    noticed = line(1, "2024-01-01", "2025-01-01", notice="2024-11-01")
    assert [one.kind for one in moves([noticed], known=known)] == ["new", "churn"]


def test_a_gap_that_was_signed_is_a_gap() -> None:
    found = moves([line(1, "2024-01-01", "2025-01-01"), line(2, "2025-01-10", None)], known=date(2025, 1, 12))
    assert [one.kind for one in found] == ["new", "churn", "reactivation"]


@pytest.mark.parametrize("name", ["downsell", "own_row", "ignore"])
def test_pause(name: Any) -> None:
    case = CASES["pause"]
    lines = lines_of("pause")
    policy = replace(POLICY, pause=name)
    found = moves(lines, policy)
    rows = by_month(found, month("2025-03"), month("2025-05"), own_rows=name == "own_row")
    march, _, may = rows
    if name == "ignore":
        assert [amounts(row) for row in rows] == [{}, {}, {}]
        return
    assert all(one.kind != "churn" for one in found)
    assert [one.reason for one in found] == ["", "pause", "pause"]
    if name == "downsell":
        said = case["policy_profitwell"]
        assert amounts(march) == said["2025-03"]
        assert amounts(may) == said["2025-05"]
    else:
        said = case["policy_own_row"]
        assert amounts(march) == amounts(may) == {}
        assert (march.paused, march.closing) == tuple(said["2025-03"][key] * 100 for key in ("paused", "closing"))
        assert (may.resumed, may.closing) == tuple(said["2025-05"][key] * 100 for key in ("resumed", "closing"))
        at = date(2025, 3, 31)
        assert cmrr(lines, at, policy, LONG_AFTER).cmrr == said["cmrr_2025-03-31"] * 100


def test_a_line_that_ends_while_paused_loses_nothing_more() -> None:
    found = moves([line(1, "2024-06-01", "2025-04-15", pause_from="2025-03-01", pause_to="2025-05-01")])
    assert kinds(found) == [("2024-06", "new", 100, ""), ("2025-03", "downsell", -100, "pause")]


def test_coming_back_after_an_end_in_a_pause_is_a_reactivation() -> None:
    paused = line(1, "2024-06-01", "2025-04-15", pause_from="2025-03-01", pause_to="2025-05-01")
    assert [one.kind for one in moves([paused, line(2, "2025-09-01")])] == ["new", "downsell", "reactivation"]


def test_cancelled_now_for_later() -> None:
    case = CASES["cancel_timing"]
    lines = lines_of("cancel_timing")
    assert kinds(moves(lines))[1:] == [("2025-05", "churn", case["policy_end_of_period"]["2025-05"]["churn"], "")]
    on_notice = replace(POLICY, cancel="on_notice")
    assert kinds(moves(lines, on_notice))[1:] == [
        ("2025-04", "churn", case["policy_on_notice"]["2025-04"]["churn"], "")
    ]
    for policy in (POLICY, on_notice):
        assert cmrr(lines, date(2025, 4, 10), policy, LONG_AFTER).cmrr == case["cmrr_2025-04-10"] == 0
    assert cmrr(lines, date(2025, 4, 9), POLICY, LONG_AFTER).cmrr == 9_000


def test_notice_without_an_end_ends_with_the_term() -> None:
    found = moves([line(1, "2024-01-01", None, notice="2024-10-01", term_end="2025-01-01")])
    assert [(one.day, one.kind) for one in found][1:] == [(date(2025, 1, 1), "churn")]


@pytest.mark.requirement("R42")
def test_a_ramp_over_years() -> None:
    expect = CASES["multi_year_ramp"]["expect"]
    lines = lines_of("multi_year_ramp")
    assert mrr(lines, "2025-06-30") == expect["mrr_2025-06-30"]
    assert mrr(lines, "2026-06-30") == expect["mrr_2026-06-30"]
    committed = cmrr(lines, date(2025, 1, 1), POLICY, LONG_AFTER, horizon=date(2026, 1, 31))
    assert committed.cmrr == expect["cmrr_at_signing_for_2026-01-31"] * 100
    assert cmrr(lines, date(2025, 1, 1), POLICY, LONG_AFTER).cmrr == 200_000
    found = moves(lines)
    step = found[1]
    assert (f"{step.day:%Y-%m}", step.amount) == ("2026-01", expect["ramp_movement_2026-01"]["upsell"] * 100)
    assert step.pre_contracted
    assert step.kind == "upsell"
    assert not found[0].pre_contracted
    kept = window_rates(lines, date(2026, 1, 1), date(2026, 12, 31), POLICY, LONG_AFTER).retention
    assert kept.nrr_cohort == expect["nrr_2026_with_ramps"]
    (row,) = by_month(found, step.day, step.day)
    without = (kept.cohort_closing_mrr - row.pre_contracted) / kept.opening_mrr
    assert without == expect["nrr_2026_ex_precontracted"]
    assert sum(12 * one.mrr / 100 for one in lines) == expect["tcv"]


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("row", CASES["normalisation"]["expect"], ids=str)
def test_normalisation(row) -> None:
    found = monthly(
        amount=row["amount"] * 100,
        interval=row["interval"],
        count=row["count"],
        discount=round(row.get("discount", 0) * 10_000),
    )
    assert float(found / 100) == pytest.approx(row["mrr"], abs=5e-7)


def test_a_change_within_a_month_is_not_prorated() -> None:
    case = CASES["mid_month_upgrade"]
    (row,) = by_month(moves(lines_of("mid_month_upgrade")), month("2025-01"), month("2025-01"))
    said = case["expect"]["2025-01"]
    assert (row.opening, row.amounts["upsell"], row.closing) == tuple(
        said[key] * 100 for key in ("opening", "upsell", "closing")
    )
    assert row.amounts["upsell"] != case["expect"]["wrong_prorated_upsell"] * 100


@pytest.mark.requirement("R42")
def test_a_downgrade_recorded_late() -> None:
    case = CASES["backdated_downgrade"]
    now = lines_of("backdated_downgrade")
    # Until 10 April the line was known as it had been stated: open, at the old price.
    then = [line(1, "2024-01-01", None, mrr=300)]
    assert mrr(then, "2025-03-31", known=date(2025, 3, 31)) == case["as_known_2025-03-31"]["mrr"]
    assert mrr(now, "2025-03-31") == case["restated"]["mrr_2025-03-31"]
    assert kinds(moves(now))[1:] == [("2025-02", "downsell", case["restated"]["2025-02"]["downsell"], "")]
    february, march, april = (month(text) for text in ("2025-02", "2025-03", "2025-04"))
    before, after = moves(then), moves(now)
    rows = books({february: before, march: before}, after, february, april)
    assert [row.correction / 100 for row in rows] == [0, 0, case["frozen_books"]["2025-04"]["correction"]]
    assert [row.row.closing / 100 for row in rows] == [300, 300, 200]
    assert [row.is_frozen for row in rows] == [True, True, False]
    # The correction is of the month in which it became known, also in a report that begins there.
    assert books({february: before, march: before}, after, april, april)[0] == rows[2]
    (changed,) = restatements(before, after, february, date(2025, 3, 31))
    assert (changed.month, changed.kind, changed.lines) == (february, "downsell", (1, 2))
    assert changed.change == -10_000


@pytest.mark.requirement("R43")
def test_a_merge_is_neither_loss_nor_gain() -> None:
    expect = CASES["merge_two_customers"]["expect"]
    # Facts of both are read through the account that survived: 1.
    lines = [line(1, "2025-01-01", mrr=300), line(2, "2025-02-01", mrr=200, contract=2, product=2)]
    (row,) = by_month(moves(lines), month("2025-06"), month("2025-06"))
    assert row.amounts["churn"] == expect["churn"]
    assert row.amounts["new"] == expect["new"]
    assert row.closing == expect["mrr"] * 100


@pytest.mark.parametrize(("product", "kind"), [(2, "product_drop"), (1, "downsell")])
def test_one_of_two_subscriptions_cancelled(product: int, kind: str) -> None:
    found = moves([line(1, "2025-01-01"), line(2, "2025-01-01", "2025-03-01", contract=2, product=product)])
    assert kind in CASES["one_of_two_subscriptions_cancelled"]["expect"]
    assert [one.kind for one in found if one.amount < 0] == [kind]


def test_trials_and_what_is_free() -> None:
    trial = line(1, "2025-01-10", None, trial_end="2025-02-10")
    assert [(one.day, one.kind) for one in moves([trial])] == [(date(2025, 2, 10), "new")]
    assert moves([line(1, "2025-01-10", "2025-02-10", trial_end="2025-02-10")]) == []
    free = line(1, "2025-01-01", mrr=monthly(amount=10_000, discount=10_000))
    assert moves([free]) == []
    # Whoever begins to pay after a free time is new, and not an upsell.
    assert [one.kind for one in moves([free._replace(end=date(2025, 3, 1)), line(2, "2025-03-01")])] == ["new"]


@pytest.mark.parametrize(("known", "reason"), [("2025-03-21", None), ("2025-03-30", None), ("2025-04-01", "past_due")])
def test_past_due(known: str, reason: str | None) -> None:
    # Day 30, the last of the window, is 31 March.
    assert "involuntary" in CASES["delinquent"]["policy_window"]["day31"]["churn"]
    late = line(1, "2024-01-01", None, past_due_since="2025-03-01")
    at = date.fromisoformat(known)
    found = moves([late], known=at)
    if reason is None:
        assert mrr([late], known, known=at) == 100
        assert len(found) == 1
    else:
        assert [(one.day, one.kind, one.reason) for one in found][1:] == [(at, "churn", reason)]
    assert mrr([late], "2025-03-31") == 100


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC"])
def test_the_month_is_that_of_the_time_zone(zone: str) -> None:
    expect = CASES["timezone"]["expect"]
    end = day_of(datetime(2025, 1, 31, 16, 30, tzinfo=UTC), zone)
    found = moves([line(1, "2024-01-01")._replace(end=end)])
    assert f"{found[-1].day:%Y-%m}" == expect[zone]


@pytest.mark.parametrize("row", CASES["month_end_terms"]["expect"], ids=str)
def test_terms_are_counted_from_their_anchor(row) -> None:
    assert add_months(date.fromisoformat(row["start"]), row["months"]) == date.fromisoformat(row["end"])


def test_money_that_does_not_divide() -> None:
    expect = CASES["jpy_allocation"]["expect"]
    third = Fraction(100_000, 3)
    digits = minor_digits("JPY")
    parts = [monthly(amount=100_000, interval="year", digits=digits) / 3 for _ in range(3)]
    whole = monthly(amount=100_000, interval="year", digits=digits)
    assert sum(parts) == whole == third / 4
    assert float(whole / 10**digits) == pytest.approx(expect["monthly_total"], abs=5e-5)
    assert apart(-whole) == (-8334, 2, 3)
    lines = [line(number, "2025-01-01", product=number, currency="JPY") for number in (1, 2, 3)]
    lines = [one._replace(mrr=part) for one, part in zip(lines, parts, strict=True)]
    (row,) = by_month(moves(lines), month("2025-01"), month("2025-01"))
    assert row.closing == whole


@pytest.mark.requirement("R47")
def test_reasons_of_churn() -> None:
    expect = CASES["avoidable"]["expect"]
    policy = Policy(
        avoidable=tuple(expect["avoidable"]),
        unavoidable=tuple(expect["unavoidable"]),
        involuntary=tuple(expect["involuntary"]),
    )
    for place in ("avoidable", "unavoidable", "involuntary"):
        assert {class_of(reason, policy) for reason in expect[place]} == {place}
    assert class_of("", policy) == class_of("their_dog", policy) == expect["unknown_counts_as"]


@pytest.mark.requirement("R50")
def test_an_account_that_leaves_with_two_products_is_lost_once() -> None:
    lines = [line(number, "2024-01-01", "2025-02-01", product=number) for number in (1, 2)]
    found = window_rates(lines, date(2025, 1, 1), date(2025, 3, 31), POLICY, LONG_AFTER).retention
    assert (found.logos_lost_events, found.churn_count) == (1, 1)
    assert [one.kind for one in moves(lines)] == ["new", "new", "churn", "churn"]


def test_a_swap_within_a_day_is_both_and_says_so() -> None:
    lines = [line(1, "2024-01-01", "2025-02-01"), line(2, "2025-02-01", product=2, mrr=120)]
    assert kinds(moves(lines))[1:] == [
        ("2025-02", "product_drop", -100, "swap"),
        ("2025-02", "cross_sell", 120, "swap"),
    ]
    # Nobody waits for the renewal of what was swapped.
    assert moves(lines, known=date(2025, 2, 3)) == moves(lines)


def test_a_change_of_currency_is_both_and_says_so() -> None:
    lines = [line(1, "2024-01-01", "2025-02-01"), line(2, "2025-02-01", mrr=90, currency="EUR")]
    assert [(one.kind, one.currency, one.reason) for one in moves(lines)][1:] == [
        ("downsell", "USD", "swap"),
        ("upsell", "EUR", "swap"),
    ]


def test_volume_and_price_of_several_lines_of_a_product() -> None:
    # 10 at 100 and 5 at 70 become 20 at 100: p0 = 90, so five more are 450, and 10 more a piece 200.
    lines = [
        line(1, "2024-01-01", "2025-02-01", mrr=1000, quantity=Fraction(10)),
        line(2, "2024-01-01", "2025-02-01", mrr=350, quantity=Fraction(5)),
        line(3, "2025-02-01", mrr=2000, quantity=Fraction(20)),
    ]
    assert kinds(moves(lines))[1:] == [("2025-02", "upsell", 450, ""), ("2025-02", "price_up", 200, "")]
    # At the same MRR nothing moved, whether somebody began to count or not.
    begun = [line(1, "2024-01-01", "2025-02-01"), line(1, "2025-02-01", quantity=Fraction(5))]
    assert [one.kind for one in moves(begun)] == ["new"]
    uncounted = [*lines[:2], lines[2]._replace(quantity=None)]
    assert kinds(moves(uncounted))[1:] == [("2025-02", "upsell", 650, "")]


def test_a_pause_does_not_hide_a_change_of_price() -> None:
    paused = line(1, "2024-01-01", "2025-04-01", quantity=Fraction(1), pause_from="2025-03-01")
    lines = [paused, line(1, "2025-04-01", mrr=110, quantity=Fraction(1))]
    assert kinds(moves(lines))[1:] == [
        ("2025-03", "downsell", -100, "pause"),
        ("2025-04", "upsell", 100, "pause"),
        ("2025-04", "price_up", 10, ""),
    ]


def test_odd_quantities_stay_storable() -> None:
    odd = [Fraction(2_345_678_901, 1_000_000), Fraction(1_999_999_993, 999_983)]
    lines = [
        line(1, "2024-01-01", "2025-02-01", mrr=Fraction(1, 7), quantity=odd[0]),
        line(2, "2025-02-01", mrr=Fraction(1, 3), quantity=odd[1]),
    ]
    found = moves(lines)[1:]
    assert sum(one.amount for one in found) == lines[1].mrr - lines[0].mrr
    assert all(one.amount.denominator < 10**9 for one in found)
    # At one price all of it is volume, however odd.
    more = lines[0]._replace(
        end=None, start=lines[1].start, line=3, mrr=lines[0].mrr * odd[1] / odd[0], quantity=odd[1]
    )
    assert [(one.kind, one.amount) for one in moves([lines[0], more])][1:] == [("downsell", more.mrr - lines[0].mrr)]
