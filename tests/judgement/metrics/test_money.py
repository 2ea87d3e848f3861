"""Metrics of money: on columns what the ledger's rules say of the same lines, and what a front door shows of them."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.judgement.metrics.queries.catalogue import SHIPPED
from banso.judgement.metrics.rules.language import parse
from banso.judgement.metrics.rules.money import NO_DAY, Reading, books, by_account, count_terms
from banso.judgement.metrics.rules.terms import Term, resolve
from banso.platform.kit.columns import Columns
from banso.platform.kit.days import EPOCH_DAY
from banso.record.revenue.rules.cmrr import cmrr_by_account
from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.mrr import COUNTED
from banso.record.revenue.rules.renewals import last_notice, next_term_end
from banso.record.revenue.rules.stretches import in_force

pytestmark = pytest.mark.requirement("R26")

FIRST = date(2024, 1, 1)
SLUGS = ("mrr", "cmrr", "days_to_renewal", "days_to_notice", "seats", "customer_days", "mrr_growth_90d")
METRICS = {path.stem: parse(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in SHIPPED.glob("*.yaml")}
WANTED: dict[str, Term] = {slug: resolve(slug, METRICS) for slug in SLUGS}
_DAYS = ("start", "end", "signed", "term_end", "notice", "trial_end", "pause_from", "pause_to", "past_due_since")
POLICY = Policy()
ACCOUNTS = np.array([1, 2, 3, 4, 5], dtype=np.int64)

days = st.integers(-90, 430).map(lambda number: FIRST + timedelta(days=number))
lengths = st.integers(1, 300).map(lambda number: timedelta(days=number))


@st.composite
def lines(draw: Any) -> list[Stretch]:
    """Lines of four accounts with anything that may happen to one; some begin where another ended."""
    found: list[Stretch] = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        start, account, product = draw(days), draw(st.integers(1, 4)), draw(st.integers(1, 2))
        ended = [one for one in found if one.end is not None]
        if ended and draw(st.booleans()):
            old = draw(st.sampled_from(ended))
            assert old.end is not None
            start, account = old.end + timedelta(days=draw(st.integers(-20, 20))), old.account
            product = draw(st.sampled_from([old.product, product]))
        length, pause_from = draw(st.none() | lengths), draw(st.none() | st.none() | days)
        pause = draw(st.none() | lengths)
        found.append(
            Stretch(
                line=number,
                account=account,
                contract=number,
                product=product,
                kind=draw(st.sampled_from(["recurring", "recurring", "minimum", "overage"])),
                start=start,
                end=None if length is None else start + length,
                mrr=Fraction(draw(st.integers(0, 90))),
                quantity=draw(st.none() | st.integers(0, 4).map(Fraction)),
                currency="JPY",
                signed=draw(st.none() | days),
                term_end=draw(st.none() | days),
                notice=draw(st.none() | st.none() | days),
                trial_end=draw(st.none() | st.none() | days),
                pause_from=pause_from,
                pause_to=None if pause_from is None or pause is None else pause_from + pause,
                past_due_since=draw(st.none() | st.none() | st.none() | days),
            )
        )
    return found


policies = st.builds(
    Policy,
    grace_days=st.sampled_from([0, 30]),
    dunning_days=st.sampled_from([0, 30]),
    pause=st.sampled_from(["downsell", "ignore"]),
    cancel=st.sampled_from(["end_of_period", "on_notice"]),
)


def columns(given: list[Stretch], *, notice_days: int = 60, renews: bool = True) -> Columns:
    some = [one for one in given if one.kind in COUNTED]
    found: Columns = {name: np.array([_number(getattr(one, name)) for one in some], dtype=np.int64) for name in _DAYS}
    found |= {
        name: np.array([getattr(one, name) for one in some], dtype=np.int64) for name in ("line", "account", "product")
    }
    found["mrr"] = np.array([float(one.mrr) for one in some])
    found["quantity"] = np.array([np.nan if one.quantity is None else float(one.quantity) for one in some])
    found["currency"] = np.zeros(len(some), dtype=np.int64)
    found["notice_days"] = np.full(len(some), notice_days)
    found["auto_renews"] = np.full(len(some), renews)
    found["known"] = np.full(len(some), np.datetime64("2000-01-01", "us"))
    found["until"] = np.full(len(some), np.datetime64("9999-12-31", "us"))
    return by_account(found)


def _number(day: date | None) -> int:
    return NO_DAY if day is None else (day - EPOCH_DAY).days


def figures(given: list[Stretch], day: date, policy: Policy = POLICY, **more: Any) -> dict[str, list[float | None]]:
    reading = Reading(
        grace_days=policy.grace_days,
        dunning_days=policy.dunning_days,
        ignores_pause=policy.pause == "ignore",
        ends_on_notice=policy.cancel == "on_notice",
    )
    end = np.datetime64(day + timedelta(days=1), "us")
    found = count_terms(WANTED, books(columns(given, **more), _number(day), end, np.ones(1), reading), ACCOUNTS)
    return {slug: [None if np.isnan(one) else float(one) for one in column] for slug, column in found.items()}


@given(lines(), days, policies)
@settings(max_examples=300)
def test_mrr_and_cmrr_are_those_of_the_ledger(given: list[Stretch], day: date, policy: Policy) -> None:
    found = figures(given, day, policy)
    runs = in_force(given, policy, day)
    committed = cmrr_by_account(given, day, policy, day)
    there = {one.account for one in given if one.kind in COUNTED}
    for account, mrr, cmrr in zip(ACCOUNTS.tolist(), found["mrr"], found["cmrr"], strict=True):
        if account not in there:
            assert mrr is None
            assert cmrr is None
            continue
        own = [run for run in runs if run.account == account and run.on(day) and not run.paused]
        assert mrr == pytest.approx(float(sum((run.mrr for run in own), Fraction(0))))
        expected = committed.get((account, "JPY"))
        assert cmrr == pytest.approx(float(expected.cmrr) if expected else 0)


@given(lines(), days, policies)
@settings(max_examples=200)
def test_tenure_is_counted_back_over_short_gaps(given: list[Stretch], day: date, policy: Policy) -> None:
    runs = [run for run in in_force(given, policy, day) if run.mrr]
    for account, tenure in zip(ACCOUNTS.tolist(), figures(given, day, policy)["customer_days"], strict=True):
        own = [run for run in runs if run.account == account and run.start <= day]
        since = min((run.start for run in own if run.on(day)), default=None)
        if since is None:
            assert tenure is None
            continue
        while earlier := [
            run.start for run in own if run.start < since and (run.end is None or run.end >= since - timedelta(days=31))
        ]:
            since = min(earlier)
        assert tenure == (day - since).days


def _line(**more: Any) -> Stretch:
    values: dict[str, Any] = {
        "line": 1, "account": 1, "contract": 1, "product": 1, "currency": "JPY", "mrr": Fraction(100),
        "start": date(2024, 1, 31), "end": None,
    }  # fmt: skip
    return Stretch(**values | more)


@given(st.integers(1, 900), st.sampled_from([0, 1, 60, 400]), days)
def test_terms_of_a_line_that_renews_itself_follow_each_other(length: int, notice_days: int, day: date) -> None:
    start = date(2024, 1, 31)
    term_end = start + timedelta(days=length)
    found = figures([_line(start=start, term_end=term_end)], day, notice_days=notice_days)
    if day < start:
        assert found["days_to_renewal"][0] is None
        return
    following = next_term_end(start, term_end, day, 0)
    assert found["days_to_renewal"][0] == (following - day).days
    left = (last_notice(following, notice_days) - day).days
    notice = found["days_to_notice"][0]
    assert notice is not None
    assert notice >= max(left, 0)
    assert left < 0 or notice == left


def test_the_nearest_term_counts_and_what_is_under_notice_does_not() -> None:
    day = date(2024, 6, 30)
    given = [
        _line(term_end=date(2025, 1, 31)),
        _line(line=2, product=2, end=date(2024, 9, 30), term_end=date(2024, 9, 30)),
        _line(line=3, product=3, end=date(2024, 7, 31), term_end=date(2024, 7, 31), notice=date(2024, 6, 1)),
    ]
    found = figures(given, day, renews=False)
    assert found["days_to_renewal"][0] == (date(2024, 9, 30) - day).days
    assert found["days_to_notice"][0] == (date(2024, 9, 30) - day).days - 60
    assert found["mrr"][0] == 300
    assert found["cmrr"][0] == 200


def test_growth_is_against_what_was_in_force_then() -> None:
    given = [_line(start=date(2024, 1, 1)), _line(line=2, product=2, start=date(2024, 6, 1), mrr=Fraction(50))]
    assert figures(given, date(2024, 6, 30))["mrr_growth_90d"][0] == pytest.approx(1.5)
    assert figures(given, date(2024, 2, 1))["mrr_growth_90d"][0] is None  # nothing to divide by


@given(lines(), days, lines())
def test_what_becomes_known_later_changes_nothing(given: list[Stretch], day: date, more: list[Stretch]) -> None:
    first, later = columns(given), columns(more)
    later["known"] = np.full(len(later["line"]), np.datetime64(day + timedelta(days=1), "us"))
    both = by_account({name: np.concatenate([first[name], later[name]]) for name in first})
    end = np.datetime64(day + timedelta(days=1), "us")
    one, other = (
        count_terms(WANTED, books(some, _number(day), end, np.ones(1), Reading()), ACCOUNTS) for some in (first, both)
    )
    for slug in SLUGS:
        np.testing.assert_allclose(one[slug], other[slug])
