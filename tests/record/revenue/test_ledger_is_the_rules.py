"""Stored movements say what the rules say: by every unit, netted, as known on a day, amended, merged, frozen."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from banso.platform.kit.days import day_start
from banso.platform.kit.money import minor_digits
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import create_account, merge_accounts
from banso.record.revenue.actions.freeze import freeze_month
from banso.record.revenue.actions.refresh_ledger import refresh_ledger
from banso.record.revenue.actions.state_lines import SaidLine, state_lines
from banso.record.revenue.api import Reading, rates, waterfall
from banso.record.revenue.models import FxRate
from banso.record.revenue.queries.families import roots
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.statements import rates_table
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.amending import Terms
from banso.record.revenue.rules.facts import Movement, Unit
from banso.record.revenue.rules.freeze import books
from banso.record.revenue.rules.fx import converter
from banso.record.revenue.rules.knowing import Saying
from banso.record.revenue.rules.movements import movements, net
from banso.record.revenue.rules.renewing import renewals
from banso.record.revenue.rules.waterfall import by_month
from tests.record.revenue.said import product

NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
TODAY = date(2026, 4, 1)
FIRST, LAST = date(2025, 1, 1), date(2026, 3, 1)
RENEWAL_RATES = ("logo_renewal_rate", "gross_dollar_renewal_rate", "net_dollar_renewal_rate")
UNITS: tuple[Unit, ...] = ("account", "contract", "product", "parent")


def terms(rng: random.Random, account: int, products: list[int], start: date) -> Terms:
    def some(chance: float, days: int) -> date | None:
        return start + timedelta(days=rng.randrange(1, days)) if rng.random() < chance else None

    end = some(0.7, 500)
    counted = rng.random() < 0.7
    return Terms(
        account=account,
        product=rng.choice(products),
        quantity=rng.choice([1, 2, 5, 7]) * 500_000 if counted else None,
        unit_price=rng.randrange(1, 90_000) * 1_000_000 if counted else None,
        amount=None if counted else rng.randrange(1, 900_000),
        interval=rng.choice(["month", "month", "year", "week"]),
        interval_count=rng.choice([1, 1, 3]),
        currency=rng.choice(["JPY", "JPY", "USD"]),
        discount=rng.choice([0, 0, 750]),
        start=start,
        end=end,
        signed=start - timedelta(days=rng.randrange(40)),
        term_end=end or some(0.5, 500),
        notice=some(0.2, 200),
        trial_end=some(0.1, 40),
        pause_from=some(0.15, 200),
        pause_to=start + timedelta(days=rng.randrange(200, 300)),
        past_due_since=some(0.1, 300),
    )


def lines(rng: random.Random, accounts: list[int], products: list[int], at: datetime) -> list[SaidLine]:
    """Up to four lines of each account, often one right after the other."""
    found = []
    for account in accounts:
        start = date(2024, 6, 1) + timedelta(days=rng.randrange(500))
        for number in range(rng.randrange(1, 5)):
            one = terms(rng, account, products, start)
            key = f"{account}-{number}"
            contract = f"{account}-{rng.randrange(2)}"
            known = day_start(max(start, FIRST), current_workspace().timezone)
            found.append(
                SaidLine(key=key, contract=contract, account=account, known=(Saying(known, (one,), "stated"),))
            )
            start = one.end if one.end and rng.random() < 0.7 else start + timedelta(days=rng.randrange(1, 200))
    return found


def undecided(account: int, product_id: int) -> list[SaidLine]:
    """On the day of the test the renewal of one may still come, and the other may still be paid."""
    begun = datetime(2025, 3, 1, tzinfo=UTC)
    plain = Terms(account=account, product=product_id, amount=50_000, currency="JPY", start=date(2025, 3, 1))
    ended, late = replace(plain, end=date(2026, 3, 20)), replace(plain, past_due_since=date(2026, 3, 10))
    return [
        SaidLine(key=key, contract=key, account=account, known=(Saying(begun, (one,), "stated"),))
        for key, one in (("ended", ended), ("late", late))
    ]


def by_rules(unit: Unit, known: date | None = None, today: date = TODAY) -> list[Movement]:
    return movements(stretches(known=known), unit, policy(), known or today, root_of=roots())


def check(unit: Unit, known: date | None = None, *, days: int = 0) -> None:
    """The report, ``days`` later, is that of the rules; as known on a day, until that day."""
    last, today = known or LAST, TODAY + timedelta(days=days)
    convert = converter(rates_table(), "JPY", minor_digits)
    expected = by_month(by_rules(unit, known, today), FIRST, last, convert)
    found = waterfall(FIRST, last, Reading(unit=unit, known=known, net=True), now=NOW + timedelta(days=days))
    netted = net(stretches(known=known), FIRST, last, unit, policy(), known or today, root_of=roots())
    nets = by_month(netted, FIRST, last, convert)
    assert any(row.opening and row.fx for row in expected)
    for row, said, both_ends in zip(found.rows, expected, nets, strict=True):
        assert row.first == said.month
        assert (row.opening, row.closing) == (said.opening, said.closing), (unit, row.first)
        assert dict(row.moves) == said.amounts, (unit, row.first)
        assert (row.fx, row.pre_contracted) == (said.fx, said.pre_contracted)
        assert row.net is not None
        assert dict(row.net) == both_ends.amounts, (unit, row.first)


def check_renewed(known: date | None = None) -> None:
    """What was due in a year, and came back, is what the rules say of the lines."""
    first, last = date(2025, 3, 1), known or date(2026, 2, 28)
    convert = converter(rates_table(), "JPY", minor_digits, on=first - timedelta(days=1))
    said = renewals(stretches(known=known), first, last, policy(), known or TODAY, convert=convert)
    assert said.due
    units: tuple[Unit, ...] = ("account", "parent")
    for unit in units:
        found = rates(first, last, Reading(unit=unit, known=known), now=NOW).figures
        logos, gross, net_ = (found[key] for key in RENEWAL_RATES)
        assert [logos.numerator, logos.denominator] == [said.renewed_accounts, len(said.due)]
        assert (gross.numerator, gross.denominator) == (said.total_kept, said.total_due)
        assert (net_.numerator, net_.denominator) == (said.total_renewed, said.total_due)


@pytest.mark.requirement("R42")
@pytest.mark.requirement("R43")
@pytest.mark.requirement("R44")
def test_stored_movements_are_those_of_the_rules(workspace) -> None:
    rng = random.Random(5)
    begun = datetime(2024, 1, 1, tzinfo=UTC)
    accounts = [create_account(f"顧客{number}", now=begun) for number in range(24)]
    for number in (3, 4, 5):
        create_account(f"子{number}", fields={"parent": accounts[number].pk}, now=begun)
    for month in range(30):
        day = date(2024 + (month + 3) // 12, (month + 3) % 12 + 1, 10)
        rate = rng.randrange(130, 160) * 10**9
        FxRate.objects.create(base="USD", quote="JPY", day=day, rate=rate, source="test", known_at=NOW)
    products = [product(key).pk for key in ("core", "analytics")]
    ids = [one.pk for one in accounts]
    state_lines(lines(rng, ids, products, NOW), source="test", now=NOW)
    state_lines(undecided(ids[20], product("support").pk), source="test", now=NOW)
    refresh_ledger(NOW)
    for unit in UNITS:
        check(unit)
    check("account", date(2025, 8, 31))
    check("product", date(2025, 8, 31))
    check("parent", date(2025, 12, 31))
    check_renewed()
    check_renewed(date(2025, 12, 31))

    for month in (6, 7):
        freeze_month(date(2025, month, 1), member=None, now=NOW)
    before = by_rules("account")
    amended = lines(rng, ids[:6], products, NOW)
    state_lines(amended, source="test", now=NOW)
    done = refresh_ledger(NOW)
    assert done.accounts is not None
    assert 0 < done.accounts <= 12
    for unit in UNITS:
        check(unit)
    check("contract", date(2026, 2, 28))
    check_renewed()
    _check_frozen(before)

    merge_accounts(accounts[7], accounts[8], now=NOW)
    refresh_ledger(NOW)
    check("account")
    check("parent")
    check("account", date(2025, 10, 31))
    check_renewed()

    # Day by day terms of grace and of dunning run out, and nobody says a word.
    assert by_rules("account") != by_rules("account", None, TODAY + timedelta(days=60))
    for days in (1, 11, 31, 60):
        refresh_ledger(NOW + timedelta(days=days))
        check("account", days=days)


def _check_frozen(before: list[Movement]) -> None:
    convert = converter(rates_table(), "JPY", minor_digits)
    closed = {date(2025, month, 1): before for month in (6, 7)}
    expected = books(closed, by_rules("account"), date(2025, 6, 1), LAST, convert)
    found = waterfall(date(2025, 6, 1), LAST, Reading(frozen=True), now=NOW)
    for row, said in zip(found.rows, expected, strict=True):
        assert (row.opening, row.correction) == (said.row.opening, said.correction), row.first
        assert (row.closing, row.is_frozen) == (said.row.closing, said.is_frozen), row.first
        assert dict(row.moves) == said.row.amounts
    assert any(row.correction != Fraction(0) for row in found.rows)
