"""What is wrong with the body of a scorecard: every problem at once, as codes with their place.

Words are made elsewhere, in the reader's language; a problem carries what the words need.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeGuard

from banso.platform.kit.bands import BANDS

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,62}")
_CARD_KEYS = {"slug", "version", "name", "description", "owner", "scope", "bands", "plays", "metrics"}
_METRIC_KEYS = {"metric", "weight", "curve", "neutral", "critical"}
_CRITICAL_KEYS = {"threshold", "cap"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `path` is where in the body (metrics[2].curve[1]), `code` what, `given` details."""

    path: str
    code: str
    given: dict[str, str] = field(default_factory=dict)


def problems_of(body: object) -> list[Problem]:
    """All faults of a scorecard's body; an empty list means `read_card` will take it.

    Slug, version, names and whether the metrics exist are checked for every kind of definition alike.
    """
    if not isinstance(body, Mapping):
        return [Problem("", "not_a_mapping")]
    found = list(_unknown_keys("", body, _CARD_KEYS))
    found.extend(_band_problems(body.get("bands", [20, 40, 60, 80])))
    found.extend(_play_problems(body.get("plays", {})))
    scope = body.get("scope")
    if scope is not None and (not isinstance(scope, str) or not _SLUG.fullmatch(scope)):
        found.append(Problem("scope", "slug"))
    found.extend(_metrics_problems(body.get("metrics")))
    return found


def _band_problems(bands: object) -> Iterator[Problem]:
    edges = bands if isinstance(bands, list) else []
    right = (
        len(edges) == 4
        and all(_is_number(edge) and 0 < edge < 100 for edge in edges)
        and all(low < high for low, high in pairwise(edges))
    )
    if not right:
        yield Problem("bands", "bands")


def _play_problems(plays: object) -> Iterator[Problem]:
    if not isinstance(plays, Mapping):
        yield Problem("plays", "not_a_mapping")
        return
    for band, slug in plays.items():
        if band not in BANDS:
            yield Problem(f"plays.{band}", "band", {"known": ", ".join(BANDS)})
        elif not isinstance(slug, str) or not _SLUG.fullmatch(slug):
            yield Problem(f"plays.{band}", "slug")


def _metrics_problems(metrics: object) -> Iterator[Problem]:
    if not isinstance(metrics, list) or not metrics:
        yield Problem("metrics", "no_metrics")
        return
    seen: set[str] = set()
    for number, entry in enumerate(metrics):
        path = f"metrics[{number}]"
        if not isinstance(entry, Mapping):
            yield Problem(path, "not_a_mapping")
            continue
        slug = entry.get("metric")
        if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
            yield Problem(f"{path}.metric", "slug")
        elif slug in seen:
            yield Problem(f"{path}.metric", "metric_twice", {"metric": slug})
        else:
            seen.add(slug)
        yield from _metric_problems(path, entry)
    weights = [entry.get("weight") for entry in metrics if isinstance(entry, Mapping)]
    if not any(_is_number(weight) and weight > 0 for weight in weights):
        yield Problem("metrics", "no_weight")


def _metric_problems(path: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _unknown_keys(path, entry, _METRIC_KEYS)
    weight = entry.get("weight")
    if not _is_number(weight) or weight < 0:
        yield Problem(f"{path}.weight", "weight")
    if not _is_score(entry.get("neutral")):
        yield Problem(f"{path}.neutral", "points")
    yield from _curve_problems(f"{path}.curve", entry.get("curve"))
    critical = entry.get("critical")
    if critical is None:
        return
    if not isinstance(critical, Mapping):
        yield Problem(f"{path}.critical", "not_a_mapping")
        return
    yield from _unknown_keys(f"{path}.critical", critical, _CRITICAL_KEYS)
    for key in ("threshold", "cap"):
        if not _is_score(critical.get(key)):
            yield Problem(f"{path}.critical.{key}", "points")


def _curve_problems(path: str, curve: object) -> Iterator[Problem]:
    if not isinstance(curve, list) or len(curve) < 2:
        yield Problem(path, "curve")
        return
    last = -math.inf
    for number, pair in enumerate(curve):
        here = f"{path}[{number}]"
        if not isinstance(pair, list) or len(pair) != 2 or not _is_number(pair[0]):
            yield Problem(here, "curve_pair")
            continue
        if not _is_score(pair[1]):
            yield Problem(here, "points")
        if pair[0] < last:
            yield Problem(here, "curve_falls")
        last = pair[0]


def _unknown_keys(path: str, entry: Mapping[str, Any], known: set[str]) -> Iterator[Problem]:
    for key in entry:
        if key not in known:
            place = f"{path}.{key}" if path else str(key)
            yield Problem(place, "unknown_key", {"known": ", ".join(sorted(known))})


def _is_number(value: object) -> TypeGuard[float]:
    # YAML's `yes` is a bool, and a bool is an int in Python.
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_score(value: object) -> bool:
    return _is_number(value) and 0 <= value <= 100
