"""What the books rest on beside lines: exchange rates, targets, months that are closed, reasons of losses."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel
from banso.record.revenue.models.contracts import Line


class FxRate(WorkspaceModel):
    """One ``base`` is worth ``rate`` billionths of ``quote`` from ``day`` on, until a later day has another."""

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.BigIntegerField()
    source = models.CharField(max_length=80)
    known_at = models.DateTimeField()
    stated_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "base", "quote", "day"], name="fx_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="fx_rate_positive"),
        ]


class TargetMeasure(models.TextChoices):
    """What a target is set for; amounts are minor units of the currency, rates ten-thousandths."""

    CLOSING = "closing", pgettext_lazy("target", "MRR at the end")
    NEW = "new", pgettext_lazy("target", "New MRR")
    EXPANSION = "expansion", pgettext_lazy("target", "Expansion")
    LOSS = "loss", pgettext_lazy("target", "Churn and contraction")
    NRR = "nrr", pgettext_lazy("target", "Net retention")
    GRR = "grr", pgettext_lazy("target", "Gross retention")


class TargetUnit(models.TextChoices):
    """What is counted: an account that leaves one of two products loses it by product, by account it shrinks."""

    ACCOUNT = "account", pgettext_lazy("unit of revenue", "Account")
    CONTRACT = "contract", pgettext_lazy("unit of revenue", "Contract")
    PRODUCT = "product", pgettext_lazy("unit of revenue", "Product")
    PARENT = "parent", pgettext_lazy("unit of revenue", "Parent")


class Target(WorkspaceModel):
    """A plan for the months from ``first`` to ``last`` (first days), of all or of one value of an attribute."""

    first = models.DateField()
    last = models.DateField()
    measure = models.CharField(max_length=10, choices=TargetMeasure.choices)
    unit = models.CharField(max_length=10, choices=TargetUnit.choices, default=TargetUnit.ACCOUNT)
    attribute = models.CharField(max_length=80, default="")
    value = models.CharField(max_length=200, default="")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="")
    owner = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "first", "last", "measure", "unit", "attribute", "value"], name="target_once"
            ),
            models.CheckConstraint(condition=Q(measure__in=TargetMeasure.values), name="target_measure"),
            models.CheckConstraint(condition=Q(unit__in=TargetUnit.values), name="target_unit"),
        ]


class FrozenMonth(WorkspaceModel):
    """A closed month (its first day): reports of frozen books show it as it was known at ``known_at``."""

    month = models.DateField()
    known_at = models.DateTimeField()
    frozen_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "month"], name="frozen_month_once")]


class Loss(WorkspaceModel):
    """Why a line ended on ``ended_on``: a reason of the policy's tree, and a note. One without a row is unknown."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="losses")
    ended_on = models.DateField()
    reason = models.CharField(max_length=80)
    note = models.CharField(max_length=2000, default="")
    said_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ("note",)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "line", "ended_on"], name="loss_once"),
        ]
