"""The front door of background work."""

from banso.platform.jobs.engine import around, run_job, stop_on_signals, work
from banso.platform.jobs.models import Job, Schedule, State
from banso.platform.jobs.queue import (
    cancel,
    enqueue,
    find_job,
    pause,
    recent_jobs,
    resume,
    unfinished,
)
from banso.platform.jobs.registry import Step, handler, in_every_workspace, kinds, on_tick
from banso.platform.jobs.schedule import ensure_schedule, next_slot

__all__ = [
    "Job",
    "Schedule",
    "State",
    "Step",
    "around",
    "cancel",
    "enqueue",
    "ensure_schedule",
    "find_job",
    "handler",
    "in_every_workspace",
    "kinds",
    "next_slot",
    "on_tick",
    "pause",
    "recent_jobs",
    "resume",
    "run_job",
    "stop_on_signals",
    "unfinished",
    "work",
]
