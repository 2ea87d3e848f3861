"""A workspace's own versions of definitions, and which versions it stands by."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from banso.platform.tenancy.api import WorkspaceModel


class State(models.TextChoices):
    """Where a version stands. A draft is never stored: it is the shipped default that waits to be taken."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class DefinitionVersion(WorkspaceModel):
    """One version of one definition, as this workspace made it. Its body is never edited.

    At most one version of a slug is active; making a new one retires it. A slug without rows follows the
    shipped default. ``base_version`` is the shipped version there was when this one was made (null: none): a
    newer shipped one is offered as a draft. Version numbers rise above the shipped ones and their own.
    """

    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=63)
    version = models.PositiveIntegerField()
    base_version = models.PositiveIntegerField(null=True)
    body = models.JSONField()
    text = models.TextField()
    """The YAML it was written in, comments and all; ``body`` is what it says."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    author = models.BigIntegerField(null=True)
    """The id of the member, or null for the system."""
    reason = models.TextField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "kind", "slug", "version"], name="definition_version_once"),
            models.UniqueConstraint(
                fields=["workspace", "kind", "slug"], condition=Q(state="active"), name="definition_one_active"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="definition_version_positive"),
            models.CheckConstraint(
                condition=Q(state="active", retired_at=None) | Q(state="retired", retired_at__isnull=False),
                name="definition_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}@{self.version}"


class Approval(WorkspaceModel):
    """That the company stands by what one version says.

    States: *asked* (``asked_at`` alone), *approved* (``approved_at``), *withdrawn* (neither: the journal tells of it).
    ``body`` is what the version says, kept here because a shipped version goes when a newer Banso is installed.
    """

    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=63)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    asked_by = models.BigIntegerField(null=True)
    """The id of the member who asked for it; null where nobody did."""
    asked_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "kind", "slug", "version"], name="approval_once"),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approval_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}@{self.version}"
