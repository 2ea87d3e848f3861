"""The catalogue: which parts are live.

A part is live from ``begun`` until ``ended``. A row appears when the transaction that wrote it
commits, so readers see all of a part or nothing of it. Files ended longer ago than any query may
run are unlinked by :func:`banso.platform.lake.store.vacuum`.
"""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class LakeSnapshot(WorkspaceModel):
    """One change of the lake: what was added, replaced or retracted, and why."""

    at = models.DateTimeField()
    reason = models.CharField(max_length=100)

    personal_data: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return f"{self.reason} {self.at:%Y-%m-%d %H:%M}"


class LakeFile(WorkspaceModel):
    """One part. ``batch`` is the batch of all its rows, or null where they are of several."""

    table = models.CharField(max_length=60)
    month = models.CharField(max_length=7, blank=True)
    label = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=300, unique=True)
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    key_min = models.BigIntegerField(null=True)
    key_max = models.BigIntegerField(null=True)
    batch = models.BigIntegerField(null=True)
    begun = models.ForeignKey(LakeSnapshot, on_delete=models.CASCADE, related_name="+")
    ended = models.ForeignKey(LakeSnapshot, on_delete=models.CASCADE, related_name="+", null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "table", "ended", "month"], name="lake_live")]

    def __str__(self) -> str:
        return self.path


class IngestOffset(WorkspaceModel):
    """How far a source has been read into the lake; moved in the transaction of its part."""

    source = models.CharField(max_length=200)
    offset = models.BigIntegerField(default=0)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "source"], name="lake_one_offset")]

    def __str__(self) -> str:
        return f"{self.source} {self.offset}"
