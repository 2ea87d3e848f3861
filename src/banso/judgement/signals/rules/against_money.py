"""Rules that hold the score, and what a member thinks, against what the account pays.

Looked at once a week, on the first day of the book in it. Money is MRR against 90 days before, so that a change counts
for some 13 weeks: after that the signal ends by itself, as it does where both agree again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes
from banso.judgement.signals.rules.ledger import Ledger
from banso.judgement.signals.rules.spans import of_spans
from banso.platform.kit.columns import Array, Columns

_Row = tuple[int, int, int, str, dict[str, int]]
PER_MILLE = 1000
"""Growth is a whole number of thousandths: 1000 is no change."""


@dataclass(frozen=True, slots=True)
class HealthyFalls:
    """Health is in ``min_band`` or above, and MRR fell by ``fall_share`` or more: the score does not see something."""

    reads: ClassVar[tuple[str, ...]] = ("paying",)
    min_band: int = 3
    fall_share: float = 0.05

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: score (a band), change (percent of MRR), when it began."""
        rows = ledger.of("paying")
        held = (rows["band"] >= self.min_band) & _fell(rows, self.fall_share)
        return of_spans(_runs(rows, held, rows["band"], "score"), ("score", "change"), until=ledger.until, first=first)


@dataclass(frozen=True, slots=True)
class WeakGrows:
    """Health is in ``max_band`` or below, and MRR grew by ``growth_share`` or more: the score deserves another look."""

    reads: ClassVar[tuple[str, ...]] = ("paying",)
    max_band: int = 1
    growth_share: float = 0.05

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: score (a band), change (percent of MRR), when it began."""
        rows = ledger.of("paying")
        held = (rows["band"] >= 0) & (rows["band"] <= self.max_band) & _grew(rows, self.growth_share)
        return of_spans(_runs(rows, held, rows["band"], "score"), ("score", "change"), until=ledger.until, first=first)


@dataclass(frozen=True, slots=True)
class ViewAgainstMoney:
    """A member sees the account in ``min_band`` or above while MRR fell, or in ``max_band`` or below while it grew."""

    reads: ClassVar[tuple[str, ...]] = ("view", "paying")
    min_band: int = 3
    max_band: int = 1
    fall_share: float = 0.05
    growth_share: float = 0.05

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: view (a band), change (percent of MRR), when it began."""
        rows = ledger.of("paying")
        view = _view_on(ledger.of("view"), rows)
        held = (view >= self.min_band) & _fell(rows, self.fall_share)
        held |= (view >= 0) & (view <= self.max_band) & _grew(rows, self.growth_share)
        return of_spans(_runs(rows, held, view, "view"), ("view", "change"), until=ledger.until, first=first)


def _fell(rows: Columns, share: float) -> Array:
    fell: Array = (rows["growth"] >= 0) & (rows["growth"] <= round((1 - share) * PER_MILLE))
    return fell


def _grew(rows: Columns, share: float) -> Array:
    grew: Array = rows["growth"] >= round((1 + share) * PER_MILLE)
    return grew


def _view_on(views: Columns, rows: Columns) -> Array:
    """The band of the view that held on each row's day, -1 without one."""
    band = np.full(len(rows["day"]), -1)
    by_account: dict[int, list[tuple[int, int, int]]] = {}
    for account, since, until, seen in zip(
        *(views[name].tolist() for name in ("account", "since", "until", "band")), strict=True
    ):
        by_account.setdefault(account, []).append((since, until, seen))
    for place in np.flatnonzero(np.isin(rows["account"], list(by_account))).tolist():
        day = int(rows["day"][place])
        holding = [
            (since, seen) for since, until, seen in by_account[int(rows["account"][place])] if since <= day < until
        ]
        if holding:
            band[place] = max(holding)[1]
    return band


def _runs(rows: Columns, held: Array, band: Array, name: str) -> Iterator[_Row]:
    """Days in a row on which it held, by account; it ends on the first day looked at on which it does not, be it that
    nothing is known of the account any more.
    """
    ever = np.isin(rows["account"], rows["account"][held])
    columns = (rows["account"][ever], rows["day"][ever], held[ever], band[ever], rows["growth"][ever])
    listed = sorted(zip(*(column.tolist() for column in columns), strict=True))
    looked = np.unique(rows["day"]).tolist()
    for account, some in groupby(listed, key=itemgetter(0)):
        by_day = {day: (level, growth) for _account, day, holds, level, growth in some if holds}
        began, seen = -1, {name: 0, "change": 0}
        for day in looked:
            if day in by_day and began < 0:
                level, growth = by_day[day]
                began, seen = day, {name: level, "change": round((growth - PER_MILLE) / 10)}
            elif day not in by_day and began >= 0:
                yield account, began, day, "agreed", seen
                began = -1
        if began >= 0:
            yield account, began, OPEN, "", seen
