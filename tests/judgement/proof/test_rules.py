"""Figures of a back-test against independent calculations, and its refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score, roc_auc_score

from banso.judgement.proof.rules import (
    Sample,
    auc,
    average_precision,
    bootstrap_auc,
    brier,
    calibration,
    figures,
    lead_time,
    lift_by_day,
    lift_of_share,
    log_loss,
    seen_before,
    verdict_of,
    wilson,
)


@st.composite
def risks(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Risks with many ties, and outcomes with both kinds."""
    n = draw(st.integers(2, 80))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    risk = random.integers(0, draw(st.integers(1, 30)), n).astype(float)
    lost = random.random(n) < 0.4
    lost[0], lost[-1] = True, False
    return risk, lost


@given(risks())
def test_auc_and_average_precision_agree_with_scikit_learn(data) -> None:
    risk, lost = data
    assert auc(risk, lost) == pytest.approx(roc_auc_score(lost, risk), abs=1e-12)
    assert average_precision(risk, lost) == pytest.approx(average_precision_score(lost, risk), abs=1e-12)


@pytest.mark.parametrize("lost", [[True, True], [False, False]])
def test_auc_without_both_outcomes_is_no_number(lost) -> None:
    assert np.isnan(auc(np.array([1.0, 2.0]), np.array(lost)))


@settings(max_examples=20, deadline=None)
@given(risks())
def test_bootstrap_is_seeded_and_draws_accounts_whole(data) -> None:
    risk, lost = data
    accounts = np.arange(len(risk)) // 2
    first = bootstrap_auc([risk, -risk], lost, accounts, seed=3)
    assert np.array_equal(first, bootstrap_auc([risk, -risk], lost, accounts, seed=3))
    assert np.all((first >= 0) & (first <= 1))
    assert first[:, 0] == pytest.approx(1 - first[:, 1])  # the same draws for every risk


def test_bootstrap_against_a_loop() -> None:
    random = np.random.default_rng(1)
    accounts = np.repeat(np.arange(60), 4)
    lost = np.repeat(random.random(60) < 0.3, 4)
    risk = np.repeat(random.normal(size=60), 4) + 0.1 * random.normal(size=240) + lost
    found = bootstrap_auc([risk], lost, accounts)[:, 0]
    plain = []
    for _ in range(800):
        drawn = np.concatenate([np.flatnonzero(accounts == a) for a in random.integers(0, 60, 60)])
        plain.append(roc_auc_score(lost[drawn], risk[drawn]))
    assert np.quantile(found, [0.025, 0.975]) == pytest.approx(np.quantile(plain, [0.025, 0.975]), abs=0.03)
    naive = bootstrap_auc([risk], lost, np.arange(240))[:, 0]
    assert found.std() > 1.3 * naive.std()


@pytest.mark.parametrize(
    ("risk", "lost", "share", "expected"),
    [
        ([4, 3, 2, 1], [1, 0, 0, 0], 0.25, 4.0),
        ([4, 4, 1, 1], [1, 0, 0, 0], 0.25, 2.0),  # a tie at the cut: half of it
        ([1, 1, 1, 1], [1, 0, 1, 0], 0.5, 1.0),
        ([4, 3, 2, 1], [0, 0, 0, 1], 0.5, 0.0),
        ([4, 3, 2, 1], [1, 1, 0, 0], 1.0, 1.0),
    ],
)
def test_lift(risk, lost, share, expected) -> None:
    assert lift_of_share(np.array(risk, float), np.array(lost, bool), share) == pytest.approx(expected)


def test_lift_without_a_loss_is_no_number() -> None:
    assert np.isnan(lift_of_share(np.array([1.0, 2.0]), np.zeros(2, bool), 0.5))


def test_lift_at_capacity_takes_the_top_of_each_day() -> None:
    days = np.array([1, 1, 1, 2, 2, 2])
    risk = np.array([9.0, 1, 2, 100, 99, 98])
    lost = np.array([True, False, False, True, False, False])
    assert lift_by_day(risk, lost, days, 1) == pytest.approx(3.0)
    assert lift_by_day(risk, lost, days, 50) == pytest.approx(1.0)


@given(st.integers(0, 40), st.integers(1, 40))
def test_wilson(events, extra) -> None:
    n = events + extra
    expected = binomtest(events, n).proportion_ci(0.95, method="wilson")
    assert wilson(events, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_calibration_bins_and_slope() -> None:
    random = np.random.default_rng(5)
    logit = random.normal(-1, 1.5, 3000)
    p = 1 / (1 + np.exp(-logit))
    lost = random.random(3000) < 1 / (1 + np.exp(-1.7 * logit - 0.2))
    found = calibration(p, lost)
    assert found is not None
    assert [b.n for b in found.bins] == [300] * 10
    assert sum(b.events for b in found.bins) == lost.sum()
    assert all(b.low <= b.observed <= b.high for b in found.bins)
    assert all(a.predicted < b.predicted for a, b in zip(found.bins, found.bins[1:], strict=False))
    loss = lambda c: np.logaddexp(0, c[0] + c[1] * logit).sum() - lost @ (c[0] + c[1] * logit)  # noqa: E731
    assert (found.intercept, found.slope) == pytest.approx(minimize(loss, [0, 1]).x, abs=1e-3)
    assert brier(p, lost) == pytest.approx(np.mean((p - lost) ** 2))
    assert log_loss(p, lost) == pytest.approx(loss([0, 1]) / 3000)


@pytest.mark.parametrize(("events", "bins"), [(5, 1), (9, 1), (10, 2), (49, 9), (80, 10)])
def test_as_many_bins_as_events_allow(events, bins) -> None:
    lost = np.arange(200) < events
    found = calibration(np.linspace(0.9, 0.1, 200), lost)
    assert found is not None
    assert len(found.bins) == bins


def test_no_calibration_with_fewer_than_five_events() -> None:
    assert calibration(np.linspace(0.1, 0.9, 50), np.arange(50) < 4) is None


def test_separated_outcomes_have_no_slope() -> None:
    found = calibration(np.linspace(0.1, 0.9, 50), np.arange(50) >= 25)
    assert found is not None
    assert found.slope is None


def test_lead_time() -> None:
    certain = np.array([200.0, 200, 200, 200, 200])
    first = np.array([100.0, 150, 20, 210, np.nan])
    found = lead_time(certain, first)
    assert (found.n, found.alerted, found.median, found.p25) == (5, 3, 100, 75)
    assert found.share_useful == pytest.approx(2 / 3)
    assert lead_time(certain[4:], first[4:]).median is None


@pytest.mark.parametrize(
    ("losses", "interval", "difference", "code", "reasons"),
    [
        (9, (0.8, 0.9), 0.1, "too_few", ()),
        (50, None, None, "too_few", ()),
        (10, (0.74, 1.0), 0.1, "not_shown", ("wide",)),
        (10, (0.75, 1.0), 0.1, "works", ()),
        (30, (0.5, 0.7), 0.1, "not_shown", ("chance",)),
        (99, (0.8, 0.9), 0.0, "not_shown", ("line",)),
        (99, (0.8, 0.9), -0.1, "not_shown", ("line",)),
        (99, (0.8, 0.9), 0.01, "works", ()),
        (99, (0.8, 0.9), None, "works", ()),
        (12, (0.4, 0.9), -0.1, "not_shown", ("wide", "chance", "line")),
    ],
)
def test_verdict(losses, interval, difference, code, reasons) -> None:
    found = verdict_of(losses, interval, difference, (0.0, 0.0))
    assert (found.code, found.reasons) == (code, reasons)


def sample_of(losses: int, n: int = 200) -> Sample:
    """Rows of one account each, `losses` of them lost, ranked well but not perfectly."""
    random = np.random.default_rng(2)
    lost = np.arange(n) < losses
    risk = 1 / (1 + np.exp(-(random.normal(size=n) + 2.5 * lost - 2)))
    weak = random.normal(size=n) + 0.5 * lost
    return Sample(np.arange(n), np.zeros(n, np.int64), risk, lost, {"line": weak})


@pytest.mark.parametrize("losses", [0, 9, 195])
def test_below_ten_of_either_outcome_only_counts_stand(losses) -> None:
    found = figures(sample_of(losses), line="line", is_probability=True)
    assert (found.n, found.events, found.verdict.code) == (200, losses, "too_few")
    assert (found.auc, found.auc_interval, found.lift_at, found.baselines) == (None, None, None, None)


def test_figures_come_with_interval_counts_and_difference() -> None:
    found = figures(sample_of(40), line="line", is_probability=True, capacity=20)
    assert found.verdict.code == "works"
    assert found.auc_interval is not None
    assert found.auc is not None
    assert found.auc_interval[0] < found.auc < found.auc_interval[1]
    assert found.baselines is not None
    assert found.verdict.difference == pytest.approx(found.auc - found.baselines["line"].auc)
    assert set(found.lift_at or ()) == {"5", "10", "20", "capacity"}
    assert None not in (found.brier, found.log_loss, found.calibration)


def test_a_score_gets_no_figures_of_a_probability() -> None:
    found = figures(sample_of(40), line="line", is_probability=False)
    assert (found.brier, found.log_loss, found.calibration) == (None, None, None)


def test_many_rows_are_quick() -> None:
    random = np.random.default_rng(3)
    n = 300_000
    lost = random.random(n) < 0.1
    found = bootstrap_auc([random.normal(size=n) + lost], lost, np.repeat(np.arange(n // 6), 6))
    assert len(found) >= 200


def test_who_was_on_the_list_before_falling_silent() -> None:
    last_used = {1: 1000, 2: 1000, 3: 1000, 4: 1000}
    lists = [
        (818, [1]),  # more than 26 weeks before the silence starts on day 1001
        (819, [2]),
        (1000, [1, 2]),
        (1092, [3]),
        (1093, [4]),  # more than 13 weeks into it
        (900, [9]),
    ]
    found = seen_before(last_used, lists)
    assert (found.n, found.alerted) == (4, 3)
    assert found.median == 180  # certain on day 1180; listed on 1000, 819 and 1092
    assert seen_before({}, lists).n == 0
