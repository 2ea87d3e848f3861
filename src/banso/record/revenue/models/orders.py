"""Revenue that does not recur: orders and projects."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel
from banso.record.revenue.models.catalogue import Product


class OrderKind(models.TextChoices):
    """An order of goods, a project, or the first sale of a device that service contracts follow."""

    ORDER = "order", pgettext_lazy("order", "order")
    PROJECT = "project", pgettext_lazy("order", "project")
    DEVICE = "device", pgettext_lazy("order", "device")


class Order(WorkspaceModel):
    """Something bought once. ``amount`` is minor units; ``service_until`` is when its service ends."""

    source = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=OrderKind.choices, default=OrderKind.ORDER)
    ordered_on = models.DateField()
    delivered_on = models.DateField(null=True)
    service_until = models.DateField(null=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    quantity = models.BigIntegerField(null=True)
    known_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "source", "key"], condition=Q(withdrawn_at__isnull=True), name="order_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=OrderKind.values), name="order_kind"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "account", "ordered_on"], name="order_of_account"),
            # The page of orders: the newest first, a page of them.
            models.Index(fields=["workspace", "-ordered_on", "-id"], name="order_newest"),
        ]

    def __str__(self) -> str:
        return self.key
