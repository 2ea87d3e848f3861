"""Renewals under way: what is due, what was seen at its checkpoints, how it was closed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel
from banso.record.revenue.models.contracts import Contract


class RenewalStage(models.TextChoices):
    """How far a renewal is; the last three are closed."""

    AHEAD = "ahead", pgettext_lazy("renewal", "ahead")
    TALKING = "talking", pgettext_lazy("renewal", "in talks")
    OFFERED = "offered", pgettext_lazy("renewal", "offered")
    AGREED = "agreed", pgettext_lazy("renewal", "agreed")
    RENEWED = "renewed", pgettext_lazy("renewal", "renewed")
    CHANGED = "changed", pgettext_lazy("renewal", "renewed with changes")
    LOST = "lost", pgettext_lazy("renewal", "lost")


class Renewal(WorkspaceModel):
    """The end of a term of ``contract`` on ``term_end`` (exclusive), and what is done about it."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="renewals")
    term_end = models.DateField()
    stage = models.CharField(max_length=10, choices=RenewalStage.choices, default=RenewalStage.AHEAD)
    next_step = models.CharField(max_length=500, default="")
    next_step_on = models.DateField(null=True)
    reason = models.CharField(max_length=80, default="")
    note = models.CharField(max_length=2000, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ("next_step", "note")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "contract", "term_end"], name="renewal_once"),
            models.CheckConstraint(condition=Q(stage__in=RenewalStage.values), name="renewal_stage"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "term_end"], name="renewal_by_term_end")]


class Checkpoint(WorkspaceModel):
    """How a renewal looked ``months`` before its term ends: the score's view, and a member's (bands 0 to 4)."""

    renewal = models.ForeignKey(Renewal, on_delete=models.CASCADE, related_name="checkpoints")
    months = models.PositiveSmallIntegerField()
    score = models.FloatField(null=True)
    score_band = models.PositiveSmallIntegerField(null=True)
    view = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=500, default="")
    answered_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "renewal", "months"], name="checkpoint_once"),
            models.CheckConstraint(condition=Q(view__isnull=True) | Q(view__lte=4), name="checkpoint_view"),
        ]
