"""Points, score, coverage, withholding and caps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.judgement.health.rules import Card, points, score, score_columns
from tests.judgement.health.cards import any_card, any_values, card_of

STAIRS = ((1.0, 0.0), (1.0, 50.0), (5.0, 100.0))


@pytest.mark.parametrize(
    ("curve", "value", "expected"),
    [
        (STAIRS, 0, 0),
        (STAIRS, 1, 0),
        (STAIRS, 2, 62.5),
        (STAIRS, 5, 100),
        (STAIRS, 9, 100),
        (((1.5, 100), (20.6, 50), (70, 0)), 1.5, 100),
        (((1.5, 100), (20.6, 50), (70, 0)), 20.6, 50),
        (((1.5, 100), (20.6, 50), (70, 0)), 90, 0),
        (((0, 0), (5, 20), (5, 80), (9, 100)), 5, 20),
        (((0, 0), (5, 20), (5, 80), (9, 100)), 7, 90),
        (((0, 0), (5, 50), (5, 100)), 5, 50),
        (((0, 0), (5, 50), (5, 100)), 6, 100),
        (((0, 10), (0, 60)), 0, 10),
        (((0, 10), (0, 60)), 1, 60),
        (STAIRS, -np.inf, 0),
        (STAIRS, np.inf, 100),
    ],
)
def test_points_follow_the_curve(curve: tuple[tuple[float, float], ...], value: float, expected: float) -> None:
    assert points(curve, [value])[0] == pytest.approx(expected, abs=1e-12)


def test_points_of_a_missing_value_are_missing() -> None:
    assert np.isnan(points(STAIRS, [np.nan])[0])


def test_missing_values_count_as_the_neutral_and_weights_stay() -> None:
    card = card_of({"a": (3, [[0, 0], [10, 100]], 40), "b": (1, [[0, 0], [10, 100]], 80)})
    found = score(card, {"a": 5})
    assert found.raw == pytest.approx(0.75 * 50 + 0.25 * 80)
    assert found.score == pytest.approx(found.raw)
    assert found.coverage == pytest.approx(0.75)


@pytest.mark.parametrize(("present", "withheld"), [(5, False), (3, False), (2, True), (0, True)])
def test_withheld_below_60_percent_coverage(present: int, withheld: bool) -> None:
    slugs = ["a", "b", "c", "d", "e"]
    card = card_of({slug: (0.1, [[0, 0], [10, 100]], 50) for slug in slugs})
    found = score(card, dict.fromkeys(slugs[:present], 5.0))
    assert (found.score is None) is withheld
    assert (found.band is None) is withheld


@pytest.mark.parametrize(
    ("value", "band"),
    [(0, "critical"), (19.9, "critical"), (20, "poor"), (40, "fair"), (60, "good"),
     (79.9, "good"), (80, "strong"), (100, "strong")],
)  # fmt: skip
def test_bands_begin_at_their_edge(value: float, band: str) -> None:
    card = card_of({"a": (1, [[0, 0], [100, 100]], 50)})
    assert score(card, {"a": value}).band == band


def test_a_critical_metric_caps_the_score_and_the_raw_score_stays() -> None:
    card = card_of({"a": (9, [[0, 0], [10, 100]], 50), "b": (1, [[0, 0], [10, 100]], 0, (10, 30))})
    found = score(card, {"a": 10, "b": 1})
    assert (found.raw, found.score) == pytest.approx((91, 30))
    assert found.caps == ("b",)
    assert score(card, {"a": 10, "b": 1.1}).caps == ()


def test_a_missing_value_never_caps() -> None:
    card = card_of({"a": (9, [[0, 0], [10, 100]], 50), "b": (1, [[0, 0], [10, 100]], 0, (10, 30))})
    assert score(card, {"a": 10}).score == pytest.approx(90)


def test_the_lowest_of_several_caps_holds() -> None:
    card = card_of(
        {
            "a": (1, [[0, 0], [10, 100]], 50, (50, 60)),
            "b": (1, [[0, 0], [10, 100]], 50, (50, 20)),
            "c": (8, [[0, 0], [10, 100]], 50),
        }
    )
    found = score(card, {"a": 0, "b": 0, "c": 10})
    assert (found.score, found.caps) == (20, ("b", "a"))


@given(any_card(), st.lists(any_values(), min_size=1, max_size=12))
def test_columns_and_single_accounts_agree(card: Card, accounts: list[dict[str, float | None]]) -> None:
    columns = {
        slug: np.array([np.nan if row.get(slug) is None else row[slug] for row in accounts]) for slug in card.slugs
    }
    together = score_columns(card, columns)
    for number, row in enumerate(accounts):
        alone = score(card, row)
        assert together.coverage[number] == alone.coverage
        if alone.score is None:
            assert np.isnan(together.score[number])
            assert np.isnan(together.band[number])
        else:
            assert together.score[number] == alone.score
            assert 0 <= alone.score <= 100 + 1e-9


def test_a_column_the_frame_lacks_is_missing() -> None:
    card = card_of({"a": (3, [[0, 0], [10, 100]], 40), "b": (1, [[0, 0], [10, 100]], 80)})
    found = score_columns(card, {"a": np.array([5.0, np.nan])})
    assert found.coverage.tolist() == [0.75, 0.0]
    assert found.score[0] == pytest.approx(57.5)
    assert np.isnan(found.raw[1])
