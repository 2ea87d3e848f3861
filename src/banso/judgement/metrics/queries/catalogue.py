"""Which metrics the workspace has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import structlog
from django.utils.translation import get_language

from banso.judgement.metrics.declarations import producers
from banso.judgement.metrics.queries.faults import NoMetric, in_words
from banso.judgement.metrics.rules.language import parse
from banso.judgement.metrics.rules.terms import BadMetric, Metric, Term, resolve
from banso.platform.attributes.api import Attribute
from banso.platform.definitions import api as definitions
from banso.platform.tenancy.api import Workspace, scope

logger = structlog.get_logger(__name__)

KIND = "metric"
SHIPPED = Path(__file__).parent.parent / "definitions"


def catalogue() -> dict[str, Metric]:
    """Metrics in force, by slug, in the order of the slugs."""
    return {slug: parse(_declared(one.body)) for slug, one in sorted(definitions.active(KIND).items())}


def terms(slugs: Sequence[str] | None = None) -> dict[str, Term]:
    """What the metrics named (or all) consist of; raises for those that do not exist.

    Of all metrics, one that cannot be computed is left out and logged: what it rests on was retired
    after it was checked, and the others must not wait for it.
    """
    metrics = catalogue()
    found = {}
    for slug in metrics if slugs is None else dict.fromkeys(slugs):
        if slug not in metrics:
            raise NoMetric(slug, list(metrics))
        try:
            found[slug] = resolve(slug, metrics)
        except BadMetric as error:
            if slugs is not None:
                raise in_words(slug, error) from error
            logger.warning("metric_left_out", metric=slug, fault=str(error))
    return found


def validate(body: dict[str, Any]) -> None:
    """Refuse a body that is no metric, or that rests on itself.

    That the metrics it names exist is checked for every kind of definition alike. A wider circle is found
    when it is to be computed: then its metrics are left out, see :func:`terms`.
    """
    try:
        metric = parse(body)
        if metric.slug in _references(body):
            resolve(metric.slug, {metric.slug: metric})
    except BadMetric as error:
        raise in_words(body.get("slug"), error) from error


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


def _declared(body: dict[str, Any]) -> dict[str, Any]:
    """A body without what definitions add to every kind."""
    return {key: value for key, value in body.items() if key != "retired"}
