"""Forecasts of CMRR as rules: the hazard, the shared shock, the interval, what is refused, what a scenario does."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.judgement.forecasts.rules import committed
from banso.judgement.forecasts.rules.committed import (
    Growth,
    Origin,
    Scenario,
    draw,
    growth_of,
    last_rate,
    naive,
    new_of,
    outcome,
    record,
    shocked,
    sigma,
)
from banso.judgement.forecasts.rules.interval import expit
from banso.judgement.forecasts.rules.renewing import Past, fit, kept, standing

pytestmark = pytest.mark.requirement("R46", "B8")

MONTHS, AHEAD = 24, 12


def past(seed: int, accounts: int, *, at_term: float = 0.2, between: float = 0.004, silent: float = 0.0) -> Past:
    """Accounts with a term of a year each, that are lost with a chance at its end, and seldom between."""
    random = np.random.default_rng(seed)
    offset = random.integers(0, 12, accounts)
    month = np.arange(MONTHS + AHEAD)
    term = (month[None, :] + offset[:, None]) % 12 == 0
    silence = np.repeat(random.normal(size=(accounts, 1)), MONTHS + 1, axis=1)
    value = np.round(random.lognormal(3, 1, accounts), 2)
    base = np.zeros((accounts, MONTHS + 1))
    base[:, 0] = value
    for step in range(MONTHS):
        logit = np.where(term[:, step], np.log(at_term / (1 - at_term)), np.log(between / (1 - between)))
        lost = random.random(accounts) < expit(logit + silent * silence[:, step])
        base[:, step + 1] = np.where(lost, 0, base[:, step])
    return Past(base, term, np.zeros_like(term), silence, np.tile(np.arange(MONTHS + 1.0), (accounts, 1)) + 12)


def test_what_was_lost_at_terms_is_feared_at_terms() -> None:
    seen = past(1, 600, silent=0.8)
    found = fit(seen)
    assert found.losses > 100
    stays = kept(seen, found)
    assert (np.diff(stays, axis=1) <= 0).all()
    month = np.concatenate([np.ones((600, 1)), stays[:, :-1]], axis=1)
    hazard, ahead = 1 - stays / month, seen.term[:, MONTHS:]
    assert hazard[ahead].mean() == pytest.approx(0.2, abs=0.06)
    assert hazard[~ahead].mean() < 0.02
    loud, quiet = seen.silence[:, -1] > 1, seen.silence[:, -1] < -1
    assert hazard[loud][ahead[loud]].mean() > 1.5 * hazard[quiet][ahead[quiet]].mean()


@pytest.mark.parametrize(
    ("accounts", "losses_from", "code"), [(600, 1, "full"), (600, 30, "full"), (15, 1, "thin"), (3, 1, "thin")]
)
def test_no_probability_where_history_is_too_thin(accounts: int, losses_from: int, code: str) -> None:
    seen = past(losses_from, accounts)
    found = standing(fit(seen), int((seen.base[:, -1] > 0).sum()))
    assert found.code == code
    assert (found.losses < found.needed) == (code == "thin")


def test_few_accounts_with_much_history_get_a_range_only() -> None:
    assert standing(fit(past(2, 200)), 15).code == "range"


# --- the shared shock ------------------------------------------------------------------------------------------


def origin(expected: float, observed: float, variance: float = 4.0, slope: float = 10.0) -> Origin:
    return Origin(100, expected, observed, variance, slope, expected - 3, expected + 3, 10)


@pytest.mark.parametrize(
    ("origins", "expected"),
    [
        ([], 0.3),
        ([origin(10, 10)] * 3, 0.3),
        ([origin(10, 10)] * 4, 0.0),  # closer than chance alone
        ([origin(10, 14)] * 4, np.sqrt((16 - 4) / 100)),
        ([origin(10, 6)] * 2 + [origin(10, 10)] * 2, np.sqrt((2 * 16 - 4 * 4) / 400)),
    ],
)
def test_the_shock_is_what_past_origins_missed_beyond_chance(origins: list[Origin], expected: float) -> None:
    assert sigma(origins) == pytest.approx(expected)


def test_the_record_of_past_origins() -> None:
    found = record([origin(10, 14), origin(10, 6), origin(10, 11)])
    assert found.origins == 3
    assert found.error == pytest.approx(9 / 31)
    assert found.bias == pytest.approx(-1 / 300)
    assert found.coverage == pytest.approx(1 / 3)
    assert found.naive_error == pytest.approx((4 + 4 + 1) / 31)
    assert record([]).error is None


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=20), st.floats(-3, 3))
def test_a_shock_moves_all_probabilities_one_way(probabilities: list[float], shock: float) -> None:
    p = np.array(probabilities)
    moved = shocked(p, shock)
    assert ((moved - p) * np.sign(shock) >= -1e-12).all()


def test_the_interval_holds_what_comes_as_often_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worlds with a shock of .5 of their own: of the 80 % intervals 70 to 90 % hold the loss that came."""
    monkeypatch.setattr(committed, "DRAWS", 400)
    random = np.random.default_rng(3)
    value, p = random.lognormal(3, 1, 150), np.repeat(random.uniform(0.6, 0.97, (150, 1)), 2, axis=1)
    inside = alone = 0
    for world in range(120):
        came = random.random(150) >= shocked(p[:, 0], float(random.normal(0, 0.5)))
        for spread in (0.5, 0.0):
            found = draw(value, p, 0.0, spread=spread, growth=Growth(), new=np.empty(0), seed=world).lost
            hit = found.low[0] <= value @ came <= found.high[0]
            inside, alone = inside + (spread > 0 and hit), alone + (spread == 0 and hit)
    assert 0.7 <= inside / 120 <= 0.9
    assert alone < inside  # independent draws are too sure


def test_many_accounts_are_drawn_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    value, p = random.lognormal(3, 1, 800), np.repeat(random.uniform(0.6, 0.97, (800, 1)), 3, axis=1)
    asked: dict[str, Any] = {"spread": 0.3, "growth": Growth(0.01, 0.02, 12), "new": np.array([5.0, 15.0])}
    one = draw(value, p, 100.0, **asked)
    monkeypatch.setattr(committed, "_EXACT", 0)
    other = draw(value, p, 100.0, **asked)
    for name in ("mean", "low", "high"):
        np.testing.assert_allclose(getattr(one.total, name), getattr(other.total, name), rtol=0.02)
    assert one.new.mean[2] == pytest.approx(30, rel=0.1)
    assert (one.total.low <= one.total.mean).all()
    assert (one.total.mean <= one.total.high).all()


# --- beside it -------------------------------------------------------------------------------------------------


def test_growth_new_business_and_the_last_closed_rate() -> None:
    base = np.array([[100, 110, 121, 121, 121, 121, 121], [50, 50, 50, 50, 50, 50, 0], [0, 0, 0, 30, 30, 30, 30.0]])
    assert growth_of(base, months=2).mean == pytest.approx(0.0)
    assert growth_of(base, months=6).mean == pytest.approx((10 / 150 + 11 / 160) / 6)
    assert new_of(base, months=6).tolist() == [0, 0, 30, 0, 0, 0]
    assert last_rate(base) == pytest.approx(50 / 150)
    assert naive(300.0, 10.0, 0.19, 6)[5] == pytest.approx(300 * 0.81 + 10)


@given(st.floats(-90, 200), st.floats(-2, 2), st.floats(-10, 20), st.integers(0, 5))
@settings(max_examples=50)
def test_a_scenario_goes_the_way_one_expects(churn: float, expansion: float, price: float, hires: int) -> None:
    random = np.random.default_rng(5)
    value = random.lognormal(3, 1, 30)
    stays: Any = np.cumprod(random.uniform(0.9, 1, (30, 12)), axis=1)
    term = random.random((30, 12)) < 0.1
    asked: dict[str, Any] = {"growth": Growth(0.002), "csms": 2}

    def path(one: Scenario) -> Any:
        return outcome(value, stays, term, 20.0, given=one, **asked)

    plain = path(Scenario())
    np.testing.assert_allclose(plain.path, committed.expected(value, stays, 20.0, Growth(0.002)))
    assert np.sign(path(Scenario(churn=churn)).path[-1] - plain.path[-1]) in (0, -np.sign(churn))
    assert np.sign(path(Scenario(expansion=expansion)).path[-1] - plain.path[-1]) in (0, np.sign(expansion))
    assert np.sign(path(Scenario(price=price)).path[-1] - plain.path[-1]) in (0, np.sign(price))
    assert path(Scenario(hires=hires)).accounts_each == pytest.approx((plain.accounts_each or 0) * 2 / (2 + hires))


def test_nobody_looks_after_nothing() -> None:
    found = outcome(np.ones(1), np.ones((1, 2)), np.zeros((1, 2), bool), 0.0, growth=Growth(), csms=0, given=Scenario())
    assert found.accounts_each is None
