"""Usage fell: a regular account does much less in four weeks than in the half year before.

Evaluated at the end of every Sunday. With s4 the events of the last 4 weeks and b26 those of the 26
weeks before them (science, section 3)

    D = -ln((s4/4 + 1/8) / (b26/26 + 1/8)) - the median of the same over all regular accounts

It begins when D > ``threshold`` for an account that is regular: use in at least ``min_week_share``
of the last 52 weeks and ``min_base_events`` events in the base. It ends when D < ``end_below``
(lower than the threshold, so that it does not flicker): "recovered" where use is at least half of
what it was before the fall, else "new_level"; or as "gone" ``gone_days`` after the last
use. While there is no use at all in the four weeks it does not end otherwise: a low base must not
make "nothing" look normal. It says that usage fell, never that somebody will leave.
"""

import math
from dataclasses import dataclass

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes, gather, join
from banso.judgement.signals.rules.history import History
from banso.platform.kit.columns import Array, Columns

_NOW, _BASE, _YEAR = 4, 26, 52
_FIRST_SUNDAY = 3  # 1970-01-04
_SOFT = 1 / 8
_NEVER = -(10**6)

_NUMBERS = ("now_per_week", "before_per_week", "fall", "peer_median")


def week_end(week: int) -> int:
    """The Sunday (day number) that closes ``week``."""
    return _FIRST_SUNDAY + 7 * week


def last_week(day: int) -> int:
    """The newest week that has ended at the end of ``day``."""
    return (day - _FIRST_SUNDAY) // 7


@dataclass(frozen=True, slots=True)
class _Week:
    """Use in one week: accounts (positions), events, first and last active day of each."""

    at: Array
    n: Array
    first: Array
    last: Array


_QUIET = _Week(*(np.zeros(0, dtype=np.int64) for _ in range(4)))


@dataclass(frozen=True, slots=True)
class UsageFell:
    """Parameters of the rule."""

    threshold: float = math.log(2)
    end_below: float = 0.35
    min_week_share: float = 0.25
    min_base_events: int = 13
    min_peers: int = 10
    """With fewer regular accounts than this no median is taken off: it would be the account itself."""
    gone_days: int = 180

    def episodes(self, history: History, first: int) -> Episodes:
        """Episodes known at ``history.until`` that hold on some day from ``first`` on.

        Evidence, of the week of the begin and, as ``latest_…``, of the last evaluated week in which
        it held: week (its Sunday), now_per_week and before_per_week (events), fall (D), peer_median.
        """
        scan = _Scan(self, history)
        scan.run()
        return join(scan.found).within(first, history.until)


class _Scan:
    """One walk over all weeks with running sums: memory for one week, not for a matrix."""

    def __init__(self, rule: UsageFell, history: History) -> None:
        size = len(history.accounts)
        self.rule, self.history = rule, history
        self.by_week = _by_week(history)
        self.now = np.zeros(size)
        self.base = np.zeros(size)
        self.weeks = np.zeros(size, dtype=np.int64)
        self.last_day = np.full(size, _NEVER)
        self.is_open = np.zeros(size, dtype=bool)
        self.began = np.zeros(size, dtype=np.int64)
        self.at_begin = _no_evidence(size)
        self.latest = _no_evidence(size)
        self.found: list[Episodes] = []

    def run(self) -> None:
        """Walk up to the history's day and fill ``found``."""
        until = self.history.until
        final = last_week(until)
        for week in range(min(self.by_week, default=final + 1), final + 1):
            this = self.by_week.get(week, _QUIET)
            self._end_gone(week_end(week), this)
            self._slide(week, this)
            self._judge(week_end(week))
        self._end_gone(until, self.by_week.get(final + 1, _QUIET))
        self._collect(self.is_open, OPEN, "")

    def _end_gone(self, day: int, this: _Week) -> None:
        """End what has had no use for ``gone_days`` at some day up to ``day``; use in ``this`` week saves."""
        gone = self.last_day + self.rule.gone_days
        limit = np.full(len(gone), day)
        limit[this.at] = this.first - 1
        ended = self.is_open & (gone <= limit)
        self._collect(ended, gone[ended], "gone")

    def _slide(self, week: int, this: _Week) -> None:
        aged = self.by_week.get(week - _NOW, _QUIET)
        old = self.by_week.get(week - _NOW - _BASE, _QUIET)
        year_old = self.by_week.get(week - _YEAR, _QUIET)
        self.now[this.at] += this.n
        self.now[aged.at] -= aged.n
        self.base[aged.at] += aged.n
        self.base[old.at] -= old.n
        self.weeks[this.at] += 1
        self.weeks[year_old.at] -= 1
        self.last_day[this.at] = this.last

    def _judge(self, day: int) -> None:
        rule = self.rule
        now, before = self.now / _NOW, self.base / _BASE
        fall = -np.log((now + _SOFT) / (before + _SOFT))
        regular = (self.weeks >= rule.min_week_share * _YEAR) & (self.base >= rule.min_base_events)
        peers = float(np.median(fall[regular])) if regular.sum() >= rule.min_peers else 0.0
        fall = fall - peers
        over = self.is_open & (fall < rule.end_below) & (now > 0)
        eased = now[over] >= self.at_begin["before_per_week"][over] / 2
        self._collect(over, day, np.where(eased, "recovered", "new_level"))
        begins = regular & ~self.is_open & (fall > rule.threshold) & (day - self.last_day < rule.gone_days)
        evidence: Columns = {
            "week": np.full(len(fall), day),
            "now_per_week": now,
            "before_per_week": before,
            "fall": fall,
            "peer_median": np.full(len(fall), peers),
        }
        self.is_open |= begins
        self.began[begins] = day
        for name, values in evidence.items():
            self.at_begin[name][begins] = values[begins]
            self.latest[name][self.is_open] = values[self.is_open]

    def _collect(self, chosen: Array, ended: Array | int, reason: Array | str) -> None:
        """Close the episodes of the accounts at ``chosen`` and keep them."""
        size = int(chosen.sum())
        evidence = {name: values[chosen] for name, values in self.at_begin.items()}
        evidence |= {f"latest_{name}": values[chosen] for name, values in self.latest.items()}
        self.found.append(
            gather(
                self.history.accounts[chosen],
                self.began[chosen],
                np.broadcast_to(np.asarray(ended, dtype=np.int64), size),
                np.broadcast_to(np.asarray(reason), size),
                evidence,
            )
        )
        self.is_open[chosen] = False


def _no_evidence(size: int) -> Columns:
    numbers: Columns = {name: np.zeros(size) for name in _NUMBERS}
    return {"week": np.zeros(size, dtype=np.int64), **numbers}


def _by_week(history: History) -> dict[int, _Week]:
    """Use by the week that a Sunday closes."""
    if not len(history.row_day):
        return {}
    week = (history.row_day - _FIRST_SUNDAY + 6) // 7
    fresh = np.ones(len(week), dtype=bool)
    fresh[1:] = (np.diff(week) != 0) | (np.diff(history.row_at) != 0)
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(week)) - 1
    counts = np.add.reduceat(history.row_n, first)
    by = np.argsort(week[first], kind="stable")
    first, last, counts = first[by], last[by], counts[by]
    weeks, edges = np.unique(week[first], return_index=True)
    edges = np.append(edges, len(first))
    return {
        int(number): _Week(
            history.row_at[first[start:stop]],
            counts[start:stop],
            history.row_day[first[start:stop]],
            history.row_day[last[start:stop]],
        )
        for number, start, stop in zip(weeks, edges, edges[1:], strict=False)
    }
