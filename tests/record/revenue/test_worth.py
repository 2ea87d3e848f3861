"""What customers are worth, read from the facts of a workspace; and the commands that print it."""

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from banso.record.revenue.actions.refresh_ledger import refresh_ledger
from banso.record.revenue.api import lifetime_report, order_report
from banso.record.revenue.models import FxRate, Order
from banso.record.revenue.rules.repeat import FEWEST_REPEATERS
from tests.command import command
from tests.record.revenue.said import account, golden_company, product

AS_OF = date(2025, 6, 30)
LATER = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)


def order(whose, day: date, amount: int, **more) -> Order:
    values = {"currency": "JPY", "known_at": LATER, "source": "test", "key": f"{whose.pk}-{day}-{amount}"}
    return Order(account=whose, ordered_on=day, amount=amount, **(values | more))


@pytest.mark.requirement("R57")
@pytest.mark.requirement("R58")
def test_lifetime_value_of_the_golden_customers(workspace, capsys) -> None:
    golden_company()
    refresh_ledger(LATER)
    found = lifetime_report(AS_OF, currency="USD", now=LATER)
    assert found.arpa == Fraction(587_000, 7)
    assert found.monthly_churn is not None
    assert found.simple == found.arpa * found.margin / Fraction(found.monthly_churn)
    survival = found.survival
    assert survival is not None
    # B left, H came and went, and F had left before it came back.
    assert (survival.customers, survival.losses, survival.is_thin) == (9, 3, True)
    assert 0 < survival.value < float(found.arpa) * survival.months
    assert survival.tail > 0
    assert found.payback_months is None
    asked = ("revenue", "value", "--as-of", "2025-06-30", "--currency", "USD", "-w", workspace.slug, "--cost")
    said = command(capsys)(*asked, "1677.14", "--json").json
    assert said["payback_months"] == pytest.approx(2, abs=1e-4)
    assert said["simple"] == pytest.approx(float(found.simple) / 100)
    refused = command(capsys)(*asked, "much")
    assert refused.code == 1
    assert "“much”" in refused.err


def test_nothing_follows_from_no_customers(workspace) -> None:
    refresh_ledger(LATER)
    found = lifetime_report(AS_OF, now=LATER)
    assert (found.arpa, found.simple, found.survival) == (None, None, None)


@pytest.mark.requirement("R144")
def test_orders_are_read_in_one_currency(workspace) -> None:
    one, other = account("青嶺工業"), account("白浜商店")
    FxRate.objects.create(
        base="USD", quote="JPY", day=date(2025, 1, 1), rate=150 * 10**9, source="test", known_at=LATER
    )
    device = product("device")
    day = date(2025, 1, 10)
    Order.objects.bulk_create(
        [
            order(one, day, 10_000, product=device, kind="device", service_until=date(2026, 1, 10)),
            order(one, date(2025, 3, 10), 100_00, currency="USD"),
            order(other, day, 30_000),
            order(other, day, 99, withdrawn_at=LATER),
            order(other, date(2025, 7, 1), 1),
        ]
    )
    found = order_report(AS_OF)
    assert [(seen.account, seen.orders, int(seen.value)) for seen in found.customers] == [
        (one.pk, 2, 10_000 + 15_000),
        (other.pk, 1, 30_000),
    ]
    assert found.orders.repeat_rate == Fraction(1, 2)
    assert (found.missing, found.frequency, found.predictions) == (FEWEST_REPEATERS - 1, None, ())
    assert order_report(date(2026, 2, 1)).services.due == 1


@pytest.mark.requirement("R57")
@pytest.mark.requirement("R144")
def test_what_is_likely_is_said_once_enough_came_back(workspace, capsys) -> None:
    banso = command(capsys)
    asked = ("revenue", "orders", "--as-of", "2025-06-30", "-w", workspace.slug)
    rng = random.Random(11)
    _buy(rng, range(20))
    few = banso(*asked, "--json").json
    assert few["repeat_customers_missing_for_prediction"] == FEWEST_REPEATERS - few["repeat_customers"] > 0
    assert {one["value_in_12_months"] for one in few["accounts"]} == {None}
    _buy(rng, range(20, 80))
    found = banso(*asked, "--json").json
    assert found["customers"] == found["frequency_model"]["customers"] == 80
    assert found["repeat_customers_missing_for_prediction"] == 0
    assert all(0 <= one["still_buys"] <= 1 and one["value_in_12_months"] >= 0 for one in found["accounts"])
    assert "C79" in banso(*asked).out
    said = banso("revenue", "value", "--as-of", "2025-06-30", "-w", workspace.slug, "--json").json
    assert said["simple"] is None


def _buy(rng: random.Random, numbers: range) -> None:
    """Orders of customers who differ in how often they buy, how much, and how soon they leave."""
    for number in numbers:
        whose = account(f"C{number}")
        rate, leaves, size = rng.gammavariate(1, 1 / 40), rng.betavariate(1, 3), rng.gammavariate(4, 3000)
        at = float(rng.randrange(60))
        days = [at]
        while (at := at + 1 + rng.expovariate(rate)) < 360 and rng.random() > leaves:
            days.append(at)
        begun = date(2024, 7, 1)
        Order.objects.bulk_create(
            order(whose, begun + timedelta(days=int(day)), 1 + int(rng.gammavariate(6, size / 6))) for day in days
        )
