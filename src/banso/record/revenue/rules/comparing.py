"""What changed between two states of one entity: the kinds of movement, and the volume and price in them.

An entity that had nothing and has something is ``new`` the first time ever, else a ``reactivation``; one that had
something and is not in force any more is ``churn``. Between two states in force, product by product: nothing before is
``cross_sell``, nothing after ``product_drop``, and otherwise, with q the quantities and p = MRR/q,

    volume (q1 - q0)·p0   upsell, downsell
    price  (p1 - p0)·q1   price_up, price_down

Where nobody counted, all of the change is volume. What a pause takes away and gives back is ``downsell`` and ``upsell``
with that reason, never churn. A change of currency is both, with the reason swap: no rate is known here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from banso.record.revenue.rules.facts import Kind, Movement, Reason
from banso.record.revenue.rules.mrr import MILLION
from banso.record.revenue.rules.stretches import Run

Entity = tuple[int, ...]
Change = tuple[Kind, Fraction, Reason]
NOTHING = Fraction(0)
FINEST = 10**9
"""Odd quantities would split into fractions too fine to store: then volume is cut to millionths, price is the rest."""


def compare(day: date, entity: Entity, before: Sequence[Run], after: Sequence[Run], *, ever: bool) -> list[Movement]:
    """The movements that lead from the runs in force ``before`` to those ``after``; ``ever``: it had MRR before."""
    changes: list[tuple[Change, _Cell]] = []
    dropped = crossed = False
    for cell in _cells(before, after):
        for change in _changes(cell, in_force=bool(before and ever), stays=bool(after), ever=ever):
            changes.append((change, cell))
            dropped |= change[0] == "product_drop"
            crossed |= change[0] == "cross_sell"
    if dropped and crossed:
        changes = [(_as_swap(change), cell) for change, cell in changes]
    return [_movement(day, entity, change, cell) for change, cell in changes]


class _Cell:
    """One product in one currency before and after, and the runs that went and came."""

    __slots__ = ("before", "come", "elsewhere", "gone", "now")

    def __init__(self, before: Sequence[Run], now: Sequence[Run], *, elsewhere: bool = False) -> None:
        self.before, self.now, self.elsewhere = before, now, elsewhere
        self.gone = [run for run in before if run not in now]
        self.come = [run for run in now if run not in before]


def _cells(before: Sequence[Run], after: Sequence[Run]) -> Iterator[_Cell]:
    """What changed, by product and currency; nearly always there is one of each."""
    if len(before) + len(after) == 1 or (
        len(before) == 1 == len(after)
        and before[0].product == after[0].product
        and before[0].currency == after[0].currency
    ):
        yield _Cell(before, after)
        return
    products = {run.product: None for run in (*before, *after)}
    for product in products:
        had, has = before, after
        if len(products) > 1:
            had = [run for run in before if run.product == product]
            has = [run for run in after if run.product == product]
        currencies = {run.currency: None for run in (*had, *has)}
        if len(currencies) == 1:
            if had != has:
                yield _Cell(had, has)
            continue
        for currency in currencies:
            mine = [run for run in had if run.currency == currency]
            now = [run for run in has if run.currency == currency]
            if mine != now:
                yield _Cell(mine, now, elsewhere=bool(had and has))


def _changes(cell: _Cell, *, in_force: bool, stays: bool, ever: bool) -> Iterable[Change]:
    """The changes of a cell of an entity that was ``in_force`` and ``stays`` so."""
    before, now = cell.before, cell.now
    if not in_force:
        return _gain("reactivation" if ever else "new", now)
    if not stays:
        return _loss("churn", before)
    if cell.elsewhere and not (before and now):
        return (*_gain("upsell", now, "swap"), *_loss("downsell", before, "swap"))
    return _within(before, now)


def has_mrr(runs: Iterable[Run]) -> bool:
    """Whether any of ``runs`` charges something."""
    return any(not run.paused for run in runs)


def _within(had: Sequence[Run], has: Sequence[Run]) -> Iterable[Change]:
    """The changes of one product in one currency, of an entity in force before and after."""
    if any(run.paused for run in had) or any(run.paused for run in has):
        return _around_pauses(had, has)
    if had and has:
        return _split(had, has)
    return _gain("cross_sell", has) if has else _loss("product_drop", had)


def _around_pauses(had: Sequence[Run], has: Sequence[Run]) -> Iterable[Change]:
    """A pause is taken off, or given back, line by line; the rest is compared as if there had been none."""
    base = [run for run in had if not run.paused]
    now = [run for run in has if not run.paused]
    halted = {run.line for run in has if run.paused}
    halted_before = {run.line for run in had if run.paused}
    going = {run.line for run in now}
    out = [run for run in base if run.line in halted and run.line not in halted_before]
    back = [run for run in had if run.paused and run.line in going]
    changes = [*_loss("downsell", out, "pause"), *_gain("upsell", back, "pause")]
    base = [run for run in base if run.line not in halted] + back
    if base and now:
        changes += _split(base, now)
    elif now:
        changes += _gain("upsell" if had else "cross_sell", now, "pause" if had else "")
    elif base:
        changes += _loss("downsell" if has else "product_drop", base)
    return changes


def _split(base: Sequence[Run], now: Sequence[Run]) -> Iterable[Change]:
    """The change from ``base`` to ``now``, both charging, as volume and price."""
    m0, q0 = _total(base)
    m1, q1 = _total(now)
    if m0 == m1 and (not q0 or not q1 or q0 == q1 or {run.plan for run in base} != {run.plan for run in now}):
        return ()
    change = m1 - m0
    reason: Reason = _lost_by(base) if change.numerator < 0 else ""
    if not q0 or not q1:
        return (("upsell" if change.numerator > 0 else "downsell", change, reason),)
    volume = NOTHING if q0 == q1 else _volume(m0, q0, q1, change)
    price = change - volume
    changes: list[Change] = []
    if volume:
        changes.append(("upsell", volume, "") if volume.numerator > 0 else ("downsell", volume, reason))
    if price:
        changes.append(("price_up" if price.numerator > 0 else "price_down", price, ""))
    return changes


def _volume(m0: Fraction, q0: Fraction, q1: Fraction, change: Fraction) -> Fraction:
    """(q1 - q0)·m0/q0, in whole numbers, which is a good deal faster. ``change``: all of it where the price stayed."""
    more = q1.numerator * q0.denominator - q0.numerator * q1.denominator
    volume = Fraction(more * m0.numerator, q1.denominator * m0.denominator * q0.numerator)
    if volume.denominator <= FINEST or volume == change:
        return volume
    return Fraction(round(volume * MILLION), MILLION)


def _total(runs: Sequence[Run]) -> tuple[Fraction, Fraction | None]:
    """MRR and quantity of ``runs``; no quantity if any of them has none."""
    if len(runs) == 1:
        return runs[0].mrr, runs[0].quantity
    mrr = sum((run.mrr for run in runs), NOTHING)
    counted = [run.quantity for run in runs if run.quantity is not None]
    return mrr, sum(counted, NOTHING) if len(counted) == len(runs) else None


def _gain(kind: Kind, runs: Sequence[Run], reason: Reason = "") -> Iterable[Change]:
    amount = _charged(runs) if reason != "pause" else _total(runs)[0]
    return ((kind, amount, reason),) if amount else ()


def _loss(kind: Kind, runs: Sequence[Run], reason: Reason = "") -> Iterable[Change]:
    amount = _charged(runs)
    return ((kind, -amount, reason or _lost_by(runs)),) if amount else ()


def _charged(runs: Sequence[Run]) -> Fraction:
    if len(runs) == 1:
        return NOTHING if runs[0].paused else runs[0].mrr
    return sum((run.mrr for run in runs if not run.paused), NOTHING)


def _lost_by(runs: Iterable[Run]) -> Reason:
    """Why these end, if one of them ended by something else than its own end."""
    return next((run.lost_by for run in runs if run.lost_by), "")


def _movement(day: date, entity: Entity, change: Change, cell: _Cell) -> Movement:
    """``change`` with what it came from; the largest of the lines that changed says which account and contract."""
    kind, amount, reason = change
    gone, come = cell.gone, cell.come
    some = (come or gone) if amount.numerator > 0 else (gone or come)
    first = some[0] if len(some) == 1 else max(some, key=lambda run: run.mrr)
    return Movement(
        day=day,
        entity=entity,
        account=first.account,
        contract=first.contract,
        product=first.product,
        currency=first.currency,
        kind=kind,
        amount=amount,
        reason=reason,
        pre_contracted=bool(gone and come) and _is_pre_contracted(gone, come),
        lines=(first.line,) if len(gone) + len(come) == 1 else tuple({run.line: None for run in (*gone, *come)}),
    )


def _is_pre_contracted(gone: Sequence[Run], come: Sequence[Run]) -> bool:
    """Whether all that comes was signed when the line of the contract that it replaces started, as ramps are."""
    return all(
        run.signed is not None
        and any(old.contract == run.contract and not old.paused and run.signed <= old.since for old in gone)
        for run in come
    )


def _as_swap(change: Change) -> Change:
    kind, amount, reason = change
    return (kind, amount, "swap") if kind in {"product_drop", "cross_sell"} and not reason else change
