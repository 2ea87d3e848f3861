"""What changed between two states of one entity: the kinds of movement, and the volume and price in them.

An entity that had nothing and has something is ``new`` the first time ever, else a ``reactivation``; one that had
something and is not in force any more is ``churn``. Between two states in force, product by product: nothing before is
``cross_sell``, nothing after ``product_drop``, and otherwise, with q the quantities and p = MRR/q,

    volume (q1 - q0)·p0   upsell, downsell
    price  (p1 - p0)·q1   price_up, price_down

Where nobody counted, all of the change is volume. What a pause takes away and gives back is ``downsell`` and ``upsell``
with that reason, never churn. A change of currency is both, with the reason swap: no rate is known here.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from banso.record.revenue.rules.facts import Kind, Movement, Reason
from banso.record.revenue.rules.stretches import Run

Entity = tuple[int, ...]
Change = tuple[Kind, Fraction, Reason]
NOTHING = Fraction(0)


def compare(day: date, entity: Entity, before: Sequence[Run], after: Sequence[Run], *, ever: bool) -> list[Movement]:
    """The movements that lead from the runs in force ``before`` to those ``after``; ``ever``: it had MRR before."""
    cells_before = _by_product(before)
    cells_after = _by_product(after)
    found: list[Movement] = []
    dropped = crossed = False
    for product in cells_before | cells_after:
        had = cells_before.get(product, ())
        has = cells_after.get(product, ())
        if had == has:
            continue
        for currency in _currencies(had, has):
            mine = [run for run in had if run.currency == currency]
            now = [run for run in has if run.currency == currency]
            if not (before and ever):
                changes: Iterable[Change] = _gain("reactivation" if ever else "new", now)
            elif not after:
                changes = _loss("churn", mine)
            elif (had and has) and not (mine and now):
                changes = (*_gain("upsell", now, "swap"), *_loss("downsell", mine, "swap"))
            else:
                changes = _within(mine, now)
            for kind, amount, reason in changes:
                dropped |= kind == "product_drop"
                crossed |= kind == "cross_sell"
                found.append(_movement(day, entity, currency, (kind, amount, reason), (mine, now)))
    if dropped and crossed:
        return [_as_swap(movement) for movement in found]
    return found


def has_mrr(runs: Iterable[Run]) -> bool:
    """Whether any of ``runs`` charges something."""
    return any(not run.paused for run in runs)


def _within(had: Sequence[Run], has: Sequence[Run]) -> Iterable[Change]:
    """The changes of one product in one currency, of an entity in force before and after."""
    changes: list[Change] = []
    base = [run for run in had if not run.paused]
    now = [run for run in has if not run.paused]
    if len(base) != len(had) or len(now) != len(has):
        halted = {run.line for run in has if run.paused}
        halted_before = {run.line for run in had if run.paused}
        going = {run.line for run in now}
        out = [run for run in base if run.line in halted and run.line not in halted_before]
        back = [run for run in had if run.paused and run.line in going]
        changes += _loss("downsell", out, "pause")
        changes += _gain("upsell", back, "pause")
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
    change = m1 - m0
    if not change and (q0 == q1 or {run.plan for run in base} != {run.plan for run in now}):
        return ()
    reason: Reason = _lost_by(base) if change < 0 else ""
    if not q0 or not q1 or m0 * q1 == m1 * q0:
        return (("upsell" if change > 0 else "downsell", change, reason),)
    volume = (q1 - q0) * m0 / q0 if q0 != q1 else NOTHING
    price = change - volume
    changes: list[Change] = []
    if volume:
        changes.append(("upsell" if volume > 0 else "downsell", volume, reason if volume < 0 else ""))
    if price:
        changes.append(("price_up" if price > 0 else "price_down", price, ""))
    return changes


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


def _by_product(runs: Sequence[Run]) -> dict[int, list[Run]]:
    cells: dict[int, list[Run]] = {}
    for run in runs:
        cells.setdefault(run.product, []).append(run)
    return cells


def _currencies(had: Sequence[Run], has: Sequence[Run]) -> Iterable[str]:
    """Currencies of either side, in the order they come; nearly always one."""
    return dict.fromkeys(run.currency for run in (*had, *has))


def _movement(
    day: date, entity: Entity, currency: str, change: Change, sides: tuple[Sequence[Run], Sequence[Run]]
) -> Movement:
    """``change`` with what it came from; the largest of the lines that changed says which account and contract."""
    had, has = sides
    gone = [run for run in had if run not in has]
    come = [run for run in has if run not in had]
    kind, amount, reason = change
    first = max((come or gone) if amount > 0 else (gone or come), key=lambda run: run.mrr)
    return Movement(
        day=day,
        entity=entity,
        account=first.account,
        contract=first.contract,
        product=first.product,
        currency=currency,
        kind=kind,
        amount=amount,
        reason=reason,
        pre_contracted=_is_pre_contracted(gone, come),
        lines=tuple(dict.fromkeys(run.line for run in (*gone, *come))),
    )


def _is_pre_contracted(gone: Sequence[Run], come: Sequence[Run]) -> bool:
    """Whether all that comes was signed when the line of the contract that it replaces started, as ramps are."""
    if not gone or not come:
        return False
    return all(
        run.signed is not None
        and any(old.contract == run.contract and not old.paused and run.signed <= old.since for old in gone)
        for run in come
    )


def _as_swap(movement: Movement) -> Movement:
    if movement.kind not in {"product_drop", "cross_sell"} or movement.reason:
        return movement
    return Movement(
        day=movement.day,
        entity=movement.entity,
        account=movement.account,
        contract=movement.contract,
        product=movement.product,
        currency=movement.currency,
        kind=movement.kind,
        amount=movement.amount,
        reason="swap",
        pre_contracted=movement.pre_contracted,
        lines=movement.lines,
    )
