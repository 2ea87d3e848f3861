"""Which model judges a day, and which quarters it may learn from."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.judgement.forecasts.rules import closed_quarters, observed_until, quarter_of


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 3, 30), date(2025, 12, 31)),
        (date(2026, 9, 29), date(2026, 6, 30)),
        (date(2026, 12, 30), date(2026, 9, 30)),
        (date(2026, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_newest_quarter_end_judges_a_day(day: date, quarter: date) -> None:
    assert quarter_of(day) == quarter


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_quarter_is_never_older_than_a_quarter(day: date) -> None:
    assert timedelta(0) <= day - quarter_of(day) <= timedelta(days=91)


def test_only_quarters_with_180_days_behind_them_teach() -> None:
    found = closed_quarters(date(2024, 2, 10), date(2025, 6, 30))
    assert found == [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)]
    assert closed_quarters(date(2024, 2, 10), date(2025, 6, 28))[-1] == date(2024, 9, 30)


def test_nothing_teaches_before_any_event() -> None:
    assert closed_quarters(None, None) == []
    assert observed_until(date(2025, 6, 30), None) is None


def test_a_feed_that_stopped_is_not_silence() -> None:
    assert observed_until(date(2025, 6, 30), date(2025, 6, 20)) == date(2025, 6, 30)
    assert observed_until(date(2025, 6, 30), date(2025, 3, 1)) == date(2025, 3, 15)
