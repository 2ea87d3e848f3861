"""What the rules of signals read: use per account and day, and since when accounts are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from banso.judgement.signals.rules import History, day_number, history_of
from banso.platform.kit.columns import Array
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import active_account_ids, known_since
from banso.record.usage.api import active_days


def history_by(day: date) -> History:
    """The use of every account that is neither archived nor merged, as it was known at the end of ``day``."""
    use = active_days(day)
    since = known_since()
    accounts = [account for account in active_account_ids() if account in since]
    return history_of(
        np.array(accounts, dtype=np.int64),
        _days([since[account] for account in accounts], current_workspace().timezone),
        use["account"],
        use["day"],
        use["n"],
        until=day_number(day),
    )


def _days(instants: Sequence[datetime], zone: str) -> Array:
    """The day number of each instant; imports give many the same."""
    found = {instant: day_number(day_of(instant, zone)) for instant in set(instants)}
    return np.array([found[instant] for instant in instants], dtype=np.int64)
