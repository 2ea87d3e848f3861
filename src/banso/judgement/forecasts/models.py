"""The model of each quarter, kept so that a day is not fitted twice; forecasts of CMRR, kept as they were issued."""

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


class RevenueForecast(WorkspaceModel):
    """CMRR of the months after ``day``, as it was forecast from what was known at that day's end.

    One that is ``frozen`` was issued for a month's end and is never made anew: what came is held against it. The one
    that is not is the newest, made again for each day and whenever lines change (``facts``). Amounts in ``body`` are
    major units of ``currency``.
    """

    day = models.DateField()
    frozen = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    facts = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    body = models.JSONField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "day"], condition=models.Q(frozen=True), name="revenue_forecast_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"
