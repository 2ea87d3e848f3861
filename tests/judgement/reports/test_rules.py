"""Periods of a fiscal year, cohorts, and to whom a movement counts: values in, values out."""

from datetime import date
from fractions import Fraction

import pytest

from banso.judgement.reports.rules import attribution, periods
from banso.judgement.reports.rules.cohorts import Cohort, Point, cohorts, mean_curve


@pytest.mark.requirement("R44")
@pytest.mark.parametrize(
    ("name", "fiscal", "first", "last"),
    [
        ("last_12", 4, date(2025, 3, 1), date(2026, 2, 1)),
        ("this_year", 4, date(2025, 4, 1), date(2026, 3, 1)),
        ("this_year", 1, date(2026, 1, 1), date(2026, 12, 1)),
        ("last_year", 4, date(2024, 4, 1), date(2025, 3, 1)),
        ("this_quarter", 4, date(2026, 1, 1), date(2026, 3, 1)),
        ("this_quarter", 2, date(2026, 2, 1), date(2026, 4, 1)),
        ("last_quarter", 12, date(2025, 12, 1), date(2026, 2, 1)),
    ],
)
def test_windows_of_a_fiscal_year_that_begins_in_any_month(name, fiscal, first, last):
    assert periods.window(name, date(2026, 2, 1), fiscal) == (first, last)


@pytest.mark.parametrize(("month", "number"), [(4, 1), (6, 1), (7, 2), (12, 3), (3, 4)])
def test_quarters_are_counted_from_the_fiscal_start(month, number):
    assert periods.quarter_number(date(2026, month, 1), 4) == number


def test_months_are_added_over_the_year():
    assert periods.plus(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert periods.months_between(date(2025, 12, 1), date(2026, 1, 1)) == 2
    assert periods.month_end(date(2024, 2, 1)) == date(2024, 2, 29)


def points(*values: tuple[int, int]) -> list[Point]:
    return [Point(periods.month_end(date(2026, at, 1)), Fraction(mrr), n) for at, (mrr, n) in enumerate(values, 1)]


@pytest.mark.requirement("R50")
def test_a_cohort_begins_with_its_first_mrr_and_is_seen_by_age():
    found = cohorts({"2026-02": points((0, 0), (400, 4), (500, 4), (100, 1)), "2026-09": points((0, 0))})
    assert found == [Cohort("2026-02", 4, Fraction(400), (1.0, 1.25, 0.25), (1.0, 1.0, 0.25))]


def test_the_mean_weighs_cohorts_and_stops_where_they_are_too_few():
    found = cohorts({"a": points((900, 9), (450, 3)), "b": points((100, 1))})
    assert mean_curve(found, of="logos") == [1.0, 3 / 9]
    assert mean_curve(found, of="money") == [1.0, 0.5]
    assert mean_curve(found[1:], of="money") == [None]


@pytest.mark.requirement("R67")
def test_what_happens_soon_after_a_hand_over_counts_for_the_one_before():
    spans = {1: [(None, 7), (date(2026, 1, 10), 8)]}
    counted = attribution.intervals(spans, days=30)
    assert counted == {1: [(None, "7"), (date(2026, 2, 9), "8")]}
    assert attribution.on(counted[1], date(2026, 2, 8)) == "7"
    assert attribution.on(counted[1], date(2026, 2, 9)) == "8"


def test_who_had_it_for_a_short_while_gets_nothing_of_it_and_the_first_has_what_was_before():
    spans = {1: [(date(2026, 1, 1), 7), (date(2026, 3, 1), 8), (date(2026, 3, 1), 9)]}
    assert attribution.intervals(spans, days=30) == {1: [(None, "7"), (date(2026, 3, 31), "9")]}
    assert attribution.on([], date(2026, 3, 1)) == ""
