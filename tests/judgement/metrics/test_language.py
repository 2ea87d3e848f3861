"""What a declaration may say, and what it is told when it says something else."""

from typing import Any

import pytest
from django.utils.translation import override

from banso.judgement.metrics.queries.catalogue import validate
from banso.judgement.metrics.queries.faults import MetricInvalid
from banso.judgement.metrics.rules.language import parse
from banso.judgement.metrics.rules.terms import BadMetric, Measure, Ratio, resolve
from tests.judgement.metrics.declared import declared

WEEKS = {"aggregation": {"kind": "count_distinct", "of": "week"}, "window": {"weeks": 13}}
COUNT = {"aggregation": "count", "window": {"days": 90}}


def test_a_declaration_becomes_a_measure() -> None:
    metric = parse(declared("active_weeks_13", **WEEKS))
    assert metric.term == Measure(kind="count_distinct", of="bucket", bucket=7, window=91)


def test_a_trend_is_the_ratio_to_the_window_before() -> None:
    metrics = {
        "n": parse(declared("n", **COUNT)),
        "trend": parse(declared("trend", aggregation={"kind": "trend", "of": "n", "plus": 1})),
    }
    now, before = Measure(kind="count", window=90), Measure(kind="count", window=90, offset=90)
    assert resolve("trend", metrics) == Ratio(over=now, under=before, plus=1)


def test_references_add_their_offsets() -> None:
    over = {"metric": "n", "offset": {"weeks": 1}}
    metrics = {
        "n": parse(declared("n", **COUNT, offset={"days": 3})),
        "r": parse(declared("r", aggregation={"kind": "ratio", "over": over, "under": {"metric": "n"}})),
    }
    found = resolve("r", metrics)
    assert isinstance(found, Ratio)
    assert (found.over, found.under) == (
        Measure(kind="count", window=90, offset=10),
        Measure(kind="count", window=90, offset=3),
    )


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"aggregation": "count", "colour": 1}, "colour", "unknown_key"),
    ({}, "aggregation", "unknown_value"),
    ({"aggregation": "median"}, "aggregation.kind", "unknown_value"),
    ({"aggregation": {"kind": "count", "of": "day"}}, "aggregation.of", "unknown_key"),
    ({"aggregation": "count", "window": {"years": 1}}, "window", "length"),
    ({"aggregation": "count", "window": {"days": 0}}, "window.days", "not_whole"),
    ({"aggregation": "count", "window": {"days": True}}, "window.days", "not_whole"),
    ({"aggregation": "count", "window": {"days": 4000}}, "window", "too_long"),
    ({"aggregation": "count", "where": {"name": "a"}}, "where", "where"),
    ({"aggregation": "tenure", "window": {"days": 3}}, "window", "not_with"),
    ({"aggregation": "days_since_last", "where": {"feature": "a"}}, "where", "not_with"),
    ({"aggregation": {"kind": "new", "of": "user"}}, "window", "needs_window"),
    ({"aggregation": {"kind": "count_distinct", "of": "hour"}}, "aggregation.of", "unknown_value"),
    ({"aggregation": {"kind": "count_distinct", "of": "week"}}, "window", "needs_window"),
    (
        {"aggregation": {"kind": "count_distinct", "of": "week"}, "window": {"days": 90}},
        "window",
        "not_whole_buckets",
    ),
    (
        {
            "aggregation": {"kind": "count_distinct", "of": "user"},
            "window": {"days": 90},
            "where": {"feature": "a"},
        },
        "where",
        "users_of_features",
    ),
    (
        {"aggregation": {"kind": "decayed", "of": "week", "half_life": 0.5}, "window": {"weeks": 4}},
        "aggregation.half_life",
        "too_small",
    ),
    (
        {"aggregation": {"kind": "decayed", "of": "day", "half_life": 1}, "window": {"days": 101}},
        "window",
        "faded",
    ),
    ({"aggregation": {"kind": "ratio", "over": {"metric": "n"}}}, "aggregation.under", "not_a_term"),
    (
        {"aggregation": {"kind": "ratio", "over": {"metric": "n"}, "under": {"metric": "n"}, "plus": float("nan")}},
        "aggregation.plus",
        "not_a_number",
    ),
    ({"aggregation": "count", "direction": "up"}, "direction", "unknown_value"),
    ({"aggregation": "count", "name": {"en": "only"}}, "name", "both_languages"),
    ({"aggregation": "count", "slug": "Active Weeks"}, "slug", "slug"),
    ({"aggregation": "count", "live": "yes"}, "live", "not_bool"),
]


@pytest.mark.parametrize(("body", "path", "fault"), REFUSED, ids=[f"{path} {fault}" for _, path, fault in REFUSED])
def test_what_is_refused_is_named_with_its_place(body: dict[str, Any], path: str, fault: str) -> None:
    with pytest.raises(BadMetric) as caught:
        parse(declared("m") | body)
    assert (caught.value.path, caught.value.fault) == (path, fault)
    for language, word in (("en", "cannot be used"), ("ja", "使えません")):
        with override(language), pytest.raises(MetricInvalid, match=word):
            validate(declared("m") | body)


def test_circles_are_refused_along_the_whole_way() -> None:
    other = {"aggregation": {"kind": "ratio", "over": {"metric": "b"}, "under": {"metric": "b"}}}
    back = {"aggregation": {"kind": "trend", "of": "a"}}
    metrics = {"a": parse(declared("a", **other)), "b": parse(declared("b", **back))}
    with pytest.raises(BadMetric) as caught:
        resolve("a", metrics)
    assert caught.value.given == {"steps": "a → b → a"}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"aggregation": {"kind": "trend", "of": "missing"}}, "unknown_metric"),
        ({"aggregation": {"kind": "trend", "of": "age"}}, "no_own_window"),
        (
            {
                "aggregation": {
                    "kind": "ratio",
                    "over": {"metric": "age", "offset": {"days": 1}},
                    "under": {"metric": "age"},
                }
            },
            "unshifted",
        ),
    ],
)
def test_what_a_reference_must_find(body: dict[str, Any], fault: str) -> None:
    metrics = {"age": parse(declared("age", aggregation="tenure")), "m": parse(declared("m", **body))}
    with pytest.raises(BadMetric) as caught:
        resolve("m", metrics)
    assert caught.value.fault == fault
