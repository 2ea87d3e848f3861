"""How many of the losses of use a rule had spoken of in time: its recall.

A loss is an account whose use ended and that was then silent for :data:`SILENT_DAYS` days; its silence starts on the
day after its last use. A rule saw it if a signal of the rule began for the account from :data:`BEFORE` days before that
start to :data:`INTO` days into the silence (science, section 3: the window in which an alert is right). The rule as it
is in force is looked up over the past, with what is known of the past now.
"""

from dataclasses import dataclass

import numpy as np

from banso.judgement.signals.rules.episodes import Episodes
from banso.judgement.signals.rules.history import History
from banso.judgement.signals.rules.precision import wilson
from banso.platform.kit.columns import Array

SILENT_DAYS = 180
BEFORE, INTO = 26 * 7, 13 * 7
LOOKBACK = 365
"""Losses that became certain in so many days."""
MINIMUM_LOSSES = 10
"""Below this many losses no share is shown: its interval would span half of everything."""


@dataclass(frozen=True, slots=True)
class Recall:
    """``seen`` of ``losses``; ``share`` with its 95 % interval, None while too few."""

    seen: int
    losses: int
    share: float | None
    low: float | None
    high: float | None


def recall(seen: int, losses: int) -> Recall:
    """The recall from counts, or "not yet" (no share) below :data:`MINIMUM_LOSSES`."""
    if losses < MINIMUM_LOSSES:
        return Recall(seen, losses, None, None, None)
    low, high = wilson(seen, losses)
    return Recall(seen, losses, seen / losses, low, high)


def first_asked(until: int) -> int:
    """The first day on which a signal can have begun that counts for a loss known at ``until``."""
    return until - SILENT_DAYS - LOOKBACK - BEFORE


def losses_of_use(history: History) -> tuple[Array, Array]:
    """The accounts whose silence became certain in the last year, sorted, and the day each silence started."""
    used = np.flatnonzero(history.starts[:-1] < history.starts[1:])
    last = history.row_day[history.starts[1:][used] - 1]
    # The 180 days after the last use must be over: the silence is certain at the end of the 180th.
    certain = last + SILENT_DAYS
    lost = (certain <= history.until) & (certain > history.until - LOOKBACK)
    return history.accounts[used[lost]], last[lost] + 1


def seen_in_time(found: Episodes, accounts: Array, starts: Array) -> int:
    """For how many of the losses an episode began in the window."""
    if not len(accounts) or not len(found):
        return 0
    place = np.minimum(np.searchsorted(accounts, found.account), len(accounts) - 1)
    there = accounts[place] == found.account
    after = found.began - starts[place]
    right = there & (after >= -BEFORE) & (after <= INTO)
    return len(np.unique(found.account[right]))
