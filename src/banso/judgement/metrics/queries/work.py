"""Metrics of touches and tasks, put beside the metrics of usage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date

import numpy as np

from banso.judgement.metrics.rules.frame import Frame, empty, joined
from banso.judgement.metrics.rules.terms import Term
from banso.judgement.metrics.rules.work import count_terms, ledger
from banso.platform.kit.columns import as_instants
from banso.platform.kit.days import EPOCH_DAY, ONE_DAY, day_end
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import known_since
from banso.record.work.api import task_facts, touch_facts, touch_people


class WorkCounts:
    """Counts touches and tasks for the accounts known by each day: of all, or of ``accounts``."""

    def __init__(self, wanted: Mapping[str, Term], accounts: Sequence[int] | None) -> None:
        self.terms = dict(wanted)
        self.zone = current_workspace().timezone
        since = known_since(accounts)
        self.accounts = np.array(sorted(since), dtype=np.int64)
        self.known = as_instants([since[account] for account in sorted(since)])
        self.facts = ledger(self.accounts, touch_facts(), touch_people(), task_facts())
        self._ends: dict[int, np.datetime64] = {}

    def bare(self, days: Sequence[date], rows: int | None) -> Iterator[tuple[list[date], Frame]]:
        """Pieces of ``days`` without anything yet, with about ``rows`` rows or one day each."""
        size = len(days) if rows is None else max(1, rows // max(1, len(self.accounts)))
        for start in range(0, len(days), max(1, size)):
            yield list(days[start : start + size]), empty([])

    def beside(self, found: Frame, days: Sequence[date]) -> Frame:
        """``found`` with the counts as further columns, and a row for each account that was known by then."""
        parts = []
        for day in days:
            moment = np.datetime64(day, "D")
            start = int(np.searchsorted(found.days, moment, side="left"))
            stop = int(np.searchsorted(found.days, moment, side="right"))
            parts.append(self._of_day(found.take(np.arange(start, stop)), day))
        return joined(parts, [*found.values, *self.terms])

    def _of_day(self, found: Frame, day: date) -> Frame:
        number = (day - EPOCH_DAY).days
        accounts = np.union1d(found.accounts, self.accounts[self.known < self._end(number)])
        place = np.searchsorted(accounts, found.accounts)
        values = {}
        for slug, column in found.values.items():
            values[slug] = np.full(len(accounts), np.nan)
            values[slug][place] = column
        counted = count_terms(self.terms, replace(self.facts, accounts=accounts), number, self._end)
        return Frame(accounts, np.full(len(accounts), day, dtype="datetime64[D]"), {**values, **counted})

    def _end(self, number: int) -> np.datetime64:
        if number not in self._ends:
            ended = day_end(EPOCH_DAY + ONE_DAY * number, self.zone).astimezone(UTC).replace(tzinfo=None)
            self._ends[number] = np.datetime64(ended, "us")
        return self._ends[number]
