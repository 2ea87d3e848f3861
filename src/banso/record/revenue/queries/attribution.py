"""What each member who looks after accounts won and lost.

A movement belongs to who looked after the account on its day. A loss in the first :data:`FAIR_DAYS` days after a
hand-over belongs to who looked after it before: what ends so soon was decided before the new owner could do anything
about it, as commission plans with a transition period have it. Gains belong to the new owner from the first day. Where
nobody looked after the account before, nobody answers for such a loss. Opening and closing are those of the
owner on that day, so that a book of business is the sum of what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from banso.platform.lake.api import session
from banso.record.customers.api import OWNER
from banso.record.revenue.queries.groups import Interval, past_of
from banso.record.revenue.queries.reports import PLAIN, Reading, waterfall
from banso.record.revenue.rules.facts import KINDS, Kind
from banso.record.revenue.rules.figures import LOSSES, ZERO, Waterfall

FAIR_DAYS = 90
"""How long after a hand-over losses are still those of the earlier owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerBook:
    """A member's book of business in a window; ``member`` is 0 for accounts that nobody looks after.

    ``own`` are movements by the owner on their day: with ``transfer`` they lead from opening to closing. ``fair`` are
    those that the member answers for: losses soon after a hand-over stand with the earlier owner.
    """

    member: int
    name: str
    opening: Fraction
    closing: Fraction
    transfer: Fraction
    fx: Fraction
    own: Mapping[Kind, Fraction]
    fair: Mapping[Kind, Fraction]


def by_owner(first: date, last: date, reading: Reading = PLAIN, *, now: datetime) -> list[OwnerBook]:
    """The books of business of the months from that of ``first`` to that of ``last``, the greatest closing first."""
    held = replace(reading, group=OWNER, as_was=True, intervals=None, step="month")
    own = waterfall(first, last, held, now=now)
    with session() as engine:
        past = past_of(engine, OWNER)
    fair = waterfall(first, last, replace(held, intervals=delayed(past, FAIR_DAYS)), now=now)
    names = {one.key: one.label for one in own.groups}
    found = []
    for key in own.by_group.keys() | fair.by_group.keys():
        rows = own.by_group.get(key, ())
        mine, later = _moves(own, key), _moves(fair, key)
        found.append(
            OwnerBook(
                member=int(key) if key.isdigit() else 0,
                name=names.get(key, ""),
                opening=rows[0].opening if rows else ZERO,
                closing=rows[-1].closing if rows else ZERO,
                transfer=sum((row.transfer for row in rows), ZERO),
                fx=sum((row.fx for row in rows), ZERO),
                own=mine,
                fair={kind: later[kind] if kind in LOSSES else mine[kind] for kind in KINDS},
            )
        )
    return sorted(found, key=lambda one: (-one.closing, one.name, one.member))


def delayed(past: Mapping[int, Sequence[Interval]], days: int) -> dict[int, list[Interval]]:
    """Intervals of which each but an account's first begins ``days`` later."""
    found: dict[int, list[Interval]] = {}
    for account, steps in past.items():
        found[account] = [(None if since is None else since + timedelta(days=days), key) for since, key in steps]
    return found


def _moves(found: Waterfall, key: str) -> dict[Kind, Fraction]:
    rows = found.by_group.get(key, ())
    return {kind: sum((row.moves[kind] for row in rows), ZERO) for kind in KINDS}
