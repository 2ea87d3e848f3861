"""The front door of metrics: the catalogue, frames as of any day, the book, segments."""

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
from banso.judgement.metrics.actions.mark_facts import mark_facts
from banso.judgement.metrics.actions.request_compute import COMPUTE, request_compute
from banso.judgement.metrics.actions.segments import (
    PICK,
    REFRESH,
    look_back,
    members_of,
    pick,
    refresh_segments,
    request_refresh,
    unpick,
)
from banso.judgement.metrics.declarations import (
    METRICS,
    Producer,
    on_computed,
    producers,
    register_producer,
    register_segment_check,
)
from banso.judgement.metrics.models import ComputedDay, SegmentMember
from banso.judgement.metrics.queries.book import day_stamps, latest_day, series, stored, stored_days
from banso.judgement.metrics.queries.catalogue import KIND, catalogue
from banso.judgement.metrics.queries.faults import MetricInvalid, NoMetric
from banso.judgement.metrics.queries.frames import frame, frames
from banso.judgement.metrics.queries.lists import Listed, listed_now, listed_then, members_then
from banso.judgement.metrics.queries.money import AccountMonths, MoneyHistory
from banso.judgement.metrics.queries.segments import (
    PREFIX,
    SEGMENT,
    Movement,
    counts,
    matching,
    moved_since,
    movements,
    segment_named,
    segments,
    segments_of_account,
    sizes,
)
from banso.judgement.metrics.rules.frame import Frame
from banso.judgement.metrics.rules.segments import Segment, keys_in
from banso.judgement.metrics.rules.terms import Metric

SegmentCause = SegmentMember.Cause
"""Why an account came into a segment or left it."""

__all__ = [
    "COMPUTE",
    "KIND",
    "METRICS",
    "PICK",
    "PREFIX",
    "REFRESH",
    "SEGMENT",
    "AccountMonths",
    "ComputedDay",
    "Frame",
    "Listed",
    "Metric",
    "MetricInvalid",
    "MoneyHistory",
    "Movement",
    "NoMetric",
    "Producer",
    "Segment",
    "SegmentCause",
    "book",
    "catalogue",
    "closed_day",
    "compute",
    "compute_steps",
    "computed_day",
    "counts",
    "day_stamps",
    "due_days",
    "finish",
    "frame",
    "frames",
    "keys_in",
    "latest_book",
    "latest_day",
    "listed_now",
    "listed_then",
    "look_back",
    "mark_facts",
    "matching",
    "members_of",
    "members_then",
    "moved_since",
    "movements",
    "on_computed",
    "pick",
    "producers",
    "refresh_segments",
    "register_producer",
    "register_segment_check",
    "request_compute",
    "request_refresh",
    "segment_named",
    "segments",
    "segments_of_account",
    "series",
    "sizes",
    "stored",
    "stored_days",
    "unpick",
    "write_current",
]
