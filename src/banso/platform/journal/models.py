"""Batches, changes, and where each reader of the journal stands."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.platform.tenancy.api import WorkspaceModel


class Basis(models.TextChoices):
    """How we know that a fact was known at ``known_at``."""

    OBSERVED = "observed", _("observed")
    STATED = "stated", _("stated by the source")
    ASSUMED = "assumed", _("assumed")


class BatchState(models.TextChoices):
    """Where a batch stands: draft → checked → applying → applied → undoing → undone; or failed."""

    DRAFT = "draft", _("draft")
    CHECKED = "checked", _("checked")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    FAILED = "failed", _("failed")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class Batch(WorkspaceModel):
    """Rows that came together and can be undone together: a file, a sync.

    ``report`` is what its import said (counts, samples, errors per row); ``report["undo"]`` what its undo
    said. ``undoing`` and ``undone`` batches count as never known.
    """

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=80)
    file_name = models.CharField(max_length=255, blank=True, default="")
    file_path = models.CharField(max_length=500, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.DRAFT)
    rows_total = models.BigIntegerField(null=True)
    rows_done = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="batch_state")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-id"], name="batch_newest")]


class Change(WorkspaceModel):
    """One change of one subject: the journal's row. Never updated but for ``seq``, never deleted but
    by the erasure of a person.

    ``changes`` is ``{field: [old, new]}``; a row that comes to be carries ``"exists": [false, true]``.
    ``valid_from`` is when it was true, ``known_at`` when it was known (the two clocks); ``recorded_at``
    is when it was written, which differs from ``known_at`` where ``basis`` is assumed or stated.
    ``seq`` is null until the publisher has numbered the row; afterwards it is the exact order.
    """

    seq = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    valid_from = models.DateTimeField()
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.OBSERVED)
    actor = models.BigIntegerField(null=True)
    source = models.CharField(max_length=80)
    reason = models.TextField(blank=True, default="")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    personal_data: ClassVar[tuple[str, ...]] = ("changes", "reason")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "seq"], name="change_seq"),
            models.CheckConstraint(condition=models.Q(basis__in=Basis.values), name="change_basis"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "subject_id", "id"], name="change_history"),
            models.Index(fields=["workspace", "subject", "subject_id", "-known_at", "-id"], name="change_timeline"),
            models.Index(fields=["batch", "id"], name="change_batch"),
            models.Index(fields=["workspace", "id"], name="change_unpublished", condition=models.Q(seq=None)),
        ]


class Head(WorkspaceModel):
    """The end of the published journal, one row a workspace. Its lock is the publisher's lease."""

    last_seq = models.BigIntegerField(default=0)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace"], name="head_once")]


class Position(WorkspaceModel):
    """How far a handler has read. A failing handler waits till ``retry_at`` and holds up no other."""

    handler = models.CharField(max_length=80)
    seq = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    retry_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "handler"], name="position_once")]
