"""Proposals to customers: what they could take besides, which goal of theirs it serves, and how far it has come."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel
from banso.record.revenue.models.catalogue import Plan, Product
from banso.record.revenue.models.contracts import Line


class ProposalKind(models.TextChoices):
    """What would move MRR, in the words of the ledger; an upgrade is an upsell by a plan of a higher rank."""

    UPSELL = "upsell", pgettext_lazy("proposal", "Upsell")
    CROSS_SELL = "cross_sell", pgettext_lazy("proposal", "Cross-sell")
    UPGRADE = "upgrade", pgettext_lazy("proposal", "Upgrade")
    PRICE_UP = "price_up", pgettext_lazy("proposal", "Price up")


class ProposalStage(models.TextChoices):
    """How far a proposal is; with the last two it is decided."""

    IDENTIFIED = "identified", pgettext_lazy("proposal", "identified")
    AGREED = "agreed", pgettext_lazy("proposal", "goal agreed with customer")
    OFFERED = "offered", pgettext_lazy("proposal", "offered")
    WON = "won", pgettext_lazy("proposal", "won")
    LOST = "lost", pgettext_lazy("proposal", "lost")


class Proposal(WorkspaceModel):
    """More MRR for a goal of the customer's. ``mrr`` is minor units of ``currency`` that it is expected to add a month.

    Open from ``opened_on`` until ``decided_on``, which it has where it was won or lost. ``stage`` and ``mrr`` are those
    of its last :class:`ProposalStep`. ``line`` is what was signed when it was won, as a person said.
    """

    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ProposalKind.choices)
    mrr = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    goal = models.CharField(max_length=400)
    owner = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=ProposalStage.choices, default=ProposalStage.IDENTIFIED)
    opened_on = models.DateField()
    expected_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="")
    note = models.CharField(max_length=2000, default="")
    line = models.ForeignKey(Line, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    deleted_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("goal", "reason", "note")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=ProposalStage.values), name="proposal_stage"),
            models.CheckConstraint(condition=Q(kind__in=ProposalKind.values), name="proposal_kind"),
            models.CheckConstraint(condition=Q(mrr__gt=0), name="proposal_adds"),
            models.CheckConstraint(condition=~Q(goal=""), name="proposal_has_goal"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, stage__in=("identified", "agreed", "offered"))
                | Q(decided_on__gte=F("opened_on"), stage__in=("won", "lost")),
                name="proposal_decided",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "account"], name="proposal_of_account"),
            models.Index(fields=["workspace", "stage", "decided_on"], name="proposal_by_stage"),
        ]


class ProposalStep(WorkspaceModel):
    """From ``day`` on it was at ``stage``, and expected to add ``mrr``; of several on one day the last holds."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps")
    day = models.DateField()
    stage = models.CharField(max_length=10, choices=ProposalStage.choices)
    mrr = models.BigIntegerField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=ProposalStage.values), name="proposal_step_stage"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "proposal", "day"], name="proposal_step_of")]
