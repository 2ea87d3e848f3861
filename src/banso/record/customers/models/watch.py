"""What changes in a customer's business and organisation."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel
from banso.record.customers.models.accounts import Account


class WatchKind(models.TextChoices):
    """What happened."""

    REORGANISATION = "reorganisation", pgettext_lazy("watch", "Reorganisation")
    LAYOFFS = "layoffs", pgettext_lazy("watch", "Lay-offs")
    FUNDING = "funding", pgettext_lazy("watch", "Funding")
    MERGER = "merger", pgettext_lazy("watch", "Merger or take-over")
    NEW_EXECUTIVE = "new_executive", pgettext_lazy("watch", "New executive")
    STRATEGY = "strategy", pgettext_lazy("watch", "Change of strategy")
    OTHER = "other", pgettext_lazy("watch", "Other")


class WatchEvent(WorkspaceModel):
    """Something that happened at a customer on ``day`` and may matter; ``url`` is where it was read."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=WatchKind.choices)
    day = models.DateField()
    title = models.CharField(max_length=300)
    detail = models.TextField(null=True)
    url = models.CharField(max_length=1000, null=True)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("title", "detail")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=WatchKind.values), name="watch_kind")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "account", "-day"], name="watch_of_account")]

    def __str__(self) -> str:
        return self.title
