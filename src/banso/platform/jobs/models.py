"""Rows of work: the lease row, jobs, schedules and effects."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.platform.tenancy.api import WorkspaceModel


class State(models.TextChoices):
    """Where a piece of work stands.

    ``wait`` → ``running`` → ``done``; a failure leads back to ``wait`` (later) or to ``dead``; people lead it
    to ``paused`` and back, and to ``cancelled``. ``running`` with a lease in the past is free to be taken.
    """

    WAIT = "wait", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    PAUSED = "paused", _("paused")
    DEAD = "dead", _("failed")


class LeaseRow(WorkspaceModel):
    """The one shape of everything that is worked off by a lease.

    ``attempts`` is the fence: each claim adds one, and every later write of the claimer says ``WHERE id AND
    state AND attempts``; 0 rows means that somebody else has it. ``failures`` counts attempts in a row that
    ended without progress.
    """

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAIT)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta(WorkspaceModel.Meta):
        abstract = True


class Schedule(WorkspaceModel):
    """Work that comes again: a cron expression, read in the workspace's time zone."""

    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=80, default="", blank=True)
    cron = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    next_at = models.DateTimeField()
    is_on = models.BooleanField(default=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "kind", "name"], name="schedule_once")]
        indexes: ClassVar = [models.Index(fields=["is_on", "next_at"], name="schedule_due")]


class Job(LeaseRow):
    """A piece of background work, done in steps; ``cursor`` says how far it has come.

    ``key``: of the waiting jobs of a kind at most one has it. ``created_by`` is a member's id, or null.
    """

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    key = models.CharField(max_length=120, blank=True, default="")
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    schedule = models.ForeignKey(Schedule, on_delete=models.SET_NULL, null=True, related_name="+")
    slot = models.DateTimeField(null=True)
    """The moment of the schedule this job stands for."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(LeaseRow.Meta):
        abstract = False
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="job_state"),
            models.UniqueConstraint(
                fields=["workspace", "kind", "key"],
                condition=models.Q(state=State.WAIT) & ~models.Q(key=""),
                name="job_key_once_waiting",
            ),
            models.UniqueConstraint(fields=["schedule", "slot"], name="job_slot_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="job_due", condition=models.Q(state__in=[State.WAIT])),
            models.Index(fields=["lease_until"], name="job_leased", condition=models.Q(state=State.RUNNING)),
            models.Index(fields=["workspace", "kind", "-id"], name="job_newest"),
        ]


class EffectState(models.TextChoices):
    """Where an effect stands.

    ``wait`` → ``sending`` → ``sent``. ``sending`` with a lease in the past means that its sender vanished: where the
    receiver removes doubles it is sent again, elsewhere it becomes ``unknown`` and a person decides.
    """

    WAIT = "wait", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")
    PAUSED = "paused", _("paused")
    UNKNOWN = "unknown", _("perhaps sent")
    DEAD = "dead", _("failed")


class Effect(LeaseRow):
    """Something that somebody outside would notice: a mail, a call of another system.

    ``key`` means it once in the workspace, for ever, and is what the receiver is told to know doubles by. ``cause``
    names what it is about, so that undoing that takes back what still waits. ``maybe_sent``: an attempt was made of
    which nobody knows that it did not arrive; undoing comes too late then.
    """

    state = models.CharField(max_length=10, choices=EffectState.choices, default=EffectState.WAIT)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    cause = models.CharField(max_length=200, blank=True, default="")
    payload = models.JSONField(default=dict)
    maybe_sent = models.BooleanField(default=False)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("payload",)

    class Meta(LeaseRow.Meta):
        abstract = False
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=EffectState.values), name="effect_state"),
            models.UniqueConstraint(fields=["workspace", "key"], name="effect_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="effect_due", condition=models.Q(state=EffectState.WAIT)),
            models.Index(fields=["lease_until"], name="effect_leased", condition=models.Q(state=EffectState.SENDING)),
            models.Index(fields=["workspace", "cause"], name="effect_cause"),
            models.Index(fields=["workspace", "state", "-id"], name="effect_newest"),
        ]
