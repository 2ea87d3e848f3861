"""The front door of revenue: what was signed, the movements computed from it, targets."""

from banso.record.revenue.actions.contracts import BadContract, NewContract, create_contract, priced, product_called
from banso.record.revenue.actions.costs import (
    COST,
    NewCost,
    add_cost,
    change_cost,
    check_cost,
    state_costs,
    take_off_cost,
)
from banso.record.revenue.actions.freeze import freeze_month, reopen_month
from banso.record.revenue.actions.losses import BadLoss, class_loss
from banso.record.revenue.actions.orders import BadOrder, amend_order, enter_order, take_order_back
from banso.record.revenue.actions.products import BadProduct, change_plan, change_product, create_product
from banso.record.revenue.actions.proposals import (
    BadProposal,
    NewProposal,
    change_proposal,
    decide_proposal,
    delete_proposal,
    move_proposal,
    open_proposal,
)
from banso.record.revenue.actions.proposals import Decision as ProposalDecision
from banso.record.revenue.actions.refresh_ledger import Refreshed, mark_accounts, refresh_ledger
from banso.record.revenue.actions.renewals import (
    BadRenewal,
    Closing,
    Score,
    answer_checkpoint,
    close_renewal,
    move_renewal,
    say_next_step,
)
from banso.record.revenue.actions.show_on_accounts import has_lines, show_on_accounts, with_lines
from banso.record.revenue.actions.state_lines import (
    SaidLine,
    name_plans,
    name_products,
    state_lines,
)
from banso.record.revenue.actions.state_losses import state_losses
from banso.record.revenue.actions.state_orders import (
    RateTerms,
    known_orders,
    known_rates,
    state_orders,
    state_rates,
)
from banso.record.revenue.actions.stating import LINE
from banso.record.revenue.actions.targets import (
    RATES,
    TARGET,
    BadTarget,
    NewTarget,
    change_target,
    check_target,
    delete_target,
    set_target,
)
from banso.record.revenue.models import (
    Contract,
    Cost,
    CostPurpose,
    ProposalKind,
    ProposalStage,
    RenewalStage,
    Target,
    TargetMeasure,
    TargetUnit,
)
from banso.record.revenue.queries.acquisition import Acquisition, acquisition
from banso.record.revenue.queries.asked_losses import AskedLosses, asked_losses
from banso.record.revenue.queries.asked_proposals import (
    AskedProposals,
    asked_proposals,
    found_proposals,
    proposals_counted,
)
from banso.record.revenue.queries.attribution import (
    FAIR_DAYS,
    OwnerBook,
    by_owner,
)
from banso.record.revenue.queries.committed import cmrr
from banso.record.revenue.queries.contracts import (
    contracts_named,
    contracts_of_account,
    find_contract,
    find_line,
    lines_of_contract,
    newest_contracts,
    products,
)
from banso.record.revenue.queries.conversion import (
    Adding,
    MissingRate,
    conversion,
    rates_are_there,
    report_currency,
)
from banso.record.revenue.queries.costs import CostKey, cost_key, costs, find_cost, known_costs
from banso.record.revenue.queries.definitions import OF_PROPOSALS, Definition, definition_of, definitions
from banso.record.revenue.queries.definitions import RATE as FIGURE
from banso.record.revenue.queries.frozen import frozen_months, restated
from banso.record.revenue.queries.groups import (
    ACCOUNT,
    PRODUCT,
    BadGroup,
    Interval,
    groupings,
)
from banso.record.revenue.queries.holdings import Holding, PlanMoves, holdings, plan_moves
from banso.record.revenue.queries.line_facts import NO_DAY, LineFacts, known_from, line_facts, state_of_lines
from banso.record.revenue.queries.losses import Lost, loss_of, losses
from banso.record.revenue.queries.losses import by_month as losses_by_month
from banso.record.revenue.queries.losses import by_reason as losses_by_reason
from banso.record.revenue.queries.movement_words import KIND_NAMES, REASON_NAMES
from banso.record.revenue.queries.orders import (
    ENDING_DAYS,
    AskedOrders,
    accounts_of_orders,
    asked_orders,
    find_order,
    order_sums,
    order_word,
    orders_asked,
    product_asked,
    terms_of_order,
)
from banso.record.revenue.queries.origins import Origin, monthly_of, origins
from banso.record.revenue.queries.pipeline import STANDING_NAMES, AskedRenewals, asked_renewals, found_renewals
from banso.record.revenue.queries.policy import (
    REVENUE_POLICY,
    class_name,
    policy,
    policy_version,
    reason_name,
)
from banso.record.revenue.queries.proposal_lines import may_follow
from banso.record.revenue.queries.proposals import Counted, Proposed, find_proposal, proposal_now, proposals
from banso.record.revenue.queries.renewals import Due, completed, lines_due, looked_at, renewal_of, renewals, terms_due
from banso.record.revenue.queries.reports import COHORT, Reading, drill, waterfall
from banso.record.revenue.queries.retention import rates
from banso.record.revenue.queries.spending import spending
from banso.record.revenue.queries.split import SPLIT, Classed, classed, split
from banso.record.revenue.queries.statements import (
    KnownLine,
    known_lines,
    plan_ids,
    product_ids,
    rates_table,
)
from banso.record.revenue.queries.stretches import accounts_of_lines, stretches
from banso.record.revenue.queries.targets import find_target, targets
from banso.record.revenue.queries.timeline import timeline
from banso.record.revenue.queries.worth import LifetimeReport, OrderReport, lifetime_report, order_report
from banso.record.revenue.rules.amending import Terms
from banso.record.revenue.rules.costs import Spending, Won
from banso.record.revenue.rules.facts import (
    KINDS,
    Kind,
    Movement,
    Policy,
    Reason,
    Stretch,
    Unit,
)
from banso.record.revenue.rules.figures import (
    EXPANSION,
    LOSSES,
    Committed,
    CommittedReport,
    Figure,
    Group,
    Logos,
    Moved,
    RateReport,
    Restated,
    Row,
    SaidSince,
    Step,
    Waterfall,
)
from banso.record.revenue.rules.fx import NoRate
from banso.record.revenue.rules.knowing import Saying, Told, at_once, bit_by_bit, overlapping
from banso.record.revenue.rules.lifetime import FEWEST_LOSSES, SurvivalValue, simple_value, survival_value
from banso.record.revenue.rules.orders import OrderTerms
from banso.record.revenue.rules.policy import CLASSES, class_of
from banso.record.revenue.rules.terms import add_months

__all__ = [
    "ACCOUNT", "CLASSES", "COHORT", "COST", "ENDING_DAYS", "EXPANSION", "FAIR_DAYS", "FEWEST_LOSSES", "FIGURE",
    "KINDS", "KIND_NAMES", "LINE", "LOSSES", "NO_DAY", "OF_PROPOSALS", "PRODUCT", "RATES", "REASON_NAMES",
    "REVENUE_POLICY", "SPLIT", "STANDING_NAMES", "TARGET", "Acquisition", "Adding", "AskedLosses", "AskedOrders",
    "AskedProposals", "AskedRenewals", "BadContract", "BadGroup", "BadLoss", "BadOrder", "BadProduct", "BadProposal",
    "BadRenewal", "BadTarget", "Classed", "Closing", "Committed", "CommittedReport", "Contract", "Cost", "CostKey",
    "CostPurpose", "Counted", "Definition", "Due", "Figure", "Group", "Holding", "Interval", "Kind", "KnownLine",
    "LifetimeReport", "LineFacts", "Logos", "Lost", "MissingRate", "Moved", "Movement", "NewContract", "NewCost",
    "NewProposal", "NewTarget", "NoRate", "OrderReport", "OrderTerms", "Origin", "OwnerBook", "PlanMoves", "Policy",
    "ProposalDecision", "ProposalKind", "ProposalStage", "Proposed", "RateReport", "RateTerms", "Reading", "Reason",
    "Refreshed", "RenewalStage", "Restated", "Row", "SaidLine", "SaidSince", "Saying", "Score", "Spending", "Step",
    "Stretch", "SurvivalValue", "Target", "TargetMeasure", "TargetUnit", "Terms", "Told", "Unit", "Waterfall", "Won",
    "accounts_of_lines", "accounts_of_orders", "acquisition", "add_cost", "add_months", "amend_order",
    "answer_checkpoint", "asked_losses", "asked_orders", "asked_proposals", "asked_renewals", "at_once", "bit_by_bit",
    "by_owner", "change_cost", "change_plan", "change_product", "change_proposal", "change_target", "check_cost",
    "check_target", "class_loss", "class_name", "class_of", "classed", "close_renewal", "cmrr", "completed",
    "contracts_named", "contracts_of_account", "conversion", "cost_key", "costs", "create_contract", "create_product",
    "decide_proposal", "definition_of", "definitions", "delete_proposal", "delete_target", "drill", "enter_order",
    "find_contract", "find_cost", "find_line", "find_order", "find_proposal", "find_target", "found_proposals",
    "found_renewals", "freeze_month", "frozen_months", "groupings", "has_lines", "holdings", "known_costs",
    "known_from", "known_lines", "known_orders", "known_rates", "lifetime_report", "line_facts", "lines_due",
    "lines_of_contract", "looked_at", "loss_of", "losses", "losses_by_month", "losses_by_reason", "mark_accounts",
    "may_follow", "monthly_of", "move_proposal", "move_renewal", "name_plans", "name_products", "newest_contracts",
    "open_proposal", "order_report", "order_sums", "order_word", "orders_asked", "origins", "overlapping", "plan_ids",
    "plan_moves", "policy", "policy_version", "priced", "product_asked", "product_called", "product_ids", "products",
    "proposal_now", "proposals", "proposals_counted", "rates", "rates_are_there", "rates_table", "reason_name",
    "refresh_ledger", "renewal_of", "renewals", "reopen_month", "report_currency", "restated", "say_next_step",
    "set_target", "show_on_accounts", "simple_value", "spending", "split", "state_costs", "state_lines",
    "state_losses", "state_of_lines", "state_orders", "state_rates", "stretches", "survival_value", "take_off_cost",
    "take_order_back", "targets", "terms_due", "terms_of_order", "timeline", "waterfall", "with_lines",
]  # fmt: skip
