"""The inbox: what members should know, each thing once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel


class InboxKind(models.TextChoices):
    """Why something came into the inbox."""

    MENTION = "mention", pgettext_lazy("inbox", "Mentions")
    ASSIGNMENT = "assignment", pgettext_lazy("inbox", "Tasks given to me")
    HAND_OVER = "hand_over", pgettext_lazy("inbox", "Hand-overs")
    COMMENT = "comment", pgettext_lazy("inbox", "Comments on what is mine")
    APPROVAL = "approval", pgettext_lazy("inbox", "Approvals")
    SIGNAL = "signal", pgettext_lazy("inbox", "Signals on my accounts")


class InboxItem(WorkspaceModel):
    """One thing for ``member`` to know. ``key`` means it once: telling it again changes nothing.

    ``params`` fill the sentence of its kind, which is put into words when it is read, in the reader's language.
    ``url`` is a path of the product.
    """

    member = models.ForeignKey("identity.Member", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=InboxKind.choices)
    key = models.CharField(max_length=200)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, null=True, related_name="+")
    actor = models.ForeignKey("identity.Member", on_delete=models.SET_NULL, null=True, related_name="+")
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=500)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("params",)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=InboxKind.values), name="inbox_kind"),
            models.UniqueConstraint(fields=["workspace", "member", "key"], name="inbox_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "member", "-at", "-id"], name="inbox_newest"),
            models.Index(fields=["workspace", "member"], name="inbox_unread", condition=Q(read_at__isnull=True)),
        ]
