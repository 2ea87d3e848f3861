"""The demo's definitions: most of what matters is approved, one has changed since, one is waiting for an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from banso.platform.definitions.api import active, approve, ask_approval, get, save
from banso.platform.identity.api import Member, Role, members
from banso.platform.journal.api import acting

APPROVED: Final = {
    "rate": ("nrr_cohort", "grr_cohort_point_to_point", "logo_retention", "mrr_churn_rate", "churn_rate"),
    "metric": ("active_weeks_52", "decayed_weeks_13", "days_since_last_event"),
    "scorecard": ("starter",),
    "revenue_policy": ("default",),
    "tier": ("high", "mid"),
}
CHANGED: Final = ("tier", "mid")
ASKED: Final = ("rate", "arpa")
_DAYS_AGO: Final = (40, 9, 2)
"""When they were approved, when one was changed, when another was asked for."""


def decide(now: datetime) -> None:
    """Let the executive approve, and the manager change and ask."""
    people = members()
    executive, manager = _one(people, Role.EXECUTIVE), _one(people, Role.MANAGER)
    approved, changed, asked = (now - timedelta(days=days) for days in _DAYS_AGO)
    with acting(actor_id=executive.pk, source="demo"):
        for kind, slugs in APPROVED.items():
            for slug in set(slugs) & set(active(kind)):
                approve(kind, slug, get(kind, slug).version, by=executive, now=approved)
    with acting(actor_id=manager.pk, source="demo"):
        kind, slug = CHANGED
        found = get(kind, slug)
        body = {**found.body, "cadence_days": found.body["cadence_days"] + 15}
        save(kind, body, after=found.version, author=manager.pk, reason="中位の担当先を増やすため", now=changed)
        ask_approval(*ASKED, get(*ASKED).version, by=manager, now=asked)


def _one(people: list[Member], role: Role) -> Member:
    return next(one for one in people if one.role == role)
