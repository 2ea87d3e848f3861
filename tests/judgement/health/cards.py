"""Cards and values for the tests of health."""

from typing import Any

from hypothesis import strategies as st

from banso.judgement.health.rules import Card, read_card

SLUGS = ["a", "b", "c", "d", "e", "f", "g"]


def body_of(metrics: dict[str, tuple[Any, ...]], version: int = 1) -> dict[str, Any]:
    """A scorecard body from slug -> (weight, curve, neutral[, (threshold, cap)])."""
    entries = []
    for slug, (weight, curve, neutral, *critical) in metrics.items():
        entry: dict[str, Any] = {
            "metric": slug, "weight": weight, "curve": curve, "neutral": neutral,
        }  # fmt: skip
        if critical:
            entry["critical"] = {"threshold": critical[0][0], "cap": critical[0][1]}
        entries.append(entry)
    name = {"en": "Test card", "ja": "テスト"}
    return {"slug": "test", "version": version, "name": name, "metrics": entries}


def card_of(metrics: dict[str, tuple[Any, ...]], version: int = 1) -> Card:
    """A card from slug -> (weight, curve, neutral[, (threshold, cap)])."""
    return read_card(body_of(metrics, version))


def _finite(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


@st.composite
def any_card(draw: st.DrawFn) -> Card:
    """Any card over some of SLUGS, with jumps, caps and weights of 0."""
    slugs = draw(st.lists(st.sampled_from(SLUGS), min_size=1, unique=True))
    metrics: dict[str, tuple[Any, ...]] = {}
    for slug in slugs:
        values = sorted(draw(st.lists(_finite(-50, 50), min_size=2, max_size=5)))
        curve = [[value, draw(_finite(0, 100))] for value in values]
        critical = draw(st.none() | st.tuples(_finite(0, 100), _finite(0, 100)))
        given = (draw(_finite(0, 9)), curve, draw(_finite(0, 100)))
        metrics[slug] = (*given, critical) if critical else given
    first = next(iter(metrics))
    weight, *rest = metrics[first]
    metrics[first] = (weight + 0.5, *rest)
    return card_of(metrics)


def any_values() -> st.SearchStrategy[dict[str, float | None]]:
    """Values for SLUGS: missing as an absent key, as None or as NaN."""
    value = st.none() | st.just(float("nan")) | _finite(-60, 60)
    return st.dictionaries(st.sampled_from(SLUGS), value)
