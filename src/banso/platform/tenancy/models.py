"""Workspaces, and the base of every model that belongs to one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from banso.platform.kit.ids import uuid7
from banso.platform.kit.words import Words
from banso.platform.tenancy.scope import NoWorkspace, current_workspace, is_unscoped


class Workspace(models.Model):
    """One company that uses Banso; the tenant.

    The time zone is fixed when the workspace is made: every roll-up of days hangs on it. ``words`` is what it calls
    accounts, contracts and others of :data:`banso.platform.kit.words.TERMS`.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=5, default="en")
    fiscal_start_month = models.PositiveSmallIntegerField(default=1)
    words = models.JSONField(default=dict, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    _spoken: tuple[object, Words] | None = None

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(fiscal_start_month__gte=1, fiscal_start_month__lte=12),
                name="workspace_fiscal_month",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spoken(self) -> Words:
        """Its words, ready to be used in texts; made once for what ``words`` says."""
        if self._spoken is None or self._spoken[0] is not self.words:
            self._spoken = (self.words, Words(self.words))
        return self._spoken[1]


M_co = TypeVar("M_co", bound="WorkspaceModel", covariant=True)


class ScopedQuerySet(models.QuerySet[M_co]):
    """A query set that was narrowed to one workspace by its manager."""

    def bulk_create(self, objs: Iterable[M_co], *args: Any, **kwargs: Any) -> list[M_co]:
        rows = list(objs)
        for row in rows:
            row.belong()
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        if "workspace" in kwargs or "workspace_id" in kwargs:
            raise NoWorkspace("A row never moves to another workspace.")
        return super().update(**kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> models.query.RawQuerySet[M_co]:
        """Refused: raw SQL cannot be narrowed; use a cursor, which the guard watches."""
        raise NoWorkspace("raw() is not scoped to a workspace.")


class ScopedManager(models.Manager[M_co]):
    """Every query starts from the workspace of the running code, or fails."""

    def get_queryset(self) -> ScopedQuerySet[M_co]:
        rows: ScopedQuerySet[M_co] = ScopedQuerySet(self.model, using=self._db)
        if is_unscoped():
            return rows
        return rows.filter(workspace_id=current_workspace().pk)

    def raw(self, *args: Any, **kwargs: Any) -> models.query.RawQuerySet[M_co]:
        return self.get_queryset().raw(*args, **kwargs)

    def bulk_create(self, objs: Iterable[M_co], *args: Any, **kwargs: Any) -> list[M_co]:
        return self.get_queryset().bulk_create(objs, *args, **kwargs)


class WorkspaceModel(models.Model):
    """Base of every model that belongs to a workspace.

    ``id`` stays inside (it is also the lake's key); ``uid`` is the only identifier shown outside.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", editable=False)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    personal_data: ClassVar[tuple[str, ...]] = ()
    """Names of the fields that hold personal data; every model states them itself."""

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.belong()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.belong()
        return super().delete(*args, **kwargs)

    def belong(self) -> None:
        """Fill the workspace from the scope; refuse a row of another workspace."""
        if is_unscoped():
            if self.workspace_id is None:
                raise NoWorkspace("A row made outside of a workspace must name its workspace.")
            return
        current = current_workspace()
        if self.workspace_id is None:
            self.workspace = current
        elif self.workspace_id != current.pk:
            raise NoWorkspace("The row belongs to another workspace.")
