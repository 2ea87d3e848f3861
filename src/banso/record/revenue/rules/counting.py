"""How many customers there were when some of them became one on a certain day. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from banso.record.revenue.rules.facts import Movement
from banso.record.revenue.rules.terms import ONE_DAY, last_of_month, months

Merges = Mapping[int, Sequence[tuple[date, int]]]
"""``{account: [(day, the account that stands for it from then on)]}``, the earliest first."""


@dataclass(slots=True)
class Count:
    """A month of customers: ``opening + new + returned - lost - paused - merged = closing``."""

    opening: int = 0
    new: int = 0
    returned: int = 0
    lost: int = 0
    paused: int = 0
    merged: int = 0
    closing: int = 0


def counts(moved: Iterable[Movement], merges: Merges, first: date, last: date) -> dict[date, Count]:
    """Counts by month of the accounts in ``moved``, each by itself until the day of its merge.

    A merge happens at the start of its day: two that had MRR become one, which is neither won nor lost.
    """
    by_day: dict[date, list[Movement]] = defaultdict(list)
    for one in moved:
        by_day[one.day].append(one)
    days = sorted({*by_day, *(day for steps in merges.values() for day, _into in steps)})
    found = {month: Count() for month in months(first, last)}
    money: dict[int, Fraction] = {}
    ever: set[int] = set()
    at = 0
    for month, count in found.items():
        while at < len(days) and days[at] < month:
            _day(days[at], by_day[days[at]], merges, money, ever, Count())
            at += 1
        count.opening = len(_alive(money, merges, month - ONE_DAY))
        while at < len(days) and days[at] <= last_of_month(month):
            _day(days[at], by_day[days[at]], merges, money, ever, count)
            at += 1
        count.closing = len(_alive(money, merges, last_of_month(month)))
    return found


def _day(
    day: date, moved: Sequence[Movement], merges: Merges, money: dict[int, Fraction], ever: set[int], count: Count
) -> None:
    joined = _alive(money, merges, day)
    count.merged += len(_alive(money, merges, day - ONE_DAY)) - len(joined)
    kinds: dict[int, set[str]] = defaultdict(set)
    for one in moved:
        money[one.account] = money.get(one.account, Fraction(0)) + one.amount
        kinds[standing_for(one.account, merges, day)].add(one.kind)
    now = _alive(money, merges, day)
    for account in now - joined:
        if not kinds[account] & {"new", "reactivation"}:
            count.paused -= 1
        elif any(standing_for(each, merges, day) == account for each in ever):
            count.returned += 1
        else:
            count.new += 1
    for account in joined - now:
        if "churn" in kinds[account]:
            count.lost += 1
        else:
            count.paused += 1
    ever |= {account for account, amount in money.items() if amount}


def _alive(money: Mapping[int, Fraction], merges: Merges, day: date) -> set[int]:
    return {standing_for(account, merges, day) for account, amount in money.items() if amount}


def standing_for(account: int, merges: Merges, day: date) -> int:
    """The account that stood for ``account`` on ``day``."""
    found = account
    for since, into in merges.get(account, ()):
        if since <= day:
            found = into
    return found
