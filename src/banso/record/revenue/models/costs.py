"""What it costs to win customers and to keep them, by month."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel


class CostPurpose(models.TextChoices):
    """What was paid for: sales and marketing, or service and customer success."""

    WINNING = "winning", pgettext_lazy("purpose of a cost", "Winning customers")
    KEEPING = "keeping", pgettext_lazy("purpose of a cost", "Keeping customers")


class Cost(WorkspaceModel):
    """What was spent in ``month`` (its first day), of all accounts or of those with one value of an attribute.

    ``amount`` is minor units, and money that is in no other row. A correction is a new row; the one that it replaces
    is withdrawn, so that any day can be read as it was known on any other. One that was taken back by an undo is
    withdrawn from the moment it was known: it counts as never said.
    """

    month = models.DateField()
    purpose = models.CharField(max_length=10, choices=CostPurpose.choices)
    attribute = models.CharField(max_length=80, default="")
    value = models.CharField(max_length=200, default="")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=500, default="")
    known_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("note",)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "month", "purpose", "attribute", "value", "currency"],
                condition=Q(withdrawn_at__isnull=True),
                name="cost_once",
            ),
            models.CheckConstraint(condition=Q(purpose__in=CostPurpose.values), name="cost_purpose"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_amount"),
        ]
