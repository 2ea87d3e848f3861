"""To whom a loss counts when an account changed hands. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

Span = tuple[date | None, int]


def intervals(spans: Mapping[int, Sequence[Span]], days: int) -> dict[int, list[tuple[date | None, str]]]:
    """By account, from which day on it counts for whom (a member's id as text), the earliest first.

    Who had an account for less than ``days`` gets nothing of it: it counts for the one before until the one after.
    """
    found: dict[int, list[tuple[date | None, str]]] = {}
    for account, listed in spans.items():
        kept: list[tuple[date | None, str]] = []
        for at, (starts, member) in enumerate(listed):
            if not kept:
                # Before anybody had it, it counts for the first.
                kept.append((None, str(member)))
                continue
            counts_from = (starts or date.min) + timedelta(days=days)
            after = listed[at + 1][0] if at + 1 < len(listed) else None
            if after is not None and after + timedelta(days=days) <= counts_from:
                continue
            if kept[-1][1] != str(member):
                kept.append((counts_from, str(member)))
        found[account] = kept
    return found


def on(listed: Sequence[tuple[date | None, str]], day: date) -> str:
    """For whom an account counts on ``day``; empty for nobody."""
    found = ""
    for since, member in listed:
        if since is None or since <= day:
            found = member
    return found
