"""Current values of attributes: one wide row of typed slots per subject, and who has which slot."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.attributes.attribute import KINDS, Kind
from banso.platform.tenancy.api import Workspace, WorkspaceModel

SLOTS = {"num": 60, "day": 20, "text": 30}
"""How many slots of each family an account's row has. Each text slot has a fold slot of its number."""
FAMILY: dict[Kind, str] = {
    "number": "num",
    "money": "num",
    "bool": "num",
    "date": "day",
    "text": "text",
    "choice": "text",
    "link": "text",
}


def slots_of_family(family: str) -> list[str]:
    """The columns of a family in order: ``num_01`` to ``num_60``."""
    return [f"{family}_{number:02d}" for number in range(1, SLOTS[family] + 1)]


FOLDS = tuple(column.replace("text", "fold") for column in slots_of_family("text"))


class AttributeSlot(WorkspaceModel):
    """Which slot keeps the values of an attribute in this workspace, and a custom field's declaration.

    States: with a slot and not retired, it is in use. ``retired_at`` set, the values stay where they are
    until another attribute needs the room; then ``slot`` becomes null. Declared attributes get a row when
    they are first written; ``custom`` ones when a member makes them, with their labels and choices
    (``[{"value", "en", "ja"}]``). Where a declared attribute and a custom field have one key, the declared
    one is seen and the field keeps its values.
    """

    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    type = models.CharField(max_length=10)
    slot = models.CharField(max_length=10, null=True)
    custom = models.BooleanField(default=False)
    label_en = models.CharField(max_length=200, blank=True, default="")
    label_ja = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=40, blank=True, default="")
    choices = models.JSONField(default=list)
    sensitivity = models.CharField(max_length=20, default="normal")
    retired_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "subject", "key", "custom"], name="attribute_key_once"),
            models.UniqueConstraint(
                fields=["workspace", "subject", "slot"], condition=Q(slot__isnull=False), name="attribute_slot_once"
            ),
            models.CheckConstraint(condition=Q(type__in=KINDS), name="attribute_type"),
            models.CheckConstraint(
                condition=Q(slot__isnull=False) | Q(retired_at__isnull=False), name="attribute_has_slot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}.{self.key}"


class RowVersion(WorkspaceModel):
    """The number under which a row of accounts, or of their slots, was last written: the highest is the newest.

    Triggers of SQLite write it in the transaction of every write, whoever makes it; the mirror in memory follows it
    (ADR 0011). On PostgreSQL it stays empty. It stands before the slots because a workspace's rows are removed in the
    opposite order, and removing the slots writes here. Whoever empties tables in any order makes triggers write here
    too, after the workspace is gone: so nothing holds a row to its workspace but the deletion of that.
    """

    uid = None  # type: ignore[assignment]  # nothing outside names it, and a trigger has no UUIDv7
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", editable=False, db_constraint=False
    )
    subject_id = models.BigIntegerField(unique=True)

    personal_data: ClassVar[tuple[str, ...]] = ()


class AccountValue(WorkspaceModel):
    """The slots of one account. A row appears with the account's first value.

    Numbers, money in minor units and yes/no (1, 0) share the ``num`` slots; NaN is never stored.
    ``fold_NN`` is ``kit.text.fold`` of ``text_NN``, for comparing. There is no index on any slot: the
    measured lists scan (ADR 0006).
    """

    subject_id = models.BigIntegerField(unique=True)

    personal_data: ClassVar[tuple[str, ...]] = (*slots_of_family("text"), *FOLDS)


for _column in slots_of_family("num"):
    AccountValue.add_to_class(_column, models.FloatField(null=True))
for _column in slots_of_family("day"):
    AccountValue.add_to_class(_column, models.DateField(null=True))
for _column in (*slots_of_family("text"), *FOLDS):
    AccountValue.add_to_class(_column, models.TextField(null=True))


class Audience(models.TextChoices):
    """Who sees a saved view."""

    PRIVATE = "private", pgettext_lazy("view", "Only me")
    TEAM = "team", pgettext_lazy("view", "Everybody")
    LINK = "link", pgettext_lazy("view", "Whoever has the link")


class SavedView(WorkspaceModel):
    """A list's state under a name. A deleted one keeps its row, so that deleting can be undone.

    ``state`` are the fields of the list's address (filter, sort, columns, group, q, size), each as text.
    """

    subject = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey("identity.Member", on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PRIVATE)
    state = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="saved_view_audience")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "subject", "owner"], name="saved_view_of_list")]

    def __str__(self) -> str:
        return self.name


class UsualView(WorkspaceModel):
    """The view with which a member's list begins: the uid of a saved one, or the name of a built-in one."""

    subject = models.CharField(max_length=40)
    member = models.ForeignKey("identity.Member", on_delete=models.CASCADE, related_name="+")
    view = models.CharField(max_length=60)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "member", "subject"], name="usual_view_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.view}"


VALUE_TABLES: dict[str, type[WorkspaceModel]] = {"account": AccountValue}
"""Which subjects have slots. Others, so far, have real columns only."""
