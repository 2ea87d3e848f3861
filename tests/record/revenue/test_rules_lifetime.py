"""Lifetime values: simple, by survival, and predicted from repeat purchases against the published figures."""

import random
from datetime import date
from fractions import Fraction

import pytest

from banso.record.revenue.rules.lifetime import (
    payback_months,
    simple_value,
    survival,
    survival_value,
    tenures,
)
from banso.record.revenue.rules.orders import Bought, buyers, customers, service_renewals, summary
from banso.record.revenue.rules.repeat import (
    Buyer,
    Frequency,
    Spend,
    dependence,
    fit_frequency,
    fit_spend,
    predict,
)

# Of the CDNOW customers, as the papers that repeat.py names print them; times there are weeks.
CDNOW = Frequency(r=0.243, alpha=4.414, a=0.793, b=2.426)
CDNOW_SPEND = Spend(p=6.25, q=3.74, v=15.44)


@pytest.mark.requirement("R57")
def test_simple_value() -> None:
    assert simple_value(Fraction(1000), Fraction(1, 25)) == 25_000
    assert simple_value(Fraction(1000), Fraction(0)) is None
    assert simple_value(Fraction(1000), Fraction(1, 25), Fraction(1, 2), keeping=Fraction(100)) == 10_000


def test_a_month_begun_counts_for_who_was_lost() -> None:
    begun, as_of = date(2024, 1, 31), date(2024, 6, 15)
    spans = [(begun, date(2024, 2, 29)), (begun, date(2024, 3, 1)), (begun, None), (begun, date(2024, 6, 16))]
    assert tenures(spans, as_of) == [(1, True), (2, True), (4, False), (4, False)]


def test_survival_counts_who_is_still_there_as_long_as_they_were_watched() -> None:
    # Of 5, one is lost in month 2 (4/5), one left the watch in 2, one of the other 3 is lost in 4 (4/5 · 2/3).
    curve = survival([(2, True), (2, False), (4, True), (5, False), (5, False)])
    assert curve == pytest.approx([1, 1, 0.8, 0.8, 0.8 * 2 / 3, 0.8 * 2 / 3])
    assert survival([]) == []
    assert survival([(0, False)]) == [1.0]


@pytest.mark.requirement("R57")
def test_value_by_survival() -> None:
    tenures = [(2, True), (2, False), (4, True), (5, False), (5, False)]
    found = survival_value(tenures, Fraction(100), Fraction(1, 2))
    assert found is not None
    assert found.value == pytest.approx(50 * (1 + 1 + 0.8 + 0.8 + 0.8 * 2 / 3))
    assert (found.months, found.losses, found.customers, found.median_months) == (5, 2, 5, None)
    assert found.is_thin
    later = survival_value(tenures, Fraction(100), Fraction(1, 2), yearly_discount=0.1)
    assert later is not None
    assert later.value < found.value
    assert survival_value([], Fraction(100)) is None
    kept = survival_value(tenures, Fraction(100), Fraction(1, 2), keeping=Fraction(20))
    assert kept is not None
    assert kept.value == pytest.approx(30 * kept.expected_months)


def test_the_tail_of_a_steady_loss_is_the_simple_value() -> None:
    # A tenth is lost each month, so that with its tail the curve comes to ARPA ÷ churn.
    found = survival_value([(1, True)] * 10 + [(1, False)] * 90, Fraction(100), with_tail=True)
    assert found is not None
    assert found.value + found.tail == pytest.approx(100 / 0.1)
    assert not found.is_thin


@pytest.mark.requirement("R58")
def test_payback_of_what_winning_a_customer_cost() -> None:
    assert payback_months(Fraction(1200), Fraction(100), Fraction(4, 5)) == 15
    assert payback_months(Fraction(1200), Fraction(0)) is None


@pytest.mark.requirement("R57")
def test_published_purchases_of_one_customer() -> None:
    buyer = Buyer(account=1, repeats=2, recency=30.43, watched=38.86, average=22.35)
    assert CDNOW.expected(buyer, 39) == pytest.approx(1.226, abs=5e-4)
    assert CDNOW.alive(buyer) == pytest.approx(0.7266, abs=5e-5)
    # Who never came back cannot have left after a repeat purchase.
    assert CDNOW.alive(Buyer(account=2, repeats=0, recency=0, watched=38.86)) == 1
    assert CDNOW_SPEND.average(buyer) == pytest.approx(24.65, abs=0.02)
    assert CDNOW_SPEND.average(Buyer(account=2, repeats=0, recency=0, watched=38.86)) == pytest.approx(35.2, abs=0.05)


@pytest.mark.requirement("R57")
def test_models_find_what_made_the_purchases() -> None:
    made = _made(random.Random(7), 1500)
    found, spend = fit_frequency(made), fit_spend(made)
    assert found is not None
    assert spend is not None
    assert found.r / found.alpha == pytest.approx(0.8 / 20, rel=0.15)
    assert found.a / (found.a + found.b) == pytest.approx(1 / 4, rel=0.2)
    assert spend.average(Buyer(account=0, repeats=0, recency=0, watched=1)) == pytest.approx(6 * 15 / 3, rel=0.1)
    assert abs(dependence(made) or 0) < 0.1
    seen = [predict(one, found, spend) for one in made]
    assert all(0 <= one.alive <= 1 and one.purchases >= 0 and one.value >= 0 for one in seen)
    one = made[0]
    assert predict(one, found, spend, margin=Fraction(1, 2)).value == pytest.approx(seen[0].value / 2)
    assert predict(one, found, spend, yearly_discount=0.1).value < seen[0].value


def test_too_few_who_came_back_make_no_model() -> None:
    made = _made(random.Random(7), 20)
    assert fit_frequency(made) is None
    assert fit_spend(made) is None
    assert dependence(made[:1]) is None


def _made(rng: random.Random, count: int) -> list[Buyer]:
    """Buyers as the two models say: r .8, alpha 20, a 1, b 3; p 6, q 4, v 15."""
    found = []
    for account in range(count):
        rate, leaves = rng.gammavariate(0.8, 1 / 20), rng.betavariate(1, 3)
        watched, at, times = rng.uniform(100, 700), 0.0, []
        while (at := at + rng.expovariate(rate)) < watched:
            times.append(at)
            if rng.random() < leaves:
                break
        mean = rng.gammavariate(4, 1 / 15)
        spent = [rng.gammavariate(6, 1 / mean) for _ in times]
        found.append(
            Buyer(
                account=account,
                repeats=len(times),
                recency=times[-1] if times else 0.0,
                watched=watched,
                average=sum(spent) / len(spent) if spent else 0.0,
            )
        )
    return found


ORDERS = [
    Bought(account=1, day=date(2024, 1, 1), amount=Fraction(100)),
    Bought(account=1, day=date(2024, 1, 31), amount=Fraction(50)),
    Bought(account=1, day=date(2024, 1, 31), amount=Fraction(50)),
    Bought(account=1, day=date(2024, 4, 1), amount=Fraction(200)),
    Bought(account=2, day=date(2024, 3, 1), amount=Fraction(300)),
    Bought(account=3, day=date(2025, 1, 1), amount=Fraction(900)),
]


@pytest.mark.requirement("R144")
def test_orders_that_come_again() -> None:
    as_of = date(2024, 12, 31)
    first, second = customers(ORDERS, as_of)
    assert [first.orders, first.value, first.recency_days, first.usual_gap_days] == [3, 400, 274, 45.5]
    assert first.is_repeat
    assert (second.orders, second.usual_gap_days, second.is_repeat) == (1, None, False)
    found = summary(ORDERS, as_of)
    assert (found.customers, found.repeat_customers, found.repeat_rate) == (2, 1, Fraction(1, 2))
    assert [found.orders, found.value, found.average_order] == [4, 700, 175]
    assert found.repeat_share == Fraction(300, 700)
    assert found.median_recency_days == (274 + 305) / 2
    nothing = summary([], as_of)
    assert (nothing.customers, nothing.repeat_rate, nothing.median_recency_days) == (0, None, None)


@pytest.mark.requirement("R144")
def test_orders_as_the_models_see_them() -> None:
    first, second = buyers(ORDERS, date(2024, 12, 31))
    assert (first.repeats, first.recency, first.watched, first.average) == (2, 91, 365, 150)
    assert (second.repeats, second.recency, second.average) == (0, 0, 0)


@pytest.mark.requirement("R144")
def test_services_of_devices_that_are_renewed() -> None:
    def device(account: int, day: date, until: date) -> Bought:
        return Bought(account=account, day=day, amount=Fraction(1), product=1, kind="device", service_until=until)

    begun, end = date(2023, 1, 1), date(2024, 1, 1)
    sold = [device(account, begun, end) for account in (1, 2, 3, 4)]
    # 1 buys again in time, 2 too late, 3 goes on with a service contract, 4 does not.
    sold += [device(1, date(2024, 1, 20), date(2025, 1, 1)), device(2, date(2024, 3, 1), date(2025, 3, 1))]
    found = service_renewals(sold, end, end, contracts=[(3, 1, end, None), (4, 2, end, None)])
    assert (found.due, found.renewed, found.rate) == (4, 2, Fraction(1, 2))
