"""What the book keeps in the database: which days are computed, when, by which versions; and who is in a segment."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel


class ComputedDay(WorkspaceModel):
    """One day of the book.

    A day is stale when facts that were known by its end came or went after it was computed
    (``seen_change`` is the last change of usage it has seen, ``seen_facts`` that of other facts); a stale day is
    computed again when it is next asked for. ``versions`` names the definitions that made it: one entry for metrics
    and one for each producer. ``rests_on_assumed`` says that back-filled history, assumed to have been known, is in it.
    """

    day = models.DateField()
    computed_at = models.DateTimeField()
    seen_change = models.BigIntegerField()
    seen_facts = models.BigIntegerField(default=0)
    versions = models.JSONField()
    rests_on_assumed = models.BooleanField()
    accounts = models.IntegerField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "day"], name="computed_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class FactChange(WorkspaceModel):
    """Touches, tasks or lines that were known from the day ``known_from`` on came or went, last at ``at``.

    As with usage, every change makes the day's row anew, and a computed day that has not seen its id is stale.
    """

    known_from = models.DateField()
    at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "known_from"], name="fact_change_once")]

    def __str__(self) -> str:
        return f"{self.known_from} at {self.at}"


class SegmentMember(WorkspaceModel):
    """``account`` is in the segment from the end of ``entered`` on and no more at the end of ``left`` (null: still).

    Why it came and went: *start* (the segment was looked at for the first time), *data* (the account changed),
    *definition* (the segment did), *picked* (by hand). A stay of no day has no row.
    """

    class Cause(models.TextChoices):
        """Why a membership began or ended."""

        START = "start", pgettext_lazy("segment", "there at the start")
        DATA = "data", pgettext_lazy("segment", "the account changed")
        DEFINITION = "definition", pgettext_lazy("segment", "the definition changed")
        PICKED = "picked", pgettext_lazy("segment", "by hand")

    segment = models.CharField(max_length=63)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    entered = models.DateField()
    entered_cause = models.CharField(max_length=12, choices=Cause.choices)
    left = models.DateField(null=True)
    left_cause = models.CharField(max_length=12, choices=Cause.choices, blank=True, default="")

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "segment", "account"],
                condition=models.Q(left__isnull=True),
                name="segment_member_once_now",
            ),
            models.CheckConstraint(
                condition=models.Q(left__isnull=True) | models.Q(left__gt=models.F("entered")),
                name="segment_member_leaves_after",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "segment", "left"], name="segment_members"),
            models.Index(fields=["workspace", "account"], name="segments_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.account_id}"


class SegmentPick(WorkspaceModel):
    """A member put ``account`` into a hand-picked segment at ``since``; somebody took it out at ``until``."""

    segment = models.CharField(max_length=63)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    picked_by = models.ForeignKey("identity.Member", on_delete=models.SET_NULL, null=True, related_name="+")

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "segment", "account"],
                condition=models.Q(until__isnull=True),
                name="segment_pick_once_now",
            )
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.account_id}"


class SegmentCount(WorkspaceModel):
    """A segment was looked at as of ``day`` under ``version`` and had so many ``members``."""

    segment = models.CharField(max_length=63)
    day = models.DateField()
    version = models.PositiveIntegerField()
    members = models.PositiveIntegerField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "segment", "day"], name="segment_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.day}"
