"""What is remembered of files: mappings under a name, and files that came by the drop folder."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel


class SavedMapping(WorkspaceModel):
    """The choices for files of one kind whose header row has these columns, in any order, under a name.

    ``headers`` are the columns as they are compared, sorted; ``headers_key`` is their hash. ``options`` are those of
    :class:`~banso.connectors.files.options.Options`. A removed mapping stays, so that removing it can be undone.
    """

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    headers = models.JSONField(default=list)
    headers_key = models.CharField(max_length=64)
    options = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="mapping_name", condition=Q(removed_at__isnull=True)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "headers_key"], name="mapping_headers")]


class DropState(models.TextChoices):
    """Where a dropped file stands."""

    WORKING = "working", pgettext_lazy("dropped file", "being imported")
    DONE = "done", pgettext_lazy("dropped file", "imported")
    FAILED = "failed", pgettext_lazy("dropped file", "refused")


class DroppedFile(WorkspaceModel):
    """A file that was taken from the drop folder; ``uid`` is also the name of its folder while it is worked on.

    ``error`` and ``hint`` say why it was refused, in the workspace's language. ``at`` is when it was taken.
    """

    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DropState.choices, default=DropState.WORKING)
    batch = models.ForeignKey("journal.Batch", on_delete=models.SET_NULL, null=True, related_name="+")
    mapping = models.CharField(max_length=80, blank=True, default="")
    error = models.TextField(blank=True, default="")
    hint = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=DropState.values), name="dropped_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state"], name="dropped_working", condition=Q(state=DropState.WORKING)),
            models.Index(fields=["workspace", "-at"], name="dropped_newest"),
        ]
