"""Today's order and the precision of rules, as tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.judgement.signals.rules import TodayRules, precision, rank, wilson

pytestmark = pytest.mark.requirement("R38", "B10")

NONE = np.nan
LONG_AGO = -(10**6)


def ranked(**columns):
    size = max(len(values) for values in columns.values())
    defaults = {"value": NONE, "silence": NONE, "prior": NONE, "newest": LONG_AGO}
    full = {name: np.array(columns.get(name, [default] * size), dtype=float) for name, default in defaults.items()}
    return rank(TodayRules(), day=100, **full)


def test_chance_is_the_larger_of_silence_and_prior():
    found = ranked(silence=[0.1, 0.5, NONE, 0.05, NONE], prior=[0.35, 0.35, 0.27, NONE, NONE])
    assert found.chance.tolist() == [0.35, 0.5, 0.27, 0.05, 0.2]
    assert found.order.tolist() == [1, 0, 2, 4, 3]


@pytest.mark.parametrize(("began", "urgency"), [(100, 2), (94, 2), (93, 1), (LONG_AGO, 1)])
def test_urgent_is_what_began_in_the_last_7_days(began, urgency):
    assert ranked(newest=[began]).urgency.tolist() == [urgency]


def test_score_is_value_times_chance_times_urgency():
    found = ranked(value=[1000, 200], silence=[0.5, 0.9], newest=[LONG_AGO, 98])
    assert found.score.tolist() == pytest.approx([500, 360])


def test_an_unknown_value_counts_as_the_middle_one():
    found = ranked(value=[100, NONE, 900, 500])
    assert found.value.tolist() == [100, 500, 900, 500]
    assert ranked(value=[NONE, NONE]).value.tolist() == [1, 1]


def test_equal_scores_go_by_the_chance_of_silence():
    found = ranked(silence=[0.01, 0.15, NONE, 0.19])
    assert found.order.tolist() == [2, 3, 1, 0]


def test_nobody_to_help():
    assert ranked(value=[]).order.tolist() == []


def test_too_few_answers_are_no_precision():
    assert precision(9, 0).share is None
    found = precision(6, 4)
    assert found.share == 0.6
    assert (found.low, found.high) == pytest.approx((0.3127, 0.8318), abs=1e-4)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share(hits, misses):
    low, high = wilson(hits, hits + misses)
    assert 0 <= low <= hits / (hits + misses) <= high <= 1
