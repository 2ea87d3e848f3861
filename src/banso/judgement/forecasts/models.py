"""The model of each quarter, kept so that a day is not fitted twice."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class FittedQuarter(WorkspaceModel):
    """Coefficients that hold from the end of `quarter` until the next quarter's end.

    They are derived: a row may be removed at any time and is fitted again. It holds as long as
    `facts`, a fingerprint of what was known by the quarter's end, stays the same; back-filled or
    undone imports change it, events of later days do not. `rows` 0 is the starting model.
    """

    quarter = models.DateField()
    facts = models.CharField(max_length=64)
    coefficients = models.JSONField()
    covariance = models.JSONField()
    rows = models.PositiveIntegerField()
    losses = models.PositiveIntegerField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "quarter"], name="forecasts_one_model_a_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.quarter} ({self.rows}/{self.losses})"
