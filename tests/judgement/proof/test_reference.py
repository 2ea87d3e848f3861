"""The shipped card and probability on a real stream, computed beside the product's own metrics.

Reference figures: science.md section 1 and the data set's README (quarter ends 2019-06-30 to
2025-12-31, domain accounts, 911 rows, 235 lost).
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import banso.judgement.health
from banso.judgement.forecasts.rules import STARTING, design, predict, update
from banso.judgement.health.rules import read_card, score_columns
from banso.judgement.proof.rules import Figures, Sample, figures
from tests.judgement.proof.usage_oracle import (
    Rows,
    Stream,
    day_number,
    inputs,
    is_silent_after,
    labelled_rows,
    quarter_ends,
    read_stream,
    shared_folder,
    stream_of,
)

FOLDER = shared_folder() / "data" / "usage_dpdk"
GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "golden_science" / "starter_cases.json"
STARTER = Path(banso.judgement.health.__file__).parent / "definitions" / "starter.yaml"
FIRST, LAST = date(2019, 6, 30), date(2025, 12, 31)

needs_stream = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"{FOLDER} is missing: set BANSO_SHARED to the folder of the shared data"
)


def golden_streams(golden: dict[str, Any]) -> dict[str, Stream]:
    codes: dict[str, int] = {}
    rows: dict[str, list[tuple[int, int, int]]] = {}
    for event in golden["events"]:
        second = int(datetime.fromisoformat(event["at"]).timestamp())
        user = codes.setdefault(event["end_user"], len(codes))
        feature = codes.setdefault(event["feature"], len(codes))
        rows.setdefault(event["account"], []).append((second, user, feature))
    return {account: stream_of(found) for account, found in rows.items()}


@pytest.mark.requirement("R19", "R35")
def test_golden_starter_cases() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    streams = golden_streams(golden)
    day = date.fromisoformat(golden["as_of"])
    card = read_card(yaml.safe_load(STARTER.read_text(encoding="utf-8")))
    assert sorted(golden["expected"]) == sorted(set(streams) - set(golden["not_eligible"]))
    for account, expected in golden["expected"].items():
        found = inputs(streams[account], day)
        assert found is not None
        for slug in set(expected) & set(found):
            assert found[slug] == pytest.approx(expected[slug], abs=1e-6), (account, slug)
        columns = {slug: np.array([value]) for slug, value in found.items()}
        probability = predict(STARTING, design(columns)).probability[0]
        assert probability == pytest.approx(expected["starting_probability"], abs=1e-6)
        assert score_columns(card, columns).score[0] == pytest.approx(expected["starter_card"], abs=1e-6)
        assert is_silent_after(streams[account], day) == expected["silent_next_180d"]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """Every closed quarter of the stream; the test rows are those from FIRST on."""
    return labelled_rows(read_stream(FOLDER), quarter_ends(date(2011, 6, 30), LAST))


def updated_probability(rows: Rows) -> np.ndarray:
    """Each quarter's rows judged by the model of the rows that were closed on that day."""
    design_rows = design(rows.columns)
    found = np.full(len(rows.lost), np.nan)
    for day in np.unique(rows.days):
        closed = rows.days + 180 <= day
        model = update(design_rows[closed], rows.lost[closed], rows.accounts[closed])
        found[rows.days == day] = predict(model, design_rows[rows.days == day]).probability
    return found


def judged(rows: Rows, risk: np.ndarray, *, is_probability: bool = False) -> tuple[Figures, Figures]:
    """Figures of the test rows, all and engaged."""
    baselines = {
        "decayed_weeks_13": -rows.columns["decayed_weeks_13"],
        "events_90d": -rows.columns["events_90d"],
    }
    everything = Sample(rows.accounts, rows.days, risk, rows.lost, baselines)
    test = rows.days >= day_number(FIRST)
    engaged = test & (rows.columns["active_weeks_52"] >= 8)
    both = [
        figures(everything.where(keep), line="decayed_weeks_13", is_probability=is_probability)
        for keep in (test, engaged)
    ]
    return both[0], both[1]


@needs_stream
@pytest.mark.requirement("R31", "B2")
def test_starter_card_on_a_real_stream(rows: Rows) -> None:
    card = read_card(yaml.safe_load(STARTER.read_text(encoding="utf-8")))
    found, engaged = judged(rows, -score_columns(card, rows.columns).score)
    assert (found.n, found.events, engaged.n) == (911, 235, 452)
    assert found.auc == pytest.approx(0.8893, abs=5e-5)
    assert engaged.auc == pytest.approx(0.887, abs=5e-4)
    assert found.baselines is not None
    assert engaged.baselines is not None
    assert found.baselines["decayed_weeks_13"].auc == pytest.approx(0.8873, abs=5e-5)
    assert found.baselines["events_90d"].auc == pytest.approx(0.822, abs=5e-4)
    assert engaged.baselines["decayed_weeks_13"].auc == pytest.approx(0.868, abs=5e-4)
    assert engaged.baselines["events_90d"].auc == pytest.approx(0.852, abs=5e-4)
    assert found.brier is None
    assert found.verdict.code == "works"


@needs_stream
@pytest.mark.requirement("R35")
def test_starting_probability_on_a_real_stream(rows: Rows) -> None:
    probability = predict(STARTING, design(rows.columns)).probability
    found, engaged = judged(rows, probability, is_probability=True)
    assert found.auc == pytest.approx(0.8934, abs=5e-5)
    assert found.pr_auc == pytest.approx(0.700, abs=5e-4)
    assert found.brier == pytest.approx(0.1158, abs=5e-5)
    assert found.log_loss == pytest.approx(0.353, abs=5e-4)
    assert found.lift_at is not None
    assert found.lift_at["10"] == pytest.approx(3.11, abs=5e-3)
    assert engaged.auc == pytest.approx(0.885, abs=5e-4)


@needs_stream
@pytest.mark.requirement("R35")
def test_quarterly_update_on_a_real_stream(rows: Rows) -> None:
    found, engaged = judged(rows, updated_probability(rows), is_probability=True)
    assert found.auc == pytest.approx(0.8937, abs=2e-4)
    assert found.brier is not None
    assert found.brier <= 0.119
    assert found.calibration is not None
    assert found.calibration.slope == pytest.approx(1.13, abs=0.01)
    assert len(found.calibration.bins) == 10
    assert engaged.auc == pytest.approx(0.885, abs=5e-4)
