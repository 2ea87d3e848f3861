"""What was promised to a customer, and how a member sees an account."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel


class PromiseState(models.TextChoices):
    """Where a promise stands: open → kept, missed or withdrawn; and back."""

    OPEN = "open", pgettext_lazy("promise", "open")
    KEPT = "kept", pgettext_lazy("promise", "kept")
    MISSED = "missed", pgettext_lazy("promise", "missed")
    WITHDRAWN = "withdrawn", pgettext_lazy("promise", "withdrawn")


class PromiseKind(models.TextChoices):
    """Whether we said it, or they expect it."""

    PROMISE = "promise", pgettext_lazy("promise", "Promise")
    EXPECTATION = "expectation", pgettext_lazy("promise", "Expectation")


class Promise(WorkspaceModel):
    """What was promised to, or is expected by, a customer; ``in_sales`` says that it was before they bought.

    An open one is missed from the day after ``due``, whether or not somebody has said so.
    """

    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("customers.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=PromiseKind.choices, default=PromiseKind.PROMISE)
    text = models.CharField(max_length=500)
    in_sales = models.BooleanField(default=False)
    promised_by = models.CharField(max_length=200, null=True)
    made_on = models.DateField()
    due = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=PromiseState.choices, default=PromiseState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    deleted_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("text", "promised_by")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PromiseState.values), name="promise_state"),
            models.CheckConstraint(condition=Q(kind__in=PromiseKind.values), name="promise_kind"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="promise_closed_at",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "account", "state", "due"], name="promise_of_account")]

    def __str__(self) -> str:
        return self.text


class OwnView(WorkspaceModel):
    """How a member sees an account from ``at`` until ``expires`` (exclusive), or until it is replaced (``ended_at``).

    ``band`` is 0 to 4, the five bands of health from critical to strong. It stands beside the score and is never
    mixed into it. Rows are not changed but for ``ended_at``, so that the past stays what it was.
    """

    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("identity.Member", on_delete=models.PROTECT, related_name="+")
    band = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    expires = models.DateField()
    ended_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(band__lte=4), name="own_view_band"),
            models.UniqueConstraint(
                fields=["workspace", "account"], condition=Q(ended_at__isnull=True), name="own_view_one_now"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "account", "-at"], name="own_view_of_account")]
