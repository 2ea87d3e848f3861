"""Times of accounts: what is not covered, what overlaps, and how long nothing happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes, gather
from banso.platform.kit.columns import Array, Columns

Span = tuple[int, int, int]
"""account, from, to (exclusive)."""


class Silences(NamedTuple):
    """Times without a mark that were longer than allowed, one a row.

    ``last`` is the day from which it was counted, and ``marked`` says that something happened then.
    """

    account: Array
    began: Array
    ended: Array
    last: Array
    marked: Array
    by_mark: Array


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans of one account that touch or overlap, as one; sorted by account and begin."""
    found: list[Span] = []
    for account, start, stop in sorted(spans):
        if found and found[-1][0] == account and start <= found[-1][2]:
            found[-1] = (account, found[-1][1], max(stop, found[-1][2]))
        elif start < stop:
            found.append((account, start, stop))
    return found


def holes(within: Iterable[Span], covered: Iterable[Span]) -> Iterator[Span]:
    """The parts of each span of ``within`` that no span of ``covered`` covers; both :func:`merged`."""
    by_account = {account: list(spans) for account, spans in groupby(covered, key=itemgetter(0))}
    for account, start, stop in within:
        at = start
        for _account, begin, end in by_account.get(account, ()):
            if begin >= stop:
                break
            if begin > at:
                yield account, at, begin
            at = max(at, end)
        if at < stop:
            yield account, at, stop


def spans_of(columns: Columns, mask: Array, begin: str = "starts", end: str = "ends") -> list[Span]:
    """The rows at ``mask`` as spans."""
    rows = zip(
        columns["account"][mask].tolist(), columns[begin][mask].tolist(), columns[end][mask].tolist(), strict=True
    )
    return list(rows)


def silences(accounts: Array, base: Array, limit: Array, stop: Array, mark_account: Array, mark_day: Array) -> Silences:
    """Where an account had no mark for more than ``limit`` days, counted from its last mark, or from ``base`` where
    it had none by then. A silence ends with the next mark, or on the day ``stop``. ``accounts`` are sorted.
    """
    place = np.minimum(np.searchsorted(accounts, mark_account), max(len(accounts) - 1, 0))
    there = accounts[place] == mark_account if len(accounts) else np.zeros(len(mark_account), dtype=bool)
    place, day = place[there], mark_day[there]
    early = np.zeros(len(accounts), dtype=bool)
    early[place[day <= base[place]]] = True
    alone = np.flatnonzero(~early)
    at = np.concatenate([place, alone])
    days = np.concatenate([day, base[alone]]).astype(np.int64)
    marked = np.concatenate([np.ones(len(place), dtype=bool), np.zeros(len(alone), dtype=bool)])
    order = np.lexsort((days, at))
    at, days, marked = at[order], days[order], marked[order]
    following = np.full(len(days), OPEN)
    following[:-1] = np.where(at[1:] == at[:-1], days[1:], OPEN)
    began = days + limit[at] + 1
    ended = np.minimum(following, stop[at])
    holds = began < ended
    return Silences(
        accounts[at][holds], began[holds], ended[holds], days[holds], marked[holds], (following <= stop[at])[holds]
    )


def as_episodes(
    account: Array, began: Array, ended: Array, reason: Array, evidence: Columns, *, until: int, first: int
) -> Episodes:
    """Episodes known at ``until`` that hold on some day from ``first`` on; what has not ended by then is open."""
    shown = (began <= until) & (ended > first)
    over = ended[shown] <= until
    return gather(
        account[shown],
        began[shown],
        np.where(over, ended[shown], OPEN),
        np.where(over, reason[shown], ""),
        {name: values[shown] for name, values in evidence.items()},
    )


def of_spans(
    rows: Iterable[tuple[int, int, int, str, dict[str, int]]], names: Iterable[str], *, until: int, first: int
) -> Episodes:
    """Episodes from rows of account, begin, end, why it ended, and evidence by ``names``."""
    listed = list(rows)
    account, began, ended = (np.array([row[at] for row in listed], dtype=np.int64) for at in range(3))
    reason = np.array([row[3] for row in listed], dtype=object)
    evidence = {name: np.array([row[4][name] for row in listed], dtype=np.int64) for name in names}
    return as_episodes(account, began, ended, reason, evidence, until=until, first=first)
