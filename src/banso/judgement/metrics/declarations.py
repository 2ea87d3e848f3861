"""The book in the lake, who adds columns to it, and who is told when its newest day is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from banso.platform.attributes.api import Attribute
from banso.platform.kit.columns import Columns
from banso.platform.lake.api import TableSpec, declare

if TYPE_CHECKING:
    from banso.judgement.metrics.rules.frame import Frame

BOOK = declare(TableSpec(name="book", columns={"account": "int64", "day": "date"}, order=("account",), open=True))
METRICS = "metrics"
"""The key under which a computed day keeps the versions of its metrics."""


@dataclass(frozen=True)
class Producer:
    """Adds columns to the book.

    ``produce`` gets the frame with the metrics and the columns of the producers before it, and returns
    one float64 column for each key of ``columns``. ``version`` says which definition does it now.
    """

    name: str
    columns: Mapping[str, Attribute]
    produce: Callable[[Frame], Columns]
    version: Callable[[], dict[str, Any]]


Hook = Callable[[date, datetime], object]
SegmentCheck = Callable[[dict[str, Any]], tuple[str, str] | None]

_producers: dict[str, Producer] = {}
_hooks: dict[str, Hook] = {}
_segment_checks: dict[str, SegmentCheck] = {}


def register_segment_check(name: str, check: SegmentCheck) -> None:
    """Let ``check(body)`` say what is wrong with a segment's body for what is made of the segment: place and words."""
    _segment_checks[name] = check


def segment_checks() -> list[SegmentCheck]:
    """The registered checks."""
    return list(_segment_checks.values())


def register_producer(producer: Producer) -> None:
    """Add a producer; they run in the order in which they were registered."""
    _producers[producer.name] = producer


def producers() -> list[Producer]:
    """The registered producers, in order."""
    return list(_producers.values())


def on_computed(name: str, hook: Hook) -> None:
    """Call ``hook(day, now)`` after the newest day of the book was computed, outside of a transaction."""
    _hooks[name] = hook


def hooks() -> list[Hook]:
    """What is told when the newest day is there."""
    return list(_hooks.values())
