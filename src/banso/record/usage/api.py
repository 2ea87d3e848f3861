"""The front door of usage."""

from banso.record.usage.actions.append_events import (
    Counts,
    append_events,
    message_keys,
    retract_events,
)
from banso.record.usage.queries.activity import (
    account_days,
    active_days,
    changed_after,
    last_change,
    quiet_users,
    top_features,
    weekly_usage,
)
from banso.record.usage.queries.known import known_keys
from banso.record.usage.queries.milestones import milestones_of, timeline
from banso.record.usage.queries.quarantine import quarantine_counts, quarantined
from banso.record.usage.queries.rollups import Rollups, account_ranges, day_number, refresh_rollups, rollups

__all__ = [
    "Counts",
    "Rollups",
    "account_days",
    "account_ranges",
    "active_days",
    "append_events",
    "changed_after",
    "day_number",
    "known_keys",
    "last_change",
    "message_keys",
    "milestones_of",
    "quarantine_counts",
    "quarantined",
    "quiet_users",
    "refresh_rollups",
    "retract_events",
    "rollups",
    "timeline",
    "top_features",
    "weekly_usage",
]
