"""A key user is gone: who made much of an account's use does not come any more, or has left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes, gather
from banso.judgement.signals.rules.ledger import Ledger
from banso.judgement.signals.rules.segments import expand, quantile
from banso.platform.kit.columns import Array, Columns


@dataclass(frozen=True, slots=True)
class KeyUserGone:
    """Somebody who made much of an account's use is gone.

    Much is at least ``min_share`` of the events of the ``window_days`` up to their last use, beside others: who is
    alone is what the rule of silence is for. They are gone when they are silent for longer than the ``quantile`` of
    their own gaps (at least ``min_gaps`` of them) and for ``min_days``; or when their contact at the account has
    ended. It ends when they come back ("returned") or ``gone_days`` after their last use or their end ("gone").
    """

    reads: ClassVar[tuple[str, ...]] = ("usage", "user", "left")
    min_share: float = 0.3
    window_days: int = 90
    quantile: float = 0.95
    min_gaps: int = 3
    min_days: int = 14
    gone_days: int = 180

    def episodes(self, ledger: Ledger, first: int) -> Episodes:
        """One episode at a time for an account: the one that began first. Evidence: user (an id), last_active (day),
        share (percent of the events), usual_days (0 where the contact ended), left (whether it did).
        """
        rows = _sorted(ledger.of("user"))
        silent, ended = self._silent(ledger, rows), self._left(ledger, rows)
        columns = {name: np.concatenate([silent[name], ended[name]]) for name in silent}
        return _one_each(columns, until=ledger.until, first=first)

    def _silent(self, ledger: Ledger, rows: Columns) -> Columns:
        account, user, day = rows["account"], rows["user"], rows["day"]
        size = len(day)
        new = np.ones(size, dtype=bool)
        new[1:] = (np.diff(account) != 0) | (np.diff(user) != 0)
        begin = np.flatnonzero(new)[np.cumsum(new) - 1] if size else np.zeros(0, dtype=np.int64)
        returned = np.full(size, OPEN)
        returned[:-1] = np.where(new[1:], OPEN, day[1:])
        end = np.minimum(returned, day + self.gone_days)
        at = np.arange(size)
        longest = np.minimum(end, ledger.until + 1) - day
        chosen = np.flatnonzero((at - begin >= self.min_gaps) & (longest > self.min_days))
        gaps = np.diff(day, append=ledger.until)
        usual = quantile(gaps, begin[chosen], chosen, self.quantile)
        began = day[chosen] + np.maximum(self.min_days, np.floor(usual).astype(np.int64) + 1)
        holds = (began < end[chosen]) & (began <= ledger.until)
        chosen, usual, began = chosen[holds], usual[holds], began[holds]
        share = self._share(ledger, rows, account[chosen], day[chosen], begin[chosen], chosen + 1)
        much = (share >= self.min_share) & (share < 1)
        chosen, usual, began, share = chosen[much], usual[much], began[much], share[much]
        return {
            "account": account[chosen],
            "began": began,
            "ended": end[chosen],
            "back": returned[chosen] == end[chosen],
            "user": user[chosen],
            "last_active": day[chosen],
            "share": np.rint(share * 100).astype(np.int64),
            "usual_days": np.ceil(usual).astype(np.int64),
            "left": np.zeros(len(chosen), dtype=np.int64),
        }

    def _left(self, ledger: Ledger, rows: Columns) -> Columns:
        """Those whose contact ended by the ledger's day, judged by their use up to the day before."""
        gone = ledger.of("left")
        keys = _keys(rows["account"], rows["user"])
        wanted = _keys(gone["account"], gone["user"])
        order = np.lexsort((rows["day"], keys)) if len(keys) else np.zeros(0, dtype=np.int64)
        keys, days = keys[order], rows["day"][order]
        begin = np.searchsorted(keys, wanted, side="left")
        stop = np.array(
            [
                start + np.searchsorted(days[start:end], day, side="left")
                for start, end, day in zip(begin, np.searchsorted(keys, wanted, side="right"), gone["day"], strict=True)
            ],
            dtype=np.int64,
        )
        used = stop > begin
        begin, stop, gone = begin[used], stop[used], {name: values[used] for name, values in gone.items()}
        ordered = {name: values[order] for name, values in rows.items()}
        share = self._share(ledger, ordered, gone["account"], gone["day"] - 1, begin, stop)
        much = share >= self.min_share
        last = days[stop[much] - 1] if much.any() else np.zeros(0, dtype=np.int64)
        return {
            "account": gone["account"][much],
            "began": gone["day"][much],
            "ended": gone["day"][much] + self.gone_days,
            "back": np.zeros(int(much.sum()), dtype=bool),
            "user": gone["user"][much],
            "last_active": last,
            "share": np.rint(share[much] * 100).astype(np.int64),
            "usual_days": np.zeros(int(much.sum()), dtype=np.int64),
            "left": np.ones(int(much.sum()), dtype=np.int64),
        }

    def _share(self, ledger: Ledger, rows: Columns, account: Array, day: Array, begin: Array, stop: Array) -> Array:
        """Of the account's events in the window up to ``day``, the part in ``rows[begin:stop]``."""
        positions, slice_of = expand(begin, stop)
        recent = rows["day"][positions] > day[slice_of] - self.window_days
        recent &= rows["day"][positions] <= day[slice_of]
        own = np.bincount(slice_of[recent], weights=rows["n"][positions][recent], minlength=len(account))
        total = _events(ledger, account, day) - _events(ledger, account, day - self.window_days)
        share: Array = np.divide(own, total, out=np.zeros(len(account)), where=total > 0)
        return share


def _events(ledger: Ledger, account: Array, day: Array) -> Array:
    """How many events each account had up to and including ``day``."""
    usage = ledger.usage
    if usage is None or not len(account):
        return np.zeros(len(account))
    sums = np.concatenate([[0], np.cumsum(usage.row_n)])
    place = np.minimum(np.searchsorted(usage.accounts, account), len(usage.accounts) - 1)
    # One sorted key for account and day, so that a single search finds the place of a day.
    span = int(usage.until) + 2
    keys = usage.row_at.astype(np.int64) * span + usage.row_day
    upto = np.searchsorted(keys, place.astype(np.int64) * span + np.clip(day, -1, span - 1), side="right")
    start = usage.starts[place]
    found: Array = np.where(upto > start, sums[np.maximum(upto, start)] - sums[start], 0)
    return np.where(usage.accounts[place] == account, found, 0)


def _keys(account: Array, user: Array) -> Array:
    return account.astype(np.int64) * (1 << 32) + user


def _sorted(rows: Columns) -> Columns:
    order = np.lexsort((rows["day"], rows["user"], rows["account"]))
    return {name: values[order] for name, values in rows.items()}


def _one_each(columns: Columns, *, until: int, first: int) -> Episodes:
    """Of several key users of one account that are gone at once, the episode that began first; then the next."""
    order = np.lexsort((columns["user"], columns["began"], columns["account"]))
    keep = []
    last_account, last_end = -1, -1
    for at in order.tolist():
        account, began, ended = (int(columns[name][at]) for name in ("account", "began", "ended"))
        if account == last_account and began < last_end:
            continue
        keep.append(at)
        last_account, last_end = account, ended
    some = {name: values[np.array(keep, dtype=np.int64)] for name, values in columns.items()}
    shown = (some["began"] <= until) & (some["ended"] > first)
    some = {name: values[shown] for name, values in some.items()}
    over = some["ended"] <= until
    names = ("user", "last_active", "share", "usual_days", "left")
    return gather(
        some["account"],
        some["began"],
        np.where(over, some["ended"], OPEN),
        np.where(over, np.where(some["back"], "returned", "gone"), ""),
        {name: some[name] for name in names},
    )
