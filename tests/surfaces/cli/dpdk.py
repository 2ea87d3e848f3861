"""The usage stream of the shared data, read once more by plain Python: what may be said of an account on a day."""

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path


class Raw:
    """Days of events by account; the stream's times are UTC, and so is its workspace."""

    def __init__(self, folder: Path) -> None:
        self.events: dict[str, list[date]] = defaultdict(list)
        with gzip.open(folder / "events.csv.gz", "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.events[row["account"]].append(date.fromisoformat(row["ts"][:10]))
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
