"""Asking the worker to compute."""

from datetime import datetime

from banso.platform.jobs.api import Job, enqueue

COMPUTE = "metrics.compute"


def request_compute(now: datetime) -> Job:
    """Let the worker compute what is due; asked twice before it begins, it is done once."""
    return enqueue(COMPUTE, {}, now=now, key="due")
