"""Rows that look like one and are not: so that nobody is asked twice."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class Different(WorkspaceModel):
    """Two accounts, or two persons, that a member has looked at and found to be two. The lower id is the first."""

    subject = models.CharField(max_length=20)
    first = models.BigIntegerField()
    second = models.BigIntegerField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "subject", "first", "second"], name="different_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="different_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.first} ≠ {self.second}"
