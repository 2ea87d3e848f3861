"""The rows of a back-test against contracts: accounts with MRR on each day, and who had none left 180 days later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from banso.judgement.forecasts.api import ENGAGED_SLUG, ENGAGED_WEEKS, HORIZON_DAYS, row_days
from banso.judgement.metrics.api import Frame, MoneyHistory, frame
from banso.judgement.proof.queries.rows import DIGITS, Flags, Rows
from banso.judgement.proof.queries.segments import in_segment
from banso.judgement.proof.queries.subjects import EVENTS, LINE, Subject
from banso.platform.kit.columns import Array
from banso.platform.kit.days import EPOCH_DAY
from banso.record.revenue.api import policy

SILENT: Final = "silent"
CHURNED: Final = "churned"
TARGETS: Final = (SILENT, CHURNED)
MRR: Final = "mrr"
_AT_ONCE: Final = 8
"""Days of accounts held in memory together."""


class Losses:
    """Who has lost their last line, as it is known at the end of `today`."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.history = MoneyHistory()

    def seen(self) -> tuple[date, date] | None:
        """From which day to which it is known who had left: renewals come late within the grace; None without lines."""
        first = self.history.first
        last = self.today - timedelta(days=policy().grace_days)
        return None if first is None or first >= last else (first, last)

    def left_after(self, accounts: Array, days: Array) -> Flags:
        """For each row (account, day number): whether the account had no line left 180 days later."""
        gone = np.zeros(len(accounts), dtype=np.bool_)
        numbers = np.unique(days)
        later = [EPOCH_DAY + timedelta(days=int(number) + HORIZON_DAYS) for number in numbers]
        found = self.history.as_known([*later, self.today])
        place = np.minimum(np.searchsorted(found.accounts, accounts), max(len(found.accounts) - 1, 0))
        for column, number in enumerate(numbers):
            here = days == number
            gone[here] = found.months.held[place[here], column] <= 0
        return gone


def contract_rows(subject: Subject, days: Sequence[date], tree: Any | None, losses: Losses) -> Rows:
    """Rows of all `days` of accounts that had MRR, as known then; outcomes as known now."""
    slugs = list(dict.fromkeys([*subject.slugs, LINE, EVENTS, ENGAGED_SLUG, "active_days_90", MRR]))
    parts = []
    for start in range(0, len(days), _AT_ONCE):
        given = frame(list(days[start : start + _AT_ONCE]), slugs=slugs)
        given = given.take(given.values[MRR] > 0)
        parts.append(_part(subject, given if tree is None else given.take(in_segment(given, tree))))
    accounts, numbers, risk, line, events, engaged = (np.concatenate(column) for column in zip(*parts, strict=True))
    lost = losses.left_after(accounts, numbers)
    return Rows(accounts, numbers, risk, line, events, engaged >= ENGAGED_WEEKS, lost)


def _part(subject: Subject, given: Frame) -> tuple[Array, ...]:
    # Who never used anything has used it 0 times: the simple rules judge them too.
    line, events, weeks = (np.nan_to_num(given.values[slug]) for slug in (LINE, EVENTS, ENGAGED_SLUG))
    even = [np.round(one, DIGITS) for one in (subject.risk(given), -line, -events)]
    return (given.accounts, row_days(given), *even, weeks)
