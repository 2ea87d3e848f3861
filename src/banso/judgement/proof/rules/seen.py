"""Who was on the list before falling silent, and how early.

Rules (science, section 3): an alert is right when a silence of 180 days starts 13 weeks before to
26 weeks after it; section 2: lead time counts to the day the silence was certain, its 180th day.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from banso.judgement.proof.rules.lead import LeadTime, lead_time

SILENCE_DAYS = 180
BEFORE_SILENCE = 26 * 7
INTO_SILENCE = 13 * 7


def seen_before(last_used: Mapping[int, int], lists: Iterable[tuple[int, Iterable[int]]]) -> LeadTime:
    """Lead time over the accounts lost: `last_used` maps each to the day number of its last use.

    `lists` are pairs of a day number and the accounts that were on the list at its end.
    """
    first: dict[int, int] = {}
    for day, accounts in lists:
        for account in accounts:
            start = last_used.get(account)
            if start is not None and -BEFORE_SILENCE <= day - (start + 1) <= INTO_SILENCE:
                first[account] = min(day, first.get(account, day))
    certain = np.array([day + SILENCE_DAYS for day in last_used.values()], dtype=np.float64)
    alert = np.array([first.get(account, np.nan) for account in last_used], dtype=np.float64)
    return lead_time(certain, alert)
