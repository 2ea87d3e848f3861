"""What usage keeps in the database beside the lake."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class QuarantinedRow(WorkspaceModel):
    """An event that could not be taken, with the reason; nothing that came is dropped in silence."""

    batch = models.BigIntegerField(db_index=True)
    row_number = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    raw = models.JSONField()
    created_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ("raw",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "batch", "row_number"], name="quarantined_once")
        ]

    def __str__(self) -> str:
        return f"{self.batch}:{self.row_number} {self.reason}"


class RollupMonth(WorkspaceModel):
    """From which parts of events the roll-up of a UTC month was made."""

    month = models.CharField(max_length=7)
    parts = models.CharField(max_length=32)
    """A hash of the parts' ids; another one means that the roll-up is old."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "month"], name="rollup_month_once")]

    def __str__(self) -> str:
        return self.month


class UsageChange(WorkspaceModel):
    """Events that were known from the day ``known_from`` on came or went, last at ``at``.

    Every change makes the day's row anew, so that its id is higher than that of all changes before.
    What was computed for ``known_from`` or a later day and has not seen this id is stale.
    """

    known_from = models.DateField()
    at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "known_from"], name="usage_change_once")]

    def __str__(self) -> str:
        return f"{self.known_from} at {self.at}"
