"""Rules of touches: nobody met the customer for longer than agreed, or always the same one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes
from banso.judgement.signals.rules.ledger import Ledger
from banso.judgement.signals.rules.spans import as_episodes, of_spans, silences


@dataclass(frozen=True, slots=True)
class NoTouch:
    """No touch for longer than the cadence of the account's tier, and ``grace_days`` more.

    Counted from the last touch; for an account that was never met from the day it became known, or the first touch
    that anybody wrote down, so that a workspace that keeps no touches has no signals. It ends with the next touch.
    """

    reads: ClassVar[tuple[str, ...]] = ("touch", "cadence")
    grace_days: int = 0

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: last_touch (the day counted from), met (whether there was a touch then), cadence_days."""
        touches, cadence = ledger.of("touch"), ledger.of("cadence")
        place, there = ledger.places(cadence["account"])
        limit = np.full(len(ledger.accounts), -1, dtype=np.int64)
        limit[place[there]] = cadence["days"][there]
        watched = limit >= 0
        begun = int(touches["day"].min()) if len(touches["day"]) else OPEN
        if begun == OPEN:
            watched[:] = False
        found = silences(
            ledger.accounts[watched],
            np.maximum(ledger.known[watched], begun),
            limit[watched] + self.grace_days,
            np.full(int(watched.sum()), OPEN),
            touches["account"],
            touches["day"],
        )
        place, _there = ledger.places(found.account)
        evidence = {"last_touch": found.last, "met": found.marked.astype(np.int64), "cadence_days": limit[place]}
        reason = np.full(len(found.account), "touched", dtype=object)
        return as_episodes(found.account, found.began, found.ended, reason, evidence, until=ledger.until, first=first)


@dataclass(frozen=True, slots=True)
class SingleThreaded:
    """At least ``min_touches`` touches with people in ``window_days``, all with the same one person.

    It ends when a second person is met ("widened"), or when there are too few touches to say so ("quiet").
    """

    reads: ClassVar[tuple[str, ...]] = ("reached",)
    window_days: int = 90
    min_touches: int = 3

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """Evidence: person (an id), touches (in the window when it began)."""
        rows = ledger.of("reached")
        pairs = sorted(zip(rows["account"].tolist(), rows["day"].tolist(), rows["person"].tolist(), strict=True))
        found = (span for _account, some in groupby(pairs, key=itemgetter(0)) for span in self._spans(list(some)))
        return of_spans(found, ("person", "touches"), until=ledger.until, first=first)

    def _spans(self, pairs: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, str, dict[str, int]]]:
        """A walk over the days on which a touch comes into the window or leaves it."""
        steps = [(day, 1, person) for _account, day, person in pairs]
        steps += [(day + self.window_days, -1, person) for _account, day, person in pairs]
        held: Counter[int] = Counter()
        began, seen = -1, {"person": 0, "touches": 0}
        for day, some in groupby(sorted(steps), key=itemgetter(0)):
            for _day, change, person in some:
                held[person] += change
            there = {person: count for person, count in held.items() if count}
            alone = len(there) == 1 and sum(there.values()) >= self.min_touches
            if alone and began < 0:
                began, seen = day, {"person": next(iter(there)), "touches": sum(there.values())}
            elif not alone and began >= 0:
                yield pairs[0][0], began, day, "widened" if len(there) > 1 else "quiet", seen
                began = -1
        # The last touch leaves the window one day, so that every time has an end.
