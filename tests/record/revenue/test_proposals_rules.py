"""What is counted of proposals: as of any day, win rates, how long it takes."""

from datetime import date
from fractions import Fraction

import pytest

from banso.record.revenue.rules.proposing import (
    FEWEST_DECIDED,
    FEWEST_FOR_CYCLE,
    Decision,
    Stand,
    Step,
    cycle,
    stand_on,
    win_rate,
)

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


def day(number):
    return date(2026, 4, number)


@pytest.mark.requirement("R55")
def test_how_it_stood_on_any_day():
    steps = [
        Step(day(1), "identified", 100),
        Step(day(5), "agreed", 100),
        Step(day(7), "agreed", 150),
        Step(day(9), "offered", 150),
        Step(day(20), "won", 120),
    ]
    won = (day(20), "won")
    assert stand_on(steps, won, MARCH) is None
    assert stand_on(steps, won, day(4)) == Stand("identified", day(1), 100)
    assert stand_on(steps, won, day(6)) == Stand("agreed", day(5), 100)
    assert stand_on(steps, won, day(8)) == Stand("agreed", day(5), 150), "another amount is no other stage"
    assert stand_on(steps, won, day(19)) == Stand("offered", day(9), 150)
    assert stand_on(steps, won, day(20)) == stand_on(steps, won, JUNE) == Stand("won", day(20), 120)


def test_of_several_on_one_day_the_last_holds():
    steps = [Step(day(1), "identified", 100), Step(day(3), "offered", 100), Step(day(3), "agreed", 100)]
    assert stand_on(steps, None, day(3)) == Stand("agreed", day(3), 100)


def test_an_end_that_was_taken_back_was_none():
    steps = [Step(day(1), "offered", 100), Step(day(5), "lost", 100), Step(day(6), "offered", 100)]
    assert stand_on(steps, None, day(5)) == Stand("offered", day(1), 100)
    again = [*steps, Step(day(9), "won", 100)]
    assert stand_on(again, (day(9), "won"), day(7)) == Stand("offered", day(1), 100)


def test_a_decision_that_was_said_later_holds_from_its_day():
    steps = [Step(day(1), "identified", 100), Step(day(9), "offered", 100), Step(day(4), "lost", 100)]
    assert stand_on(steps, (day(4), "lost"), day(5)) == Stand("lost", day(4), 100)


@pytest.mark.requirement("R55")
def test_a_win_rate_by_count_and_by_amount():
    decisions = [Decision(won=True, days=10, mrr=Fraction(300))] * 5
    decisions += [Decision(won=False, days=30, mrr=Fraction(100))] * 15
    found = win_rate(decisions)
    assert (found.won, found.decided, int(found.won_mrr), int(found.decided_mrr)) == (5, 20, 1_500, 3_000)
    assert (found.by_count, found.by_mrr) == (Fraction(1, 4), Fraction(1, 2))
    assert found.lacking == 0


@pytest.mark.requirement("R55")
def test_of_too_few_nothing_is_said():
    few = win_rate([Decision(won=True, days=1, mrr=Fraction(1))] * (FEWEST_DECIDED - 3))
    assert (few.by_count, few.by_mrr, few.lacking) == (None, None, 3)
    none = win_rate([])
    assert (none.by_count, none.by_mrr, none.lacking) == (None, None, FEWEST_DECIDED)
    short = cycle([Decision(won=True, days=1, mrr=Fraction(1))] * (FEWEST_FOR_CYCLE - 1))
    assert (short.median, short.lacking) == (None, 1)


@pytest.mark.requirement("R55")
def test_how_long_it_takes():
    days = (1, 2, 3, 4, 10, 20, 30, 40, 50)
    found = cycle([Decision(won=True, days=one, mrr=Fraction(1)) for one in days])
    assert (found.n, found.low, found.median, found.high, found.lacking) == (9, 3, 10, 30, 0)
