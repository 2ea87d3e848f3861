"""The front door of revenue: what was signed, the movements computed from it, targets."""

from banso.record.revenue.actions.freeze import (
    freeze_month,
)
from banso.record.revenue.actions.refresh_ledger import Refreshed, mark_accounts, refresh_ledger
from banso.record.revenue.actions.state_lines import (
    SaidLine,
    name_plans,
    name_products,
    state_lines,
)
from banso.record.revenue.actions.state_orders import (
    OrderTerms,
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
from banso.record.revenue.models import Target, TargetMeasure
from banso.record.revenue.queries.committed import cmrr
from banso.record.revenue.queries.contracts import products
from banso.record.revenue.queries.definitions import Definition, definition_of, definitions
from banso.record.revenue.queries.frozen import frozen_months, restated
from banso.record.revenue.queries.holdings import Holding, PlanMoves, holdings, plan_moves
from banso.record.revenue.queries.line_facts import NO_DAY, LineFacts, known_from, line_facts
from banso.record.revenue.queries.origins import Origin, monthly_of, origins
from banso.record.revenue.queries.policy import (
    REVENUE_POLICY,
    class_name,
    policy,
    policy_version,
    reason_name,
)
from banso.record.revenue.queries.reports import COHORT, Reading, drill, waterfall
from banso.record.revenue.queries.retention import rates
from banso.record.revenue.queries.split import SPLIT, Classed, classed, split
from banso.record.revenue.queries.statements import (
    KnownLine,
    first_start,
    known_lines,
    plan_ids,
    product_ids,
    rates_table,
)
from banso.record.revenue.queries.stretches import accounts_of_lines, stretches
from banso.record.revenue.queries.targets import find_target, targets
from banso.record.revenue.rules.amending import Terms
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
    Said,
    Step,
    Waterfall,
)
from banso.record.revenue.rules.fx import NoRate
from banso.record.revenue.rules.knowing import Saying, Told, at_once, bit_by_bit, overlapping
from banso.record.revenue.rules.policy import class_of

__all__ = [
    "COHORT",
    "EXPANSION",
    "KINDS",
    "LINE",
    "LOSSES",
    "NO_DAY",
    "RATES",
    "REVENUE_POLICY",
    "SPLIT",
    "TARGET",
    "BadTarget",
    "Classed",
    "Committed",
    "CommittedReport",
    "Definition",
    "Figure",
    "Group",
    "Holding",
    "Kind",
    "KnownLine",
    "LineFacts",
    "Logos",
    "Moved",
    "Movement",
    "NewTarget",
    "NoRate",
    "OrderTerms",
    "Origin",
    "PlanMoves",
    "Policy",
    "RateReport",
    "RateTerms",
    "Reading",
    "Reason",
    "Refreshed",
    "Restated",
    "Row",
    "Said",
    "SaidLine",
    "Saying",
    "Step",
    "Stretch",
    "Target",
    "TargetMeasure",
    "Terms",
    "Told",
    "Unit",
    "Waterfall",
    "accounts_of_lines",
    "at_once",
    "bit_by_bit",
    "change_target",
    "check_target",
    "class_name",
    "class_of",
    "classed",
    "cmrr",
    "definition_of",
    "definitions",
    "delete_target",
    "drill",
    "find_target",
    "first_start",
    "freeze_month",
    "frozen_months",
    "holdings",
    "known_from",
    "known_lines",
    "known_orders",
    "known_rates",
    "line_facts",
    "mark_accounts",
    "monthly_of",
    "name_plans",
    "name_products",
    "origins",
    "overlapping",
    "plan_ids",
    "plan_moves",
    "policy",
    "policy_version",
    "product_ids",
    "products",
    "rates",
    "rates_table",
    "reason_name",
    "refresh_ledger",
    "restated",
    "set_target",
    "split",
    "state_lines",
    "state_orders",
    "state_rates",
    "stretches",
    "targets",
    "waterfall",
]
