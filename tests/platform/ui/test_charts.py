"""Charts: well-formed SVG whatever the numbers, nothing inline, and the table behind each."""

import math
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.platform.ui import charts, figures

DAY = date(2026, 11, 23)
LEVELS = [(0, "0"), (50, "50"), (100, "100")]
VALUES = st.one_of(st.none(), st.floats(allow_infinity=False, min_value=-1e9, max_value=1e9), st.just(math.nan))


def drawn(markup):
    """The roots of the SVG elements in ``markup``; fails where it is not well-formed or carries styles."""
    assert "style=" not in markup
    assert "nan" not in markup.lower()
    return list(ET.fromstring(f"<p>{markup}</p>"))  # noqa: S314 - our own markup


@given(st.lists(VALUES, max_size=60))
def test_sparklines_are_well_formed(values):
    (root,) = drawn(charts.sparkline(values, band="poor"))
    assert root.get("aria-hidden") == "true"


def test_a_gap_stays_a_gap():
    (root,) = drawn(charts.sparkline([1, 2, None, 3, 4]))
    assert len(root.findall("polyline")) == 2


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_intervals_are_well_formed(value, low, high):
    drawn(charts.interval(value, min(low, high), max(low, high)))


@given(VALUES, st.floats(0, 1e6))
def test_deltas_stay_inside(value, scale):
    (root,) = drawn(charts.delta(None if value is None or math.isnan(value) else value, scale, width=100))
    for bar in root.findall("rect"):
        assert 0 <= float(bar.get("x", 0)) <= 100


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=1, max_size=80))
def test_lines_over_time_have_their_table(values):
    points = [(DAY + timedelta(days=7 * at), value) for at, value in enumerate(values)]
    figure = figures.line_over_time(points, label="L", name="Health", language="en", levels=LEVELS)
    wide, narrow = drawn(figure.svg)
    assert wide.get("role") == narrow.get("role") == "img"
    assert wide.get("aria-label") == "L"
    assert len(figure.rows) == len(values)


def test_marks_are_numbered_on_the_picture_and_below_it():
    points = [(DAY + timedelta(days=at), float(at)) for at in range(30)]
    marks = [figures.Mark(DAY + timedelta(days=3), "first <b>"), figures.Mark(DAY + timedelta(days=9), "second")]
    figure = figures.line_over_time(points, label="L", name="N", language="ja", levels=LEVELS, marks=marks)
    assert [(number, text) for number, _day, text in figure.marks] == [(1, "first <b>"), (2, "second")]
    drawn(figure.svg)


@pytest.mark.parametrize("counts", [[0.0] * 12, [5.0], [1.0, 200_000.0, 3.0]])
def test_bars_are_well_formed(counts):
    bars = [figures.Bar(DAY + timedelta(days=7 * at), count, detail=1) for at, count in enumerate(counts)]
    figure = figures.weekly_bars(bars, label="L", names=("Events", "Users"), language="ja")
    drawn(figure.svg)
    assert len(figure.rows) == len(counts)


def test_calibration_and_comparison_are_well_formed():
    said = [figures.Said(0.01, 0.0, 0.0, 0.2, 40), figures.Said(0.97, 1.0, 0.8, 1.0, 12)]
    drawn(figures.calibration(said, label="L", language="en").svg)
    rated = [figures.Rated("a & b", 0.9, 0.8, 1.0, strong=True), figures.Rated("c", 0.2, None, None)]
    drawn(figures.comparison(rated, label="L", name="AUC", language="en").svg)


@pytest.mark.parametrize(("highest", "expected"), [(0, [0]), (25, [0, 10, 20]), (0.5, [0, 0.2, 0.4]), (7, [0, 5])])
def test_ticks_are_round(highest, expected):
    assert figures.ticks(highest) == pytest.approx(expected)
