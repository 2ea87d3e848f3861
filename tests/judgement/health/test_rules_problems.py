"""Faults of a scorecard's body are found all at once, with their place."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import banso.judgement.health
from banso.judgement.health.rules import problems_of, read_card
from tests.judgement.health.cards import body_of

STARTER = Path(banso.judgement.health.__file__).parent / "definitions" / "starter.yaml"


def good() -> dict[str, Any]:
    """A body without faults."""
    return body_of({"a": (1, [[0, 0], [10, 100]], 50, (10, 40)), "b": (2, [[0, 0], [9, 90]], 5)})


def test_a_good_body_has_no_problems() -> None:
    assert problems_of(good()) == []


def test_the_starter_card_is_sound() -> None:
    body = yaml.safe_load(STARTER.read_text(encoding="utf-8"))
    assert problems_of(body) == []
    assert len(read_card(body).metrics) == 6


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        (["colour"], "red", "colour", "unknown_key"),
        (["bands"], [20, 40, 60], "bands", "bands"),
        (["bands"], [20, 40, 40, 80], "bands", "bands"),
        (["metrics"], [], "metrics", "no_metrics"),
        (["metrics", 0], "a", "metrics[0]", "not_a_mapping"),
        (["metrics", 0, "metric"], "b", "metrics[1].metric", "metric_twice"),
        (["metrics", 0, "metric"], 7, "metrics[0].metric", "slug"),
        (["metrics", 0, "weight"], -1, "metrics[0].weight", "weight"),
        (["metrics", 0, "weight"], float("nan"), "metrics[0].weight", "weight"),
        (["metrics", 0, "wieght"], 1, "metrics[0].wieght", "unknown_key"),
        (["metrics", 0, "neutral"], 101, "metrics[0].neutral", "points"),
        (["metrics", 0, "curve"], [[0, 0]], "metrics[0].curve", "curve"),
        (["metrics", 0, "curve"], [[0, 0], [1]], "metrics[0].curve[1]", "curve_pair"),
        (["metrics", 0, "curve"], [[0, 0], [1, 120]], "metrics[0].curve[1]", "points"),
        (["metrics", 0, "curve"], [[2, 0], [1, 50]], "metrics[0].curve[1]", "curve_falls"),
        (["metrics", 0, "critical"], 5, "metrics[0].critical", "not_a_mapping"),
        (["metrics", 0, "critical", "cap"], "x", "metrics[0].critical.cap", "points"),
        (["metrics", 0, "critical", "max"], 1, "metrics[0].critical.max", "unknown_key"),
    ],
)
def test_each_fault_is_named_with_its_place(path: list[Any], value: object, where: str, code: str) -> None:
    body: Any = good()
    target = body
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert (where, code) in [(p.path, p.code) for p in problems_of(body)]


def test_all_weights_zero() -> None:
    body = good()
    for entry in body["metrics"]:
        entry["weight"] = 0
    assert [(p.path, p.code) for p in problems_of(body)] == [("metrics", "no_weight")]


@pytest.mark.parametrize("body", [None, [], "slug: x", 4])
def test_what_is_no_mapping_is_refused(body: object) -> None:
    assert [p.code for p in problems_of(body)] == ["not_a_mapping"]


@pytest.mark.parametrize("metrics", [{"a": 1}, "a", 5, None])
def test_metrics_must_be_a_list(metrics: object) -> None:
    assert "no_metrics" in [p.code for p in problems_of(good() | {"metrics": metrics})]
