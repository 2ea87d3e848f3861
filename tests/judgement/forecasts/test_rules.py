"""Starting probability, update, interval and state."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from banso.judgement.forecasts.rules import (
    INPUT_SLUGS,
    STARTING,
    Model,
    design,
    predict,
    state_of,
    update,
)

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "golden_science" / "starter_cases.json"
ROUNDED = 2e-6  # the golden inputs carry six digits


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    cases: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return cases


def columns_of(cases: dict[str, dict[str, float]]) -> dict[str, np.ndarray]:
    return {slug: np.array([case[slug] for case in cases.values()]) for slug in INPUT_SLUGS}


@pytest.mark.requirement("R35")
def test_golden_starting_probability(golden) -> None:
    cases = golden["expected"]
    found = predict(STARTING, design(columns_of(cases))).probability
    expected = [case["starting_probability"] for case in cases.values()]
    assert found == pytest.approx(expected, abs=ROUNDED)


@pytest.mark.requirement("R35")
def test_golden_update(golden) -> None:
    cases = golden["expected"]
    rows = design(columns_of(cases))
    lost = np.array([case["silent_next_180d"] == 1 for case in cases.values()])
    model = update(rows, lost, np.arange(len(lost)))
    assert model.coefficients == pytest.approx(golden["update"]["intercept_and_slopes"], abs=ROUNDED)
    expected = [case["probability_after_update"] for case in cases.values()]
    assert predict(model, rows).probability == pytest.approx(expected, abs=ROUNDED)
    assert (model.rows, model.losses) == (4, 3)


def test_the_shipped_constants_are_the_golden_ones(golden) -> None:
    given_inputs = golden["starting_model"]["inputs"]
    assert [entry["slug"].split(" ")[0] for entry in given_inputs] == list(INPUT_SLUGS)
    slopes = [entry["coef"] for entry in given_inputs]
    assert list(STARTING.coefficients) == [golden["starting_model"]["intercept"], *slopes]


def test_a_missing_input_takes_its_mean() -> None:
    rows = design({"active_days_90": np.array([np.nan, 5.0])})
    assert rows[0].tolist() == [1.0] + [0.0] * 8
    assert rows[1, 4] != 0


def test_inputs_are_clipped_at_four_deviations() -> None:
    rows = design({"active_users_90d": np.array([1e9]), "days_since_last_event": np.array([0.0])})
    assert rows[0, 7] == 4
    assert np.abs(rows).max() <= 4


@st.composite
def labelled(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random rows, outcomes and accounts; outcomes may be all alike or perfectly separated."""
    n = draw(st.integers(1, 60))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = np.column_stack([np.ones(n), random.uniform(-4, 4, (n, 8))])
    lost = draw(st.sampled_from(["random", "all", "none", "separated"]))
    outcome = {
        "random": random.random(n) < 0.3,
        "all": np.ones(n, bool),
        "none": np.zeros(n, bool),
        "separated": rows[:, 1] > 0,
    }[lost]
    return rows, outcome, random.integers(0, max(1, n // 3), n)


@settings(max_examples=40, deadline=None)
@given(labelled())
def test_update_is_the_maximum_a_posteriori(data) -> None:
    rows, lost, accounts = data
    prior = np.array(STARTING.coefficients)
    sd = np.array([0.5] + [0.1] * 8)

    def objective(beta):
        logit = rows @ beta
        return np.logaddexp(0, logit).sum() - lost @ logit + (((beta - prior) / sd) ** 2).sum() / 2

    model = update(rows, lost, accounts)
    oracle = minimize(objective, prior, method="BFGS", options={"gtol": 1e-8})
    assert objective(np.array(model.coefficients)) <= oracle.fun + 1e-9
    assert model.coefficients == pytest.approx(oracle.x, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(labelled())
def test_the_interval_holds_the_probability_and_is_finite(data) -> None:
    rows, lost, accounts = data
    found = predict(update(rows, lost, accounts), rows)
    assert np.all((found.low > 0) & (found.low < found.probability))
    assert np.all((found.probability < found.high) & (found.high < 1))


def test_rows_of_one_account_say_less_than_rows_of_many() -> None:
    random = np.random.default_rng(7)
    rows = np.column_stack([np.ones(200), np.repeat(random.normal(size=(20, 8)), 10, axis=0)])
    lost = np.repeat(random.random(20) < 0.3, 10)
    clustered = update(rows, lost, np.repeat(np.arange(20), 10))
    naive = update(rows, lost, np.arange(200))
    assert clustered.coefficients == naive.coefficients
    wide, narrow = (predict(model, rows) for model in (clustered, naive))
    assert np.mean(wide.high - wide.low) > 1.3 * np.mean(narrow.high - narrow.low)


def test_without_closed_rows_the_starting_model_stands() -> None:
    nothing = np.empty((0, 9))
    assert update(nothing, np.empty(0, bool), np.empty(0, np.int64)) is STARTING


@pytest.mark.parametrize(
    ("rows", "losses", "code"),
    [(0, 0, "unchecked"), (40, 0, "provisional"), (90, 24, "provisional"), (90, 25, "updated")],
)
def test_the_state_in_codes(rows: int, losses: int, code: str) -> None:
    found = state_of(Model(STARTING.coefficients, STARTING.covariance, rows, losses))
    assert (found.code, found.rows, found.losses) == (code, rows, losses)
