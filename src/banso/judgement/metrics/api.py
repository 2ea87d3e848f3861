"""The front door of metrics: the catalogue, frames as of any day, the book."""

from banso.judgement.metrics.actions.compute import (
    book,
    closed_day,
    compute,
    compute_steps,
    computed_day,
    due_days,
    finish,
    latest_book,
    write_current,
)
from banso.judgement.metrics.actions.request_compute import COMPUTE, request_compute
from banso.judgement.metrics.declarations import (
    METRICS,
    Producer,
    on_computed,
    producers,
    register_producer,
)
from banso.judgement.metrics.models import ComputedDay
from banso.judgement.metrics.queries.book import latest_day, series, stored, stored_days
from banso.judgement.metrics.queries.catalogue import KIND, catalogue, metric_named
from banso.judgement.metrics.queries.faults import MetricInvalid, NoMetric
from banso.judgement.metrics.queries.frames import frame, frames
from banso.judgement.metrics.queries.lists import Listed, listed_now, listed_then
from banso.judgement.metrics.rules.frame import Frame
from banso.judgement.metrics.rules.terms import Metric

__all__ = [
    "COMPUTE",
    "KIND",
    "METRICS",
    "ComputedDay",
    "Frame",
    "Listed",
    "Metric",
    "MetricInvalid",
    "NoMetric",
    "Producer",
    "book",
    "catalogue",
    "closed_day",
    "compute",
    "compute_steps",
    "computed_day",
    "due_days",
    "finish",
    "frame",
    "frames",
    "latest_book",
    "latest_day",
    "listed_now",
    "listed_then",
    "metric_named",
    "on_computed",
    "producers",
    "register_producer",
    "request_compute",
    "series",
    "stored",
    "stored_days",
    "write_current",
]
