"""The front door of revenue: what was signed, the movements computed from it, targets."""

from banso.record.revenue.actions.state_lines import (
    Known,
    SaidLine,
    name_plans,
    name_products,
    state_lines,
)
from banso.record.revenue.actions.targets import (
    RATES,
    TARGET,
    BadTarget,
    NewTarget,
    change_target,
    delete_target,
    set_target,
)
from banso.record.revenue.models import Target, TargetMeasure
from banso.record.revenue.queries.contracts import products
from banso.record.revenue.queries.origins import Origin, origins
from banso.record.revenue.queries.policy import (
    REVENUE_POLICY,
    class_name,
    policy,
    policy_version,
    reason_name,
)
from banso.record.revenue.queries.reports import (
    COHORT,
    Reading,
    cmrr,
    drill,
    rates,
    waterfall,
)
from banso.record.revenue.queries.split import SPLIT, Classed, classed, split
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
    Row,
    Step,
    Waterfall,
)
from banso.record.revenue.rules.policy import class_of

__all__ = [
    "COHORT",
    "EXPANSION",
    "KINDS",
    "LOSSES",
    "RATES",
    "REVENUE_POLICY",
    "SPLIT",
    "TARGET",
    "BadTarget",
    "Classed",
    "Committed",
    "CommittedReport",
    "Figure",
    "Group",
    "Kind",
    "Known",
    "Logos",
    "Moved",
    "Movement",
    "NewTarget",
    "Origin",
    "Policy",
    "RateReport",
    "Reading",
    "Reason",
    "Row",
    "SaidLine",
    "Step",
    "Stretch",
    "Target",
    "TargetMeasure",
    "Terms",
    "Unit",
    "Waterfall",
    "accounts_of_lines",
    "change_target",
    "class_name",
    "class_of",
    "classed",
    "cmrr",
    "delete_target",
    "drill",
    "find_target",
    "name_plans",
    "name_products",
    "origins",
    "policy",
    "policy_version",
    "products",
    "rates",
    "reason_name",
    "set_target",
    "split",
    "state_lines",
    "stretches",
    "targets",
    "waterfall",
]
