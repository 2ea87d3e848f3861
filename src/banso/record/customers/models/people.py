"""People on the customers' side, and what they are at which account."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel
from banso.record.customers.models.accounts import Account


class Person(WorkspaceModel):
    """A human being, once, however many accounts they work at.

    Personal data lives here and in :class:`Address`, apart from facts. A merged person stays readable through
    ``merged_into``; an archived one is out of lists. ``tags`` are words with commas between, as lists show and search
    them; no tag has one in it.
    """

    name = models.CharField(max_length=300)
    name_fold = models.CharField(max_length=300, db_index=True)
    reading = models.CharField(max_length=300, blank=True)
    sort_key = models.CharField(max_length=700)
    language = models.CharField(max_length=20, null=True)
    timezone = models.CharField(max_length=60, null=True)
    tags = models.TextField(null=True)
    tags_fold = models.TextField(null=True)
    known_since = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("name", "name_fold", "reading", "sort_key", "tags", "tags_fold")

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar = [models.Index(fields=["workspace", "sort_key"], name="person_by_reading")]

    def __str__(self) -> str:
        return self.name

    @property
    def tag_list(self) -> list[str]:
        """Each tag."""
        return self.tags.split(", ") if self.tags else []


class AddressKind(models.TextChoices):
    """By what a person can be reached or recognised."""

    MAIL = "mail", pgettext_lazy("address", "e-mail")
    PHONE = "phone", pgettext_lazy("address", "phone")
    KEY = "key", pgettext_lazy("address", "key of another system")


class Address(WorkspaceModel):
    """What a person is recognised by: one address belongs to one person, but a phone number may be several people's.

    ``value_fold`` is what is compared: a folded mail address, the digits of a phone number, ``source:key``.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind.choices)
    value = models.CharField(max_length=300)
    value_fold = models.CharField(max_length=300)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("value", "value_fold")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "value_fold"], condition=~Q(kind="phone"), name="address_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="address_kind"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "kind", "value_fold"], name="address_found")]

    def __str__(self) -> str:
        return self.value


class ContactRole(models.TextChoices):
    """What a person is in the customer's decisions about the product."""

    DECISION_MAKER = "decision_maker", pgettext_lazy("contact", "Decision maker")
    SPONSOR = "sponsor", pgettext_lazy("contact", "Sponsor")
    CHAMPION = "champion", pgettext_lazy("contact", "Champion")
    USER = "user", pgettext_lazy("contact", "User")
    SCEPTIC = "sceptic", pgettext_lazy("contact", "Sceptic")


class Influence(models.IntegerChoices):
    """How much a person's word counts at the account."""

    LOW = 1, pgettext_lazy("influence", "low")
    MIDDLE = 2, pgettext_lazy("influence", "middle")
    HIGH = 3, pgettext_lazy("influence", "high")


class Relation(models.TextChoices):
    """How the person stands to us, in a member's judgement."""

    GOOD = "good", pgettext_lazy("relation", "good")
    NEUTRAL = "neutral", pgettext_lazy("relation", "neutral")
    POOR = "poor", pgettext_lazy("relation", "poor")


class Contact(WorkspaceModel):
    """``person`` works at ``account`` from ``starts`` until ``ends`` (exclusive; null: still).

    A person has at most one contact at an account that has not ended. ``reports_to`` is a contact of the same
    account.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    title = models.CharField(max_length=200, null=True)
    department = models.CharField(max_length=200, null=True)
    role = models.CharField(max_length=20, choices=ContactRole.choices, null=True)
    influence = models.PositiveSmallIntegerField(choices=Influence.choices, null=True)
    relation = models.CharField(max_length=10, choices=Relation.choices, null=True)
    reports_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    end_reason = models.CharField(max_length=300, null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("title", "department", "end_reason")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "person", "account"], condition=Q(ends__isnull=True), name="contact_once_now"
            ),
            models.CheckConstraint(
                condition=Q(role__isnull=True) | Q(role__in=ContactRole.values), name="contact_role"
            ),
            models.CheckConstraint(
                condition=Q(influence__isnull=True) | Q(influence__in=Influence.values), name="contact_influence"
            ),
            models.CheckConstraint(
                condition=Q(relation__isnull=True) | Q(relation__in=Relation.values), name="contact_relation"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "account", "ends"], name="contact_of_account")]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.account_id}"
