"""A scorecard as values: metrics with weight, curve and neutral, an optional cap, and bands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DEFAULT_BAND_EDGES = (20.0, 40.0, 60.0, 80.0)

Curve = tuple[tuple[float, float], ...]
"""Declared (value, points) pairs, values not falling; points between 0 and 100."""


@dataclass(frozen=True, slots=True)
class Critical:
    """A metric that holds the score down: at or below `threshold` points, at most `cap`."""

    threshold: float
    cap: float


@dataclass(frozen=True, slots=True)
class CardMetric:
    """One metric of a card. `weight` is its share: the shares of a card sum to 1."""

    slug: str
    weight: float
    curve: Curve
    neutral: float
    critical: Critical | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One version of a scorecard. `band_edges` are the four lower edges above `critical`; `scope` is the segment
    whose accounts it scores, empty for all.
    """

    slug: str
    version: int
    metrics: tuple[CardMetric, ...]
    band_edges: tuple[float, float, float, float] = DEFAULT_BAND_EDGES
    scope: str = ""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The metrics the card reads, in its order."""
        return tuple(metric.slug for metric in self.metrics)

    def metric(self, slug: str) -> CardMetric | None:
        """The card's entry for a metric, None when it does not use it."""
        return next((metric for metric in self.metrics if metric.slug == slug), None)


def read_card(body: Mapping[str, Any]) -> Card:
    """Build a card from a definition's body.

    The body has been checked by `problems_of`; one that was not may raise KeyError or ValueError.
    """
    total = sum(float(entry["weight"]) for entry in body["metrics"])
    edges = [float(edge) for edge in body.get("bands", DEFAULT_BAND_EDGES)]
    return Card(
        slug=str(body["slug"]),
        version=int(body["version"]),
        metrics=tuple(_read_metric(entry, total) for entry in body["metrics"]),
        band_edges=(edges[0], edges[1], edges[2], edges[3]),
        scope=str(body.get("scope") or ""),
    )


def _read_metric(entry: Mapping[str, Any], total_weight: float) -> CardMetric:
    critical = entry.get("critical")
    return CardMetric(
        slug=str(entry["metric"]),
        weight=float(entry["weight"]) / total_weight,
        curve=tuple((float(value), float(given)) for value, given in entry["curve"]),
        neutral=float(entry["neutral"]),
        critical=critical and Critical(float(critical["threshold"]), float(critical["cap"])),
    )
