"""What is sold: products and their plans."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class Product(WorkspaceModel):
    """Something that is sold. ``key`` is the word that files use; ``is_service`` counts in service-attach ratios."""

    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    family = models.CharField(max_length=200, default="")
    place = models.IntegerField(default=0)
    is_service = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "key"], name="product_once")]

    def __str__(self) -> str:
        return self.name


class Plan(WorkspaceModel):
    """One way to buy a product. A change to a plan of a higher ``rank`` is an upgrade."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="plans")
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    rank = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "product", "key"], name="plan_once")]

    def __str__(self) -> str:
        return self.name
