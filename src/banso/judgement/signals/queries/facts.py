"""What the rules of signals read: use per account and day, and since when accounts are known."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np

from banso.judgement.signals.rules import Facts, day_number
from banso.platform.kit.columns import Array
from banso.platform.kit.days import day_of
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import active_account_ids, known_since
from banso.record.usage.api import rollups


def facts_by(day: date) -> Facts:
    """Everything recorded of use up to ``day``, with the day on which each row became known.

    Archived and merged accounts are left out, with their use.
    """
    with lake.session() as session:
        rows = rollups(session, until=day).user_day
        columns = session.fetch(rows.group_by("account", "day", "known_day").agg(n=rows.n.sum()))
    since = known_since()
    accounts = [account for account in active_account_ids() if account in since]
    zone = current_workspace().timezone
    return Facts(
        accounts=np.array(accounts, dtype=np.int64),
        known=_days_known([since[account] for account in accounts], zone),
        row_account=columns["account"],
        row_day=columns["day"],
        row_n=columns["n"],
        row_known=columns["known_day"],
    )


def _days_known(instants: list[datetime], zone: str) -> Array:
    found: dict[datetime, int] = {}
    for instant in instants:
        if instant not in found:
            found[instant] = day_number(day_of(instant, zone))
    return np.array([found[instant] for instant in instants], dtype=np.int64)
