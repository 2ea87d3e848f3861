"""What is counted in memory, put beside the metrics of usage: touches and tasks, lines of contracts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date
from functools import reduce
from typing import Protocol

import numpy as np

from banso.judgement.metrics.rules.frame import Frame, empty, joined
from banso.judgement.metrics.rules.terms import Term
from banso.judgement.metrics.rules.work import Ends
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.days import EPOCH_DAY, ONE_DAY, day_end
from banso.platform.tenancy.api import current_workspace


class Source(Protocol):
    """Facts that were read once and are counted for any day."""

    terms: dict[str, Term]

    def accounts_by(self, end: np.datetime64) -> Array:
        """Accounts, sorted, that have a row on a day that has ended at ``end``."""
        ...

    def columns(self, accounts: Array, number: int, ends: Ends) -> Columns:
        """A float64 column for each term, for ``accounts`` as of the day ``number``."""
        ...


class Beside:
    """Puts the columns of ``sources`` beside those of a frame, with a row for each account that any of them knows."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.zone = current_workspace().timezone
        self._ends: dict[int, np.datetime64] = {}

    def bare(self, days: Sequence[date], rows: int | None) -> Iterator[tuple[list[date], Frame]]:
        """Pieces of ``days`` without anything yet, with about ``rows`` rows or one day each."""
        most = len(self._accounts((days[-1] - EPOCH_DAY).days)) if days else 0
        size = max(1, len(days) if rows is None else rows // max(1, most))
        for start in range(0, len(days), size):
            yield list(days[start : start + size]), empty([])

    def beside(self, found: Frame, days: Sequence[date]) -> Frame:
        """``found`` with the further columns."""
        parts = []
        for day in days:
            moment = np.datetime64(day, "D")
            start = int(np.searchsorted(found.days, moment, side="left"))
            stop = int(np.searchsorted(found.days, moment, side="right"))
            parts.append(self._of_day(found.take(np.arange(start, stop)), day))
        return joined(parts, [*found.values, *(slug for source in self.sources for slug in source.terms)])

    def _of_day(self, found: Frame, day: date) -> Frame:
        number = (day - EPOCH_DAY).days
        accounts = np.union1d(found.accounts, self._accounts(number))
        place = np.searchsorted(accounts, found.accounts)
        values = {}
        for slug, column in found.values.items():
            values[slug] = np.full(len(accounts), np.nan)
            values[slug][place] = column
        for source in self.sources:
            values |= source.columns(accounts, number, self._end)
        return Frame(accounts, np.full(len(accounts), day, dtype="datetime64[D]"), values)

    def _accounts(self, number: int) -> Array:
        return reduce(np.union1d, [source.accounts_by(self._end(number)) for source in self.sources])

    def _end(self, number: int) -> np.datetime64:
        if number not in self._ends:
            ended = day_end(EPOCH_DAY + ONE_DAY * number, self.zone).astimezone(UTC).replace(tzinfo=None)
            self._ends[number] = np.datetime64(ended, "us")
        return self._ends[number]
