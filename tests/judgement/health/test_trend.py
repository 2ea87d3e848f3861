"""How health moves: the pace is robust, and both follow the days of the book."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.judgement.health.api import CHANGE, HEALTH, VELOCITY
from banso.judgement.health.queries.trends import produce
from banso.judgement.health.rules.trend import WEEKS, velocity
from banso.judgement.metrics import api as metrics
from banso.judgement.metrics.rules.frame import Frame
from tests.judgement.signals.company import Use, account, days, moment

pytestmark = pytest.mark.requirement("R29")

LAST = date(2026, 3, 31)


def paces(*rows: list[float]) -> list[float]:
    return [float(pace) for pace in velocity(np.array(rows, dtype=float))]


def test_the_pace_of_a_line_is_its_slope_whatever_one_week_says() -> None:
    line = [50 - 2.0 * week for week in range(WEEKS)]
    odd = [*line]
    odd[6] = 100.0
    odd[12] = 0.0
    assert paces(line, odd, [40.0] * WEEKS) == pytest.approx([-2.0, -2.0, 0.0])


def test_too_few_weeks_have_no_pace() -> None:
    short = [np.nan] * 11 + [50.0, 40.0]
    assert np.isnan(paces(short)[0])


@given(st.lists(st.floats(0, 100), min_size=WEEKS, max_size=WEEKS), st.floats(-5, 5))
def test_a_steady_drift_adds_to_the_pace(scores: list[float], drift: float) -> None:
    moved = [score + drift * week for week, score in enumerate(scores)]
    before, after = paces(scores, moved)
    assert after == pytest.approx(before + drift, abs=1e-9)


def test_change_and_pace_come_from_the_book(workspace) -> None:
    acme = account("Acme", LAST - timedelta(days=400))
    Use().add(acme, days(LAST - timedelta(days=390), LAST - timedelta(days=60), 2))
    weeks = [LAST - timedelta(days=7 * back) for back in range(WEEKS)]
    metrics.compute([*weeks, LAST - timedelta(days=1)], now=moment(LAST + timedelta(days=1)))
    line = metrics.series(acme.pk, [HEALTH, CHANGE, VELOCITY], weeks[-1], LAST)
    scores = dict(zip(line.days.astype("datetime64[D]").tolist(), line.values[HEALTH], strict=True))
    assert line.values[CHANGE][-1] == pytest.approx(scores[LAST] - scores[LAST - timedelta(days=28)])
    assert line.values[VELOCITY][-1] < 0
    assert np.isnan(line.values[VELOCITY][0])


def test_nothing_in_gives_nothing(workspace) -> None:
    nothing = Frame(np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]"), {HEALTH: np.zeros(0)})
    assert [len(column) for column in produce(nothing).values()] == [0, 0]
