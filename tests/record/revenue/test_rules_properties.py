"""For any history: opening and movements come to the closing, by every unit, netted or not, however it is split."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.platform.kit.money import minor_digits
from banso.record.revenue.rules.facts import Movement, Policy, Stretch, Unit
from banso.record.revenue.rules.freeze import books, restatements
from banso.record.revenue.rules.fx import Rates, converter
from banso.record.revenue.rules.movements import movements, net, states_at
from banso.record.revenue.rules.terms import ONE_DAY, last_of_month, months
from banso.record.revenue.rules.waterfall import by_month

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
ROOTS = {2: 1, 3: 1}
UNITS: tuple[Unit, ...] = get_args(Unit)
DAY_RATES = (Fraction(11, 10), Fraction(108, 100), Fraction(21, 20))
RATES = Rates(("EUR", "USD", FIRST + timedelta(days=40 * n - 60), DAY_RATES[n % 3]) for n in range(12))
TO_USD = converter(RATES, "USD", minor_digits)

days = st.integers(-90, 430).map(lambda number: FIRST + timedelta(days=number))
lengths = st.integers(1, 300).map(lambda number: timedelta(days=number))


@st.composite
def stretch(draw: Any, number: int) -> Stretch:
    """A line with anything that may happen to one; often side by side with, or right after, another."""
    start = draw(days)
    length = draw(st.none() | lengths)
    pause_from = draw(st.none() | st.none() | days)
    return Stretch(
        line=number,
        account=draw(st.integers(1, 4)),
        contract=draw(st.integers(1, 4)),
        product=draw(st.integers(1, 2)),
        plan=draw(st.integers(0, 2)),
        kind=draw(st.sampled_from(["recurring", "recurring", "recurring", "minimum", "overage"])),
        start=start,
        end=None if length is None else start + length,
        mrr=draw(st.builds(Fraction, st.integers(0, 90), st.sampled_from([1, 3, 7]))),
        quantity=draw(st.none() | st.integers(0, 4).map(Fraction)),
        currency=draw(st.sampled_from(["USD", "USD", "EUR"])),
        signed=draw(st.none() | days),
        term_end=draw(st.none() | days),
        notice=draw(st.none() | st.none() | days),
        trial_end=draw(st.none() | st.none() | days),
        pause_from=pause_from,
        pause_to=None if pause_from is None else draw(st.none() | lengths.map(lambda one: pause_from + one)),
        past_due_since=draw(st.none() | st.none() | st.none() | days),
    )


@st.composite
def histories(draw: Any) -> list[Stretch]:
    """Lines of four accounts; some go on where another ended, so that renewals and swaps happen on the day."""
    found: list[Stretch] = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        one = draw(stretch(number))
        ended = [old for old in found if old.end is not None]
        if ended and draw(st.booleans()):
            old = draw(st.sampled_from(ended))
            assert old.end is not None
            length = draw(st.none() | lengths)
            one = one._replace(
                account=old.account,
                line=draw(st.sampled_from([old.line, number])),
                contract=old.contract,
                start=old.end,
                end=None if length is None else old.end + length,
            )
        found.append(one)
    return found


policies = st.builds(
    Policy,
    grace_days=st.sampled_from([0, 30]),
    dunning_days=st.sampled_from([0, 30]),
    pause=st.sampled_from(["downsell", "own_row", "ignore"]),
    cancel=st.sampled_from(["end_of_period", "on_notice"]),
)
knowledge = st.none() | days
bounded = settings(max_examples=40, deadline=None)


def balances(lines: list[Stretch], day: date, unit: Unit, policy: Policy, known: date | None) -> dict[Any, Fraction]:
    found: dict[Any, Fraction] = defaultdict(Fraction)
    for state in states_at(lines, [day], unit, policy, known, root_of=ROOTS)[day]:
        found[state.entity, state.product, state.currency] += state.mrr
    return {key: amount for key, amount in found.items() if amount}


def summed(moves: list[Movement], start: dict[Any, Fraction]) -> dict[Any, Fraction]:
    found: dict[Any, Fraction] = defaultdict(Fraction, start)
    for move in moves:
        found[move.entity, move.product, move.currency] += move.amount
    return {key: amount for key, amount in found.items() if amount}


@pytest.mark.requirement("R42")
@pytest.mark.parametrize("unit", UNITS)
@bounded
@given(lines=histories(), policy=policies, known=knowledge, day=days)
def test_opening_and_movements_are_closing_of_each_entity(unit: Any, lines, policy, known, day) -> None:
    moves = movements(lines, unit, policy, known, root_of=ROOTS)
    until = [move for move in moves if move.day <= day]
    assert summed(until, {}) == balances(lines, day, unit, policy, known)
    for move in moves:
        assert move.amount
        assert (move.amount > 0) == (move.kind in {"new", "upsell", "cross_sell", "price_up", "reactivation"})
        assert move.lines


@pytest.mark.requirement("R42")
@pytest.mark.parametrize("unit", UNITS)
@bounded
@given(lines=histories(), policy=policies, known=knowledge)
def test_netted_months_have_the_same_sum(unit: Any, lines, policy, known) -> None:
    gross = movements(lines, unit, policy, known, root_of=ROOTS)
    netted = net(lines, FIRST, LAST, unit, policy, known, root_of=ROOTS)
    for month in months(FIRST, LAST):
        within = [move for move in gross if month <= move.day <= last_of_month(month)]
        assert summed([move for move in netted if move.day == last_of_month(month)], {}) == summed(within, {})


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("fx", ["opening_rate", "event_rate"])
@bounded
@given(lines=histories(), policy=policies, known=knowledge, own_rows=st.booleans())
def test_months_add_up_in_the_currency_of_the_report(fx: Any, lines, policy, known, own_rows) -> None:
    moves = movements(lines, "account", policy, known)
    rows = by_month(moves, FIRST, LAST, TO_USD, fx=fx, own_rows=own_rows)
    closing = None
    for row in rows:
        assert closing is None or row.opening == closing
        apart = row.paused + row.resumed if own_rows else 0
        assert row.opening + sum(row.amounts.values()) + apart + row.fx == row.closing
        at = last_of_month(row.month)
        in_force = balances(lines, at, "account", policy, known)
        closing = sum((TO_USD(amount, key[2], at) for key, amount in in_force.items()), Fraction(0))
        assert row.closing == closing
    dollars = [one._replace(currency="USD") for one in lines]
    assert all(
        row.fx == 0 for row in by_month(movements(dollars, "account", policy, known), FIRST, LAST, TO_USD, fx=fx)
    )


@bounded
@given(lines=histories(), policy=policies, known=knowledge, cut=st.integers(1, 11))
def test_a_window_may_be_split_anywhere(lines, policy, known, cut) -> None:
    moves = movements(lines, "account", policy, known)
    middle = list(months(FIRST, LAST))[cut]
    whole = by_month(moves, FIRST, LAST, TO_USD)
    assert by_month(moves, FIRST, middle - ONE_DAY, TO_USD) + by_month(moves, middle, LAST, TO_USD) == whole
    netted = net(lines, FIRST, LAST, "account", policy, known)
    parts = [
        *net(lines, FIRST, middle - ONE_DAY, "account", policy, known),
        *net(lines, middle, LAST, "account", policy, known),
    ]
    assert sorted(parts, key=repr) == sorted(netted, key=repr)


@pytest.mark.requirement("R43")
@bounded
@given(lines=histories(), policy=policies)
def test_a_merge_moves_nothing_of_the_whole(lines, policy) -> None:
    merged = [one._replace(account=1) if one.account == 2 else one for one in lines]
    apart = by_month(movements(lines, "account", policy, None), FIRST, LAST, TO_USD)
    together = by_month(movements(merged, "account", policy, None), FIRST, LAST, TO_USD)
    assert [(row.opening, row.closing) for row in apart] == [(row.opening, row.closing) for row in together]


@bounded
@given(lines=histories(), changed=histories(), policy=policies, frozen=st.integers(0, 11))
def test_frozen_months_stay_and_corrections_close_the_gap(lines, changed, policy, frozen) -> None:
    before, after = (movements(one, "account", policy, None) for one in (lines, changed))
    closed = list(months(FIRST, LAST))[:frozen]
    rows = books(dict.fromkeys(closed[-1:], before), after, FIRST, LAST, TO_USD)
    then, now = by_month(before, FIRST, LAST, TO_USD), by_month(after, FIRST, LAST, TO_USD)
    assert [one.row for one in rows[:frozen]] == then[:frozen]
    assert [one.row.closing for one in rows[frozen:]] == [one.closing for one in now[frozen:]]
    for one in rows:
        assert one.row.opening + one.correction + sum(one.row.amounts.values()) + one.row.fx == one.row.closing
    changes = restatements(before, after, date.min, date.max)
    assert sum(one.change for one in changes) == sum(m.amount for m in after) - sum(m.amount for m in before)


@bounded
@given(lines=histories(), policy=policies, known=knowledge)
def test_customers_are_new_once_and_lost_no_oftener_than_won(lines, policy, known) -> None:
    of: dict[Any, list[tuple[date, str]]] = defaultdict(list)
    for move in movements(lines, "account", policy, known):
        if move.kind in {"new", "reactivation", "churn"}:
            of[move.entity].append((move.day, move.kind))
    for found in of.values():
        order = [kind for _, kind in dict.fromkeys(found)]
        assert order[0] == "new"
        assert "new" not in order[1:]
        for first, second in pairwise(order):
            assert second == ("reactivation" if first == "churn" else "churn")
