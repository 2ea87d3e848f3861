"""Made-up use for the tests of rules, and the rules once more, slowly: the oracle."""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from banso.judgement.signals.rules import Facts

Row = tuple[int, int, int, int]
"""account, day, events, known from."""


def facts_of(rows: Iterable[Row], known: Mapping[int, int]) -> Facts:
    listed = list(rows)
    table = np.array(listed, dtype=np.int64).reshape(len(listed), 4)
    return Facts(
        np.array(list(known), dtype=np.int64),
        np.array(list(known.values()), dtype=np.int64),
        table[:, 0],
        table[:, 1],
        table[:, 2],
        table[:, 3],
    )


def use(days: Iterable[int], account: int = 1, n: int = 1) -> list[Row]:
    """One account's use, known when it happened."""
    return [(account, day, n, day) for day in days]


ACCOUNTS = (3, 1, 7)


@st.composite
def any_facts(draw: st.DrawFn, last: int = 420) -> Facts:
    """Use of three accounts with regular stretches and holes, some of it learnt late."""
    known = {account: draw(st.integers(0, 60)) for account in ACCOUNTS}
    rows: list[Row] = []
    for account in ACCOUNTS:
        day = draw(st.integers(0, 40))
        while day <= last:
            step = draw(st.sampled_from([1, 2, 3, 7]))
            for _ in range(draw(st.integers(4, 40))):
                if day > last:
                    break
                late = draw(st.sampled_from([0, 0, 0, 0, 0, 0, 5, 40]))
                rows.append((account, day, draw(st.integers(1, 3)), day + late))
                day += step
            day += draw(st.sampled_from([10, 15, 25, 60, 190]))
    return facts_of(draw(st.permutations(rows)) if len(rows) < 50 else rows, known)


def used(facts: Facts, account: int, day: int) -> dict[int, int]:
    """Events per active day of an account, known at the end of ``day``."""
    found: dict[int, int] = {}
    for of, on, n, known in zip(facts.row_account, facts.row_day, facts.row_n, facts.row_known, strict=True):
        if of == account and on <= day and known <= day:
            found[int(on)] = found.get(int(on), 0) + int(n)
    return found


def silent_since(days: list[int], today: int) -> int | None:
    """The begin of the silence that is open at the end of ``today``."""
    if len(days) < 9:
        return None
    gaps = sorted(b - a for a, b in pairwise(days))
    place = 0.95 * (len(gaps) - 1)
    low = math.floor(place)
    high = min(low + 1, len(gaps) - 1)
    usual = gaps[low] + (gaps[high] - gaps[low]) * (place - low)
    for day in range(days[-1] + 1, min(today, days[-1] + 179) + 1):
        if day - days[-1] > usual + 1e-9 and day - days[-1] >= 14:
            return None if today - days[-1] >= 180 else day
    return None


def fallen_since(use_of: Mapping[int, dict[int, int]], today: int, rule: Any) -> dict[int, int]:
    """Account to begin of the fall that is open at the end of ``today``, day by day."""
    began: dict[int, int] = {}
    for day in range(today + 1):
        for account in list(began):
            past = [on for on in use_of[account] if on <= day]
            if day - max(past) >= rule.gone_days:
                del began[account]
        if (day - 3) % 7:
            continue
        falls: dict[int, float] = {}
        regular: set[int] = set()
        for account, events in use_of.items():
            now = sum(n for on, n in events.items() if day - 28 < on <= day)
            base = sum(n for on, n in events.items() if day - 210 < on <= day - 28)
            weeks = len({(day - on) // 7 for on in events if day - 364 < on <= day})
            falls[account] = -math.log((now / 4 + 1 / 8) / (base / 26 + 1 / 8))
            if weeks >= 13 and base >= 13:
                regular.add(account)
        peers = float(np.median([falls[a] for a in regular])) if len(regular) >= rule.min_peers else 0.0
        for account, events in use_of.items():
            fall = falls[account] - peers
            recent = any(day - 28 < on <= day for on in events)
            if account in began and fall < rule.end_below and recent:
                del began[account]
                continue
            begins = account in regular and fall > rule.threshold and account not in began
            if begins and day - max(on for on in events if on <= day) < rule.gone_days:
                began[account] = day
    return began
