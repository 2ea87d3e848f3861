"""Tables of revenue."""

from banso.record.revenue.models.books import FrozenMonth, FxRate, Loss, Target, TargetMeasure, TargetUnit
from banso.record.revenue.models.catalogue import Plan, Product
from banso.record.revenue.models.contracts import Contract, Interval, Line, LineKind, Period, Statement
from banso.record.revenue.models.costs import Cost, CostPurpose
from banso.record.revenue.models.ledger import Ledger, LedgerMark
from banso.record.revenue.models.orders import Order, OrderKind
from banso.record.revenue.models.proposals import Proposal, ProposalKind, ProposalStage, ProposalStep
from banso.record.revenue.models.renewals import Checkpoint, Renewal, RenewalStage

__all__ = [
    "Checkpoint",
    "Contract",
    "Cost",
    "CostPurpose",
    "FrozenMonth",
    "FxRate",
    "Interval",
    "Ledger",
    "LedgerMark",
    "Line",
    "LineKind",
    "Loss",
    "Order",
    "OrderKind",
    "Period",
    "Plan",
    "Product",
    "Proposal",
    "ProposalKind",
    "ProposalStage",
    "ProposalStep",
    "Renewal",
    "RenewalStage",
    "Statement",
    "Target",
    "TargetMeasure",
    "TargetUnit",
]
