"""Which metrics the workspace has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from banso.judgement.metrics.declarations import producers
from banso.judgement.metrics.rules.language import parse
from banso.judgement.metrics.rules.terms import BadMetric, Metric, resolve
from banso.platform.attributes.api import Attribute
from banso.platform.definitions import api as definitions
from banso.platform.tenancy.api import Workspace, scope

KIND = "metric"
SHIPPED = Path(__file__).parent.parent / "definitions"


def catalogue() -> dict[str, Metric]:
    """Metrics in force, by slug, in the order of the slugs."""
    return {slug: parse(one.body) for slug, one in sorted(definitions.active(KIND).items())}


def metric_named(slug: str) -> Metric:
    """The metric in force; raises :class:`BadMetric` naming those there are."""
    known = catalogue()
    if slug not in known:
        raise BadMetric(f"There is no metric {slug!r}.", hint=f"Metrics: {', '.join(known)}.", status=404)
    return known[slug]


def validate(body: dict[str, Any]) -> None:
    """Refuse a body that is no metric, or that goes round in a circle by itself."""
    metric = parse(body)
    if metric.slug in _references(body):
        resolve({metric.slug: metric})


def uses(body: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """The metrics that a body names."""
    return [(KIND, slug) for slug in _references(body)]


def attributes(workspace: Workspace) -> list[Attribute]:
    """Metrics and the columns of producers, as attributes of accounts."""
    with scope(workspace):
        metrics = catalogue().values()
        language = (get_language() or "en")[:2]
        found = [
            Attribute(
                key=metric.slug,
                subject="account",
                type="number",
                label=metric.name.get(language, metric.name["en"]),
                unit=metric.unit,
                source="metric",
                live=metric.live,
            )
            for metric in metrics
        ]
    return found + [column for one in producers() for column in one.columns.values()]


def _references(body: Any) -> list[str]:
    """Slugs named by ``metric:`` or by a trend's ``of:``, wherever they stand."""
    if isinstance(body, dict):
        found = [str(body["metric"])] if "metric" in body else []
        if body.get("kind") == "trend" and isinstance(body.get("of"), str):
            found.append(body["of"])
        return found + [slug for value in body.values() for slug in _references(value)]
    if isinstance(body, list):
        return [slug for value in body for slug in _references(value)]
    return []
