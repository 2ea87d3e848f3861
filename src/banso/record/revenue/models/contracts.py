"""Contracts, their lines, and what was stated about each line and when.

A line is never overwritten: each amendment is a new :class:`Statement`, which holds in its :class:`Period` rows the
whole of what the line is from then on said to be, past and future. As known at an instant, a line is its last
statement that was known by then and has not been withdrawn.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel
from banso.record.revenue.models.catalogue import Plan, Product


class LineKind(models.TextChoices):
    """What a line charges for. MRR is made of recurring lines and minimums; overage and one-off stand apart."""

    RECURRING = "recurring", pgettext_lazy("line", "recurring")
    MINIMUM = "minimum", pgettext_lazy("line", "minimum")
    OVERAGE = "overage", pgettext_lazy("line", "overage")
    ONE_OFF = "one_off", pgettext_lazy("line", "one-off")


class Interval(models.TextChoices):
    """What an amount is paid for; ``interval_count`` says how many of them."""

    DAY = "day", pgettext_lazy("interval", "day")
    WEEK = "week", pgettext_lazy("interval", "week")
    MONTH = "month", pgettext_lazy("interval", "month")
    YEAR = "year", pgettext_lazy("interval", "year")


class Contract(WorkspaceModel):
    """What was signed with ``account``, who pays; its lines say what for. ``notice_days`` before a term ends."""

    source = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200, default="")
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    auto_renews = models.BooleanField(null=True)
    notice_days = models.PositiveIntegerField(null=True)
    decision_maker = models.ForeignKey("customers.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="contract_once")]
        indexes: ClassVar = [models.Index(fields=["workspace", "account"], name="contract_of_account")]

    def __str__(self) -> str:
        return self.name or self.key


class Line(WorkspaceModel):
    """One priced product in a contract. What it is, is in its statements."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="lines")
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="line_once")]
        indexes: ClassVar = [models.Index(fields=["workspace", "contract"], name="line_of_contract")]

    def __str__(self) -> str:
        return self.key


class Statement(WorkspaceModel):
    """What was said about a line, and from when on that was known. ``withdrawn_at``: it counts as never known.

    One without periods says that the line should not have been written down.
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="statements")
    known_at = models.DateTimeField()
    basis = models.CharField(max_length=10, default="observed")
    reason = models.CharField(max_length=500, default="")
    stated_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
    batch = models.BigIntegerField(null=True)
    row_number = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(basis__in=("observed", "stated", "assumed")), name="statement_basis")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "line", "known_at"], name="statement_of_line"),
            models.Index(fields=["workspace", "batch"], name="statement_of_batch"),
            models.Index(
                fields=["workspace", "withdrawn_at"],
                condition=Q(withdrawn_at__isnull=False),
                name="statement_withdrawn",
            ),
        ]


class Period(WorkspaceModel):
    """A stretch of a line, from ``start`` until ``end`` (exclusive; none: open).

    ``quantity`` and ``unit_price`` (of the currency's main unit) are millionths; ``amount`` is minor units for
    ``interval_count`` intervals, before ``discount`` (ten-thousandths). Either ``unit_price`` or ``amount`` is there.
    ``quantity`` is none where nobody counted: then every change of the amount is one of volume.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="periods")
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=LineKind.choices, default=LineKind.RECURRING)
    quantity = models.BigIntegerField(null=True)
    unit_price = models.BigIntegerField(null=True)
    amount = models.BigIntegerField(null=True)
    interval = models.CharField(max_length=5, choices=Interval.choices, default=Interval.MONTH)
    interval_count = models.PositiveSmallIntegerField(default=1)
    currency = models.CharField(max_length=3)
    discount = models.PositiveSmallIntegerField(default=0)
    start = models.DateField()
    end = models.DateField(null=True)
    signed = models.DateField(null=True)
    term_end = models.DateField(null=True)
    notice = models.DateField(null=True)
    trial_end = models.DateField(null=True)
    pause_from = models.DateField(null=True)
    pause_to = models.DateField(null=True)
    past_due_since = models.DateField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=LineKind.values), name="period_kind"),
            models.CheckConstraint(condition=Q(interval__in=Interval.values), name="period_interval"),
            models.CheckConstraint(condition=Q(interval_count__gte=1, interval_count__lte=60), name="period_count"),
            models.CheckConstraint(condition=Q(discount__lte=10_000), name="period_discount"),
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="period_ends_later"),
            models.CheckConstraint(condition=Q(quantity__isnull=True) | Q(quantity__gte=0), name="period_quantity"),
            models.CheckConstraint(
                condition=Q(unit_price__isnull=True, amount__isnull=False)
                | Q(unit_price__isnull=False, amount__isnull=True),
                name="period_priced_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "statement"], name="period_of_statement"),
            models.Index(fields=["workspace", "account"], name="period_of_account"),
        ]
