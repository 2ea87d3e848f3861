"""Movements of MRR: computed from lines, never typed. Opening plus movements is closing, for each entity and day."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from banso.record.revenue.rules.comparing import NOTHING, Entity, compare, has_mrr
from banso.record.revenue.rules.facts import Movement, Policy, Stretch, Unit
from banso.record.revenue.rules.stretches import Run, in_force
from banso.record.revenue.rules.terms import first_of_month, last_of_month

Roots = Mapping[int, int]
"""The root of each account's hierarchy; an account that is not in it is its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What one entity had in force of one product in one currency at the end of a day, in minor units a month.

    ``paused`` is what its paused lines will charge again, and not in ``mrr``; ``pending`` is the part of ``mrr``
    whose term is over with its renewal still to come. ``quantity`` is none where nobody counted.
    """

    entity: Entity
    account: int
    contract: int
    product: int
    currency: str
    mrr: Fraction
    quantity: Fraction | None
    paused: Fraction
    pending: Fraction
    lines: tuple[int, ...]


def movements(
    stretches: Iterable[Stretch],
    unit: Unit,
    policy: Policy,
    known_until: date | None = None,
    *,
    root_of: Roots | None = None,
) -> list[Movement]:
    """All movements that ``stretches`` make, by ``unit``, in the order of entities and days.

    ``stretches`` are the whole history of their accounts, because what is ``new`` depends on it; a movement's day is
    the first on which the change counts. Days after ``known_until`` hold what is fixed already: starts, ends.
    """
    return movements_of(in_force(stretches, policy, known_until), unit, root_of=root_of)


def movements_of(runs: Iterable[Run], unit: Unit, *, root_of: Roots | None = None) -> list[Movement]:
    """As :func:`movements`, of lines that are runs already."""
    found: list[Movement] = []
    for entity, some in by_entity(runs, unit, root_of):
        found += _of_entity(entity, some)
    return found


def net(
    stretches: Iterable[Stretch],
    first: date,
    last: date,
    unit: Unit,
    policy: Policy,
    known_until: date | None = None,
    *,
    root_of: Roots | None = None,
) -> list[Movement]:
    """One comparison for each month from that of ``first`` to that of ``last``: of its opening with its closing.

    Who was won and lost inside one month does not show. The sums by month are those of :func:`movements`; the day
    of each is the last of its month.
    """
    begin, end = first_of_month(first), last_of_month(last)
    found: list[Movement] = []
    for entity, runs in by_entity(in_force(stretches, policy, known_until), unit, root_of):
        changing = {first_of_month(day) for run in runs for day in (run.start, run.end) if day and begin <= day <= end}
        for month in sorted(changing):
            closing = last_of_month(month)
            before = [run for run in runs if run.start < month and (run.end is None or run.end >= month)]
            after = [run for run in runs if run.on(closing)]
            ever = any(run.start < month and not run.paused for run in runs)
            found += compare(closing, entity, before, after, ever=ever)
    return found


def states_at(
    stretches: Iterable[Stretch],
    days: Iterable[date],
    unit: Unit,
    policy: Policy,
    known_until: date | None = None,
    *,
    root_of: Roots | None = None,
) -> dict[date, list[State]]:
    """What each entity had in force of each product and currency at the end of each of ``days``."""
    wanted = sorted(set(days))
    key = entity_of(unit, root_of)
    cells: dict[date, dict[tuple[Entity, int, str], list[Run]]] = {day: {} for day in wanted}
    for run in in_force(stretches, policy, known_until):
        begin = bisect_left(wanted, run.start)
        until = len(wanted) if run.end is None else bisect_left(wanted, run.end)
        for day in wanted[begin:until]:
            cells[day].setdefault((key(run), run.product, run.currency), []).append(run)
    return {day: [_state(place[0], runs) for place, runs in cells[day].items()] for day in wanted}


def mrr_by_entity(states: Iterable[State], convert: Callable[[Fraction, str], Fraction]) -> dict[Entity, Fraction]:
    """MRR of each entity in one currency; those that have none (all paused) are left out."""
    totals: dict[Entity, Fraction] = {}
    for state in states:
        if state.mrr:
            totals[state.entity] = totals.get(state.entity, NOTHING) + convert(state.mrr, state.currency)
    return totals


def entity_of(unit: Unit, root_of: Roots | None = None) -> Callable[[Run], Entity]:
    """How ``unit`` names the entity that a run belongs to."""
    if unit == "account":
        return lambda run: (run.account,)
    if unit == "contract":
        return lambda run: (run.contract,)
    if unit == "product":
        return lambda run: (run.account, run.product)
    roots = root_of or {}
    return lambda run: (roots.get(run.account, run.account),)


def by_entity(runs: Iterable[Run], unit: Unit, root_of: Roots | None = None) -> Iterator[tuple[Entity, list[Run]]]:
    """Runs that charge something, by entity in order."""
    key = entity_of(unit, root_of)
    grouped: dict[Entity, list[Run]] = defaultdict(list)
    for run in runs:
        if run.mrr:
            grouped[key(run)].append(run)
    for entity in sorted(grouped):
        yield entity, grouped[entity]


def _of_entity(entity: Entity, runs: Sequence[Run]) -> list[Movement]:
    """The movements of one entity, day by day; only days on which a run starts or ends are looked at."""
    starting: dict[date, list[Run]] = {}
    days = set()
    for run in runs:
        starting.setdefault(run.start, []).append(run)
        days.add(run.start)
        if run.end is not None:
            days.add(run.end)
    found: list[Movement] = []
    live: list[Run] = []
    ever = False
    for day in sorted(days):
        now = [run for run in live if run.end != day] + starting.get(day, [])
        found += compare(day, entity, live, now, ever=ever)
        ever = ever or has_mrr(now)
        live = now
    return found


def _state(entity: Entity, runs: Sequence[Run]) -> State:
    charging = [run for run in runs if not run.paused]
    counted = [run.quantity for run in charging if run.quantity is not None]
    return State(
        entity=entity,
        account=runs[0].account,
        contract=runs[0].contract,
        product=runs[0].product,
        currency=runs[0].currency,
        mrr=sum((run.mrr for run in charging), NOTHING),
        quantity=sum(counted, NOTHING) if len(counted) == len(charging) else None,
        paused=sum((run.mrr for run in runs if run.paused), NOTHING),
        pending=sum((run.mrr for run in charging if run.pending), NOTHING),
        lines=tuple(run.line for run in runs),
    )


__all__ = [
    "Entity",
    "Roots",
    "State",
    "by_entity",
    "entity_of",
    "movements",
    "movements_of",
    "mrr_by_entity",
    "net",
    "states_at",
]
