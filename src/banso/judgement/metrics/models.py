"""What the book keeps in the database: which days are computed, when, and by which versions."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class ComputedDay(WorkspaceModel):
    """One day of the book.

    A day is stale when facts that were known by its end came or went after it was computed
    (``seen_change`` is the last change of usage it has seen); a stale day is computed again when it is
    next asked for. ``versions`` names the definitions that made it: one entry for metrics and one for
    each producer. ``rests_on_assumed`` says that back-filled history, assumed to have been known, is in it.
    """

    day = models.DateField()
    computed_at = models.DateTimeField()
    seen_change = models.BigIntegerField()
    versions = models.JSONField()
    rests_on_assumed = models.BooleanField()
    accounts = models.IntegerField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "day"], name="computed_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"
