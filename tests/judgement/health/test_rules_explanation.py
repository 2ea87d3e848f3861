"""The explanation adds up exactly, also across versions of a card."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from banso.judgement.health.rules import Card, Explanation, explain
from tests.judgement.health.cards import any_card, any_values, card_of

pytestmark = pytest.mark.requirement("B6")

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "golden_science" / "vectors.json"
RISING = [[0, 0], [10, 100]]


def golden_cards(vector: dict[str, Any]) -> tuple[Card, Card]:
    """The two versions of the golden vector; the second as its `card1_changes` says."""
    metrics: dict[str, tuple[Any, ...]] = {}
    for slug, entry in vector["card0"].items():
        metrics[slug] = (entry["w"], entry["curve"], entry["neutral"])
        if "cap" in entry:
            metrics[slug] += ((entry["cap_if_below"], entry["cap"]),)
    changed = metrics | {
        "usage": (40, [[0, 0], [20, 50], [40, 100]], 50),
        "sponsor": (10, [[0, 0], [1, 100]], 60),
    }
    return card_of(metrics, 1), card_of(changed, 2)


@pytest.mark.requirement("R19")
def test_golden_vector() -> None:
    vector = json.loads(GOLDEN.read_text(encoding="utf-8"))["explanation"]
    card0, card1 = golden_cards(vector)
    found = explain(card1, vector["values1"], card0, vector["values0"])
    assert found.since is not None
    assert found.since.score == pytest.approx(vector["score0"], abs=5e-7)
    assert found.since.coverage == pytest.approx(vector["coverage0"], abs=1e-12)
    assert found.now.score == pytest.approx(vector["score1"], abs=5e-7)
    assert found.change == pytest.approx(vector["delta"], abs=5e-7)
    causes = sorted((str(row.metric), row.cause, row.change) for row in found.rows if row.cause not in ("level", "cap"))
    expected = sorted((metric, cause, change) for metric, cause, change in vector["rows"])
    assert [row[:2] for row in causes] == [row[:2] for row in expected]
    assert [row[2] for row in causes] == pytest.approx([row[2] for row in expected], abs=5e-7)
    assert found.rows[-1].cause == "cap"
    assert found.rows[-1].change == 0


def contributions(found: Explanation) -> float:
    """The sum the page shows as the score."""
    return sum(row.contribution or 0.0 for row in found.rows if row.cause in ("level", "cap"))


@pytest.mark.requirement("R19")
@given(any_card(), any_card(), any_values(), any_values())
def test_parts_add_up_for_any_cards_and_values(
    card0: Card, card1: Card, values0: dict[str, float | None], values1: dict[str, float | None]
) -> None:
    found = explain(card1, values1, card0, values0)
    if found.now.score is None:
        assert all(row.contribution is None for row in found.rows)
    else:
        assert contributions(found) == pytest.approx(found.now.score, abs=1e-9)
    if found.change is None:
        assert all(row.change is None for row in found.rows)
    else:
        changes = sum(row.change or 0.0 for row in found.rows)
        assert changes == pytest.approx(found.change, abs=1e-9)


@given(any_card(), any_values())
def test_without_an_earlier_day_there_is_no_change(card: Card, values: dict[str, float | None]) -> None:
    found = explain(card, values)
    assert found.since is None
    assert found.change is None
    assert all(row.change is None for row in found.rows)
    assert {row.cause for row in found.rows} == {"level", "cap"}


@given(any_card(), any_values())
def test_nothing_changed_gives_no_cause(card: Card, values: dict[str, float | None]) -> None:
    found = explain(card, values, card, values)
    assert {row.cause for row in found.rows} == {"level", "cap"}


def test_a_value_that_comes_or_goes_is_named_so() -> None:
    card = card_of({"a": (9, RISING, 50), "b": (1, RISING, 50)})
    came = explain(card, {"a": 5, "b": 9}, card, {"a": 5})
    went = explain(card, {"a": 5}, card, {"a": 5, "b": 9})
    assert [(r.metric, r.change) for r in came.rows if r.cause == "arrived"] == [("b", 4.0)]
    assert [(r.metric, r.change) for r in went.rows if r.cause == "went_missing"] == [("b", -4.0)]


def test_the_cap_row_carries_what_the_cap_took() -> None:
    card = card_of({"a": (9, RISING, 50), "b": (1, RISING, 50, (10, 30))})
    found = explain(card, {"a": 10, "b": 0}, card, {"a": 10, "b": 10})
    row = found.rows[-1]
    assert (row.metric, row.cause) == ("b", "cap")
    assert (row.contribution, row.change) == pytest.approx((-60, -60))


def test_a_metric_that_left_the_card_is_a_change_of_weight_only_in_the_change() -> None:
    before = card_of({"a": (1, RISING, 50), "b": (1, RISING, 50)})
    after = card_of({"a": (1, RISING, 50)}, 2)
    found = explain(after, {"a": 10, "b": 0}, before, {"a": 10, "b": 0})
    assert [row.metric for row in found.rows if row.cause == "level"] == ["a"]
    assert found.change == pytest.approx(50)
    assert {row.cause for row in found.rows if row.metric == "b"} == {"weight"}
