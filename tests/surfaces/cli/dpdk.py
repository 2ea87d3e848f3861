"""The usage stream of the shared data, read once more by plain Python: what may be said of an account on a day."""

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np


class Raw:
    """Days of events by account; the stream's times are UTC, and so is its workspace."""

    def __init__(self, folder: Path) -> None:
        self.events: dict[str, list[date]] = defaultdict(list)
        self.people: dict[str, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
        with gzip.open(folder / "events.csv.gz", "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                day = date.fromisoformat(row["ts"][:10])
                self.events[row["account"]].append(day)
                self.people[row["account"]][row["user"]].append(day)
        for days in self.events.values():
            days.sort()

    def between(self, account: str, first: date, last: date) -> int:
        """Events from the beginning of ``first`` to the end of ``last``."""
        return sum(first <= day <= last for day in self.events[account])

    def per_week(self, account: str, week: date) -> tuple[float, float]:
        """Events a week in the four weeks that end with ``week``, and in the 26 weeks before."""
        begin = week - timedelta(days=27)
        before = self.between(account, begin - timedelta(days=182), begin - timedelta(days=1))
        return self.between(account, begin, week) / 4, before / 26

    def active_days(self, account: str, day: date) -> list[date]:
        """Days with use up to ``day``, oldest first."""
        return sorted({one for one in self.events[account] if one <= day})

    def gaps(self, account: str, day: date) -> list[int]:
        """Days between active days that followed each other."""
        return [(second - first).days for first, second in pairwise(self.active_days(account, day))]

    def active_weeks(self, account: str, day: date, weeks: int) -> int:
        """Weeks with use among the last ``weeks``, counted back from ``day``."""
        back = {(day - one).days // 7 for one in self.active_days(account, day)}
        return sum(one < weeks for one in back)

    def key_users(self, account: str, began: date) -> list[tuple[date, int, float]]:
        """Who made at least 30% of the 90 days up to their last use before ``began``, beside others: that last day, the
        share in percent, and the 95th percentile of their own gaps.
        """
        found = []
        for events in self.people[account].values():
            days = sorted({day for day in events if day < began})
            gaps = [(second - first).days for first, second in pairwise(days)]
            if len(gaps) < 3:
                continue
            first, last = days[-1] - timedelta(days=89), days[-1]
            share = sum(first <= day <= last for day in events) / self.between(account, first, last)
            if 0.3 <= share < 1:
                found.append((last, round(100 * share), float(np.quantile(gaps, 0.95))))
        return found
