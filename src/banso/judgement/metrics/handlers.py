"""What metrics do when something below them has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from banso.judgement.metrics.api import request_compute
from banso.platform.journal.api import Changed

WATCHED = ("batch", "definition")
"""Imports applied or taken back, and new versions of definitions: numbers may move."""


def compute_again(events: Sequence[Changed], now: datetime) -> None:
    """Ask the worker to compute what is due."""
    if events:
        request_compute(now)
