"""The front door of usage."""

from banso.record.usage.actions.append_events import (
    Counts,
    EventKeys,
    append_events,
    message_keys,
    retract_events,
)
from banso.record.usage.queries.activity import (
    account_days,
    active_days,
    changed_since,
    quarantined,
    top_features,
    weekly_usage,
)
from banso.record.usage.queries.rollups import Rollups, day_number, refresh_rollups, rollups

__all__ = [
    "Counts",
    "EventKeys",
    "Rollups",
    "account_days",
    "active_days",
    "append_events",
    "changed_since",
    "day_number",
    "message_keys",
    "quarantined",
    "refresh_rollups",
    "retract_events",
    "rollups",
    "top_features",
    "weekly_usage",
]
