"""The product's defaults on a real stream, end to end: imported, computed as of each quarter, back-tested."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from banso.judgement.forecasts.api import predict_frame, state
from banso.judgement.metrics.api import frame
from banso.judgement.proof.api import EVENTS, LINE, Backtest, backtest
from banso.platform.tenancy.api import scope
from tests.cast import make_workspace
from tests.judgement.proof.usage_loading import load_stream
from tests.judgement.proof.usage_oracle import inputs, read_stream

pytestmark = pytest.mark.requirement("B4")

NOW = datetime(2026, 11, 25, tzinfo=UTC)
FIRST, LAST = date(2019, 6, 30), date(2025, 12, 31)
DOMAINS = {"attribute": "kind", "op": "ne", "value": "individual"}


def judge(subject: str) -> Backtest:
    return backtest(subject, now=NOW, first=FIRST, last=LAST, filter_tree=DOMAINS)


@pytest.mark.requirement("R31", "R35", "B2")
def test_defaults_on_a_real_stream(db, shared) -> None:
    folder = shared / "data" / "usage_dpdk"
    with scope(make_workspace(timezone="UTC")), override("en"):
        ids = load_stream(folder, now=NOW)
        card, model = judge("scorecard:starter"), judge("model:silence")
        assert (card.everybody.n, card.everybody.events, card.engaged.n) == (911, 235, 452)
        assert (model.everybody.n, model.everybody.events, card.left_out) == (911, 235, 0)
        assert_reference(card, model)
        assert judge("scorecard:starter") == card  # the kept one
        assert state(LAST).state.code == "updated"
        assert_equal_to_oracle(folder, ids)


def assert_reference(card: Backtest, model: Backtest) -> None:
    """The figures that the design measured, and what the product must reach."""
    assert card.everybody.baselines is not None
    assert card.engaged.baselines is not None
    assert card.everybody.auc == pytest.approx(0.8893, abs=1e-4)
    assert card.engaged.auc == pytest.approx(0.887, abs=1e-3)
    assert card.everybody.baselines[LINE].auc == pytest.approx(0.8873, abs=1e-4)
    assert card.everybody.baselines[EVENTS].auc == pytest.approx(0.822, abs=1e-3)
    assert card.engaged.baselines[LINE].auc == pytest.approx(0.868, abs=1e-3)
    assert card.engaged.baselines[EVENTS].auc == pytest.approx(0.852, abs=1e-3)
    assert model.everybody.auc is not None
    assert model.everybody.auc >= 0.889
    assert model.everybody.brier is not None
    assert model.everybody.brier <= 0.119
    assert model.everybody.calibration is not None
    assert model.everybody.calibration.slope is not None
    assert 0.9 <= model.everybody.calibration.slope <= 1.3
    # Learnt from all accounts, also those the filter leaves out, so not the reference's .885 to the digit.
    assert model.engaged.auc == pytest.approx(0.885, abs=4e-3)
    body = model.to_json()
    assert "Better than the line (0.887)" in body["verdict"]
    assert "16 losses in 452 rows" in body["engaged"]["verdict"]


def assert_equal_to_oracle(folder, ids: dict[str, int]) -> None:
    """Every metric of every account on a day, against plain numpy."""
    day = date(2026, 3, 31)
    found = frame([day])
    for account, stream in read_stream(folder, domain_only=False).items():
        expected = inputs(stream, day)
        row = found.row_of(ids[account])
        if expected is None:
            # Counts of touches and tasks are known of every account.
            assert row is None or row["events_90d"] is None
            continue
        assert row is not None
        known = {slug: value for slug, value in expected.items() if value == value}  # noqa: PLR0124 - not NaN
        assert {slug: row[slug] for slug in known} == pytest.approx(known, abs=1e-9)
    probabilities = predict_frame(found).silence_180d
    assert ((probabilities > 0) == (found.values["active_days_90"] > 0)).all()
