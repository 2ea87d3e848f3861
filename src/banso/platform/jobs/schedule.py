"""Work that comes again: cron expressions in the workspace's time zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from croniter import croniter
from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.jobs.models import Job, Schedule
from banso.platform.jobs.registry import crons, kind_of
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import Workspace, current_workspace, scope, unscoped


class BadCron(BansoError):
    """Not a cron expression of five fields."""

    code = "bad_cron"


def next_slot(cron: str, tz: str, after: datetime) -> datetime:
    """The first moment after ``after`` that the expression names, in UTC.

    When clocks go forward, a moment that does not exist is the first one after the gap; when they go back,
    a fixed hour comes once (the first time) and ``*`` hours come in both.
    """
    fields = cron.split()
    if len(fields) != 5 or not croniter.is_valid(cron):
        raise BadCron(
            _("“%(cron)s” is not a cron expression.") % {"cron": cron},
            hint=_("Give five fields: minute, hour, day, month, weekday, such as “30 5 * * *”."),
        )
    local = after.astimezone(ZoneInfo(tz))
    while True:
        local = croniter(cron, local).get_next(datetime)
        if not local.fold or fields[1].startswith("*"):
            return local.astimezone(UTC)


def ensure_schedule(
    kind: str,
    cron: str,
    payload: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    name: str = "",
) -> Schedule:
    """The workspace's schedule for ``kind`` and ``name``: made, or changed to this expression and payload."""
    kind_of(kind)
    slot = next_slot(cron, current_workspace().timezone, now)
    values = {"cron": cron, "payload": dict(payload or {})}
    schedule, made = Schedule.objects.get_or_create(kind=kind, name=name, defaults={**values, "next_at": slot})
    if not made and (schedule.cron, schedule.payload) != (cron, values["payload"]):
        Schedule.objects.filter(pk=schedule.pk).update(**values, next_at=slot)
        schedule.refresh_from_db()
    return schedule


def ensure_everywhere(now: datetime) -> None:
    """Give the schedules that every workspace has to those that have them not yet; cheap when none is new."""
    wanted = crons()
    with unscoped("schedules that every workspace has"):
        made = set(Schedule.objects.filter(kind__in=wanted, name="").values_list("workspace_id", "kind"))
    for workspace in Workspace.objects.all():
        with scope(workspace):
            for kind, cron in wanted.items():
                if (workspace.pk, kind) not in made:
                    ensure_schedule(kind, cron, now=now)


def queue_due(now: datetime) -> int:
    """Queue a job for each schedule whose moment has come, of any workspace; how many were queued.

    What was missed while no worker ran is done once, not as often as it was missed. Two workers cannot
    queue the same slot: the schedule moves by compare-and-set, and (schedule, slot) is unique.
    """
    with unscoped("schedules that are due"):
        due = list(Schedule.objects.filter(is_on=True, next_at__lte=now).select_related("workspace"))
    queued = 0
    for schedule in due:
        with scope(schedule.workspace), transaction.atomic():
            slot = schedule.next_at
            upcoming = next_slot(schedule.cron, schedule.workspace.timezone, now)
            if Schedule.objects.filter(pk=schedule.pk, next_at=slot, is_on=True).update(next_at=upcoming):
                Job.objects.create(
                    kind=schedule.kind,
                    payload=schedule.payload,
                    due_at=now,
                    created_at=now,
                    schedule=schedule,
                    slot=slot,
                )
                queued += 1
    return queued
