"""Rules of what people said: a promise was missed, a view differs from the score, something happened there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes
from banso.judgement.signals.rules.ledger import Ledger
from banso.judgement.signals.rules.spans import merged, of_spans

_Row = tuple[int, int, int, str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class PromiseMissed:
    """A promise or expectation was not kept until its day, or somebody said that it was missed.

    It ends when it is kept or withdrawn ("kept"), or ``keep_days`` after somebody said so ("past"). Several missed
    promises of an account are one signal.
    """

    reads: ClassVar[tuple[str, ...]] = ("promise",)
    keep_days: int = 30

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: due (of the first), promises (how many)."""
        rows = ledger.of("promise")
        names = ("account", "due", "closed", "missed", "known")
        spans = []
        dues: dict[int, list[tuple[int, int, int]]] = {}
        for account, due, closed, missed, known in zip(*(rows[name].tolist() for name in names), strict=True):
            said = missed and closed <= ledger.until
            late = due + 1 if due != OPEN else OPEN
            start = max(min(late, closed) if said else late, known)
            stop = closed + self.keep_days if said else (closed if closed <= ledger.until else OPEN)
            if start < stop and start <= ledger.until:
                spans.append((account, start, stop))
                dues.setdefault(account, []).append((start, stop, due if due != OPEN else start))
        ends = {
            (row["account"], row["closed"]) for row in _rows(rows, ("account", "closed", "missed")) if not row["missed"]
        }
        found = (self._row(span, dues[span[0]], ends) for span in merged(spans))
        return of_spans(found, ("due", "promises"), until=ledger.until, first=first)

    def _row(self, span: tuple[int, int, int], parts: list[tuple[int, int, int]], ends: set[tuple[int, int]]) -> _Row:
        account, start, stop = span
        within = [due for begin, _end, due in parts if start <= begin < stop]
        reason = "kept" if (account, stop) in ends else "past"
        return account, start, stop, reason, {"due": min(within), "promises": len(within)}


@dataclass(frozen=True, slots=True)
class ViewDiffers:
    """A member's own view of an account and the band of its health are ``bands`` or more apart.

    Looked at on the days of the book. It ends when they agree again ("agreed"), or when the view has expired or was
    replaced ("expired").
    """

    reads: ClassVar[tuple[str, ...]] = ("view", "score")
    bands: int = 2

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: view and score (bands from 0 critical to 4 strong, when it began)."""
        scores: dict[int, list[tuple[int, int]]] = {}
        for row in _rows(ledger.of("score"), ("account", "day", "band")):
            scores.setdefault(row["account"], []).append((row["day"], row["band"]))
        views = sorted(
            _rows(ledger.of("view"), ("account", "since", "until", "band")), key=itemgetter("account", "since")
        )
        found = (
            part
            for account, some in groupby(views, key=itemgetter("account"))
            for part in self._apart(account, list(some), sorted(scores.get(account, [])))
        )
        return of_spans(found, ("view", "score"), until=ledger.until, first=first)

    def _apart(self, account: int, views: list[dict[str, int]], scores: list[tuple[int, int]]) -> Iterator[_Row]:
        for view in views:
            began, seen = -1, {"view": 0, "score": 0}
            for day, band in scores:
                if not view["since"] <= day < view["until"]:
                    continue
                apart = abs(band - view["band"]) >= self.bands
                if apart and began < 0:
                    began, seen = day, {"view": view["band"], "score": band}
                elif not apart and began >= 0:
                    yield account, began, day, "agreed", seen
                    began = -1
            if began >= 0 and began < view["until"]:
                yield account, began, view["until"], "expired", seen


@dataclass(frozen=True, slots=True)
class Happened:
    """Something of one of ``kinds`` happened at the customer; it is told for ``keep_days`` ("past")."""

    reads: ClassVar[tuple[str, ...]] = ("watch",)
    kinds: tuple[str, ...] = ()
    keep_days: int = 60

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: day (of the first), events (how many)."""
        rows = ledger.of("watch")
        mask = np.isin(rows["kind"].astype(str), self.kinds) if len(rows["kind"]) else np.zeros(0, dtype=bool)
        told = [
            (account, max(day, known), day)
            for account, day, known in zip(
                rows["account"][mask].tolist(), rows["day"][mask].tolist(), rows["known"][mask].tolist(), strict=True
            )
            # What is learnt when it is long over is history, not news.
            if known < day + self.keep_days
        ]
        spans = merged((account, start, day + self.keep_days) for account, start, day in told)
        found = (
            (account, start, stop, "past", {
                "day": min(day for of, begin, day in told if of == account and start <= begin < stop),
                "events": sum(of == account and start <= begin < stop for of, begin, _day in told),
            })
            for account, start, stop in spans
        )  # fmt: skip
        return of_spans(found, ("day", "events"), until=ledger.until, first=first)


def _rows(
    columns: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]], names: tuple[str, ...]
) -> Iterator[dict[str, int]]:
    """The rows of columns, by name."""
    for values in zip(*(columns[name].tolist() for name in names), strict=True):
        yield dict(zip(names, values, strict=True))
