"""Accounts and what belongs to them.

Current values only: every change of a field is a row of the journal, with who, when, source, valid
from and known from, and history is read there.
"""

from typing import ClassVar

from django.db import models

from banso.platform.identity.models import Member
from banso.platform.tenancy.api import WorkspaceModel


class Account(WorkspaceModel):
    """A customer organisation.

    ``known_since`` is the instant from which the workspace knew of it (for back-filled history: when
    it is assumed to have been known). ``merged_into`` keeps a merged account readable through its
    survivor; an archived account is out of lists but stays in history and proof.
    """

    TIERS = ("high", "mid", "tech", "community")

    name = models.CharField(max_length=300)
    name_fold = models.CharField(max_length=300, db_index=True)
    reading = models.CharField(max_length=300, blank=True)
    sort_key = models.CharField(max_length=700)
    domains = models.JSONField(default=list, blank=True)
    industry = models.CharField(max_length=120, null=True)
    size = models.BigIntegerField(null=True)
    country = models.CharField(max_length=60, null=True)
    language = models.CharField(max_length=20, null=True)
    timezone = models.CharField(max_length=60, null=True)
    currency = models.CharField(max_length=3, null=True)
    yearly_value = models.BigIntegerField(null=True)
    """Integer minor units of the workspace's currency."""
    notice_by = models.DateField(null=True)
    tier = models.CharField(max_length=20, null=True)
    stage = models.CharField(max_length=60, null=True)
    purchase_reason = models.TextField(null=True)
    problem = models.TextField(null=True)
    success_statement = models.TextField(null=True)
    tags = models.JSONField(default=list, blank=True)
    """Words that members put on it, each once, in their order."""
    known_since = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField(null=True)
    """The import that made it, or null where a person did."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "sort_key"], name="account_by_reading"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(tier__isnull=True) | models.Q(tier__in=["high", "mid", "tech", "community"]),
                name="account_tier",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ExternalId(WorkspaceModel):
    """What another system calls an account. One key means one account per source at a time."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="external_ids")
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "source", "key"], name="external_id_once")
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class AccountLink(WorkspaceModel):
    """``account`` stands under ``other`` (a parent or a partner) from ``starts`` until ``ends``."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, default="parent")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    """Exclusive; null while it holds."""
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "account", "kind"],
                condition=models.Q(ends__isnull=True),
                name="account_one_link_now",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.account_id} → {self.other_id}"


class Assignment(WorkspaceModel):
    """``member`` looks after ``account`` from ``starts`` until ``ends`` (exclusive; null: still)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="assignments")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, default="owner")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "account", "role"],
                condition=models.Q(ends__isnull=True),
                name="account_one_owner_now",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.account_id}"


class EndUser(WorkspaceModel):
    """Somebody seen in usage events: a key of a source, perhaps a person one day."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    person = models.ForeignKey("customers.Person", on_delete=models.SET_NULL, null=True, related_name="end_users")
    internal = models.BooleanField(default=False)
    first_seen = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("key",)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="end_user_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class Membership(WorkspaceModel):
    """An end user seen at an account."""

    end_user = models.ForeignKey(EndUser, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "end_user", "account"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.end_user_id} @ {self.account_id}"
