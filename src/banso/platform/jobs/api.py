"""The front door of background work and effects."""

from banso.platform.jobs.effects import (
    NewEffect,
    add_effects,
    cancel_effect,
    effect_counts,
    effects_to_decide,
    find_effect,
    pause_effect,
    resume_effect,
    send_again,
    take_back,
)
from banso.platform.jobs.engine import around, run_job, stop_on_signals, work
from banso.platform.jobs.models import Effect, EffectState, Job, Schedule, State
from banso.platform.jobs.queue import (
    cancel,
    enqueue,
    find_job,
    pause,
    resume,
    unfinished,
)
from banso.platform.jobs.registry import (
    NotSent,
    NotWanted,
    Refused,
    Step,
    effect_handler,
    handler,
    in_every_workspace,
    kinds,
    on_tick,
)
from banso.platform.jobs.schedule import ensure_schedule, next_slot
from banso.platform.jobs.sending import send_due
from banso.platform.jobs.turns import give_way

__all__ = [
    "Effect",
    "EffectState",
    "Job",
    "NewEffect",
    "NotSent",
    "NotWanted",
    "Refused",
    "Schedule",
    "State",
    "Step",
    "add_effects",
    "around",
    "cancel",
    "cancel_effect",
    "effect_counts",
    "effect_handler",
    "effects_to_decide",
    "enqueue",
    "ensure_schedule",
    "find_effect",
    "find_job",
    "give_way",
    "handler",
    "in_every_workspace",
    "kinds",
    "next_slot",
    "on_tick",
    "pause",
    "pause_effect",
    "resume",
    "resume_effect",
    "run_job",
    "send_again",
    "send_due",
    "stop_on_signals",
    "take_back",
    "unfinished",
    "work",
]
