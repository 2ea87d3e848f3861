"""How far the stored movements have come, and whose have to be computed again."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class Ledger(WorkspaceModel):
    """What the stored movements were computed from: the workspace's one row.

    ``known`` is the day through which grace was judged, ``statement`` the greatest id of a statement that was read,
    ``read_at`` when reading began. ``policy`` and ``families`` are digests; ``merged`` is ``{account: survivor}``.
    """

    known = models.DateField()
    statement = models.BigIntegerField()
    read_at = models.DateTimeField()
    policy = models.CharField(max_length=64)
    families = models.CharField(max_length=64)
    merged = models.JSONField(default=dict)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace"], name="ledger_once")]


class LedgerMark(WorkspaceModel):
    """The movements of ``account`` (an id) are to be computed again: its lines changed after they were read."""

    account = models.BigIntegerField()
    marked_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "account"], name="ledger_mark_once")]
