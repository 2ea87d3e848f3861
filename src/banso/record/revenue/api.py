"""The front door of revenue: what was signed, the movements computed from it, targets."""

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
from banso.record.revenue.queries.targets import find_target, targets

__all__ = [
    "RATES",
    "TARGET",
    "BadTarget",
    "NewTarget",
    "Target",
    "TargetMeasure",
    "change_target",
    "delete_target",
    "find_target",
    "set_target",
    "targets",
]
