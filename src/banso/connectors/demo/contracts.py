"""Contracts of the demo: products, lines with what was known when, reasons of losses, rates, orders, targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

import numpy as np

from banso.connectors.demo.contract_plans import (
    CARE,
    CORE,
    INSIGHT,
    MILLION,
    PLANS,
    PlannedContract,
    PlannedLine,
    Stretch,
    plan_contract,
)
from banso.connectors.demo.stories import MONTHS, DemoAccount
from banso.platform.identity.api import Member
from banso.platform.journal.api import Batch, BatchState
from banso.platform.kit.days import day_of, day_start
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.api import (
    NewTarget,
    OrderTerms,
    RateTerms,
    SaidLine,
    Terms,
    Told,
    add_months,
    bit_by_bit,
    change_product,
    name_plans,
    name_products,
    set_target,
    state_lines,
    state_losses,
    state_orders,
    state_rates,
)

SOURCE: Final = "demo"
CHUNK: Final = 400
_NAMES: Final = {CORE: "Banso Flow", INSIGHT: "Banso Insight", CARE: "伴走サポート"}
_RATES: Final = {"USD": 1_420, "EUR": 1_560}
"""Tenths of a yen at the beginning."""
_QUARTERS: Final = 8


def plan_contracts(accounts: Sequence[DemoAccount], today: date, seed: int) -> dict[int, PlannedContract]:
    """``{number of the account: what it signed}``."""
    planned = {
        account.number: plan_contract(account, today, np.random.default_rng([seed, 11, account.number]))
        for account in accounts
    }
    return {number: contract for number, contract in planned.items() if contract is not None}


def sign_contracts(
    accounts: Sequence[DemoAccount],
    ids: Sequence[int],
    contracts: Mapping[int, PlannedContract],
    members: Sequence[Member],
    *,
    seed: int,
    now: datetime,
) -> int:
    """Write all of it down; returns how many lines there are."""
    today = day_of(now, current_workspace().timezone)
    batch = Batch.objects.create(
        kind="contracts", source=SOURCE, file_name="demo", state=BatchState.APPLYING, created_at=now
    )
    products = name_products(_NAMES, now=now, batch=batch)
    for place, (key, name) in enumerate(_NAMES.items()):
        change_product(products[key], {"name": name, "is_service": key == CARE, "place": place}, now=now)
    plans = name_plans([(products[CORE], plan) for plan in PLANS], now=now, batch=batch)
    said: list[SaidLine] = []
    losses: list[tuple[str, date, str]] = []
    for account, pk in zip(accounts, ids, strict=True):
        contract = contracts.get(account.number)
        if contract is None:
            continue
        for line in contract.lines:
            one = _said(account, pk, contract, line, products, plans, now)
            said.append(one)
            if line.reason and line.last.end is not None and line.last.end <= today:
                losses.append((one.key, line.last.end, line.reason))
    lines: dict[str, int] = {}
    for place in range(0, len(said), CHUNK):
        lines |= state_lines(said[place : place + CHUNK], source=SOURCE, now=now, batch=batch)
    state_losses([(lines[key], day, reason) for key, day, reason in losses], now=now)
    state_rates(rates_of(today, seed), source=SOURCE, now=now)
    _orders(accounts, ids, today, seed, products[CARE], now)
    _targets(contracts, members, today, yen_of(today, seed), now)
    batch.state, batch.applied_at = BatchState.APPLIED, now
    batch.rows_total = batch.rows_done = len(said)
    batch.save()
    return len(said)


def _said(
    account: DemoAccount,
    pk: int,
    contract: PlannedContract,
    line: PlannedLine,
    products: Mapping[str, int],
    plans: Mapping[tuple[int, str], int],
    now: datetime,
) -> SaidLine:
    """What was known of a line, and when."""
    product = products[line.product]
    plan = plans[product, line.plan] if line.plan else None
    number = f"K-{account.number + 1:04d}"
    told = [Told(_terms(one, contract, pk, product, plan), place) for place, one in enumerate(line.stretches)]
    return SaidLine(
        key=f"{number}-{line.key}",
        contract=number,
        account=pk,
        known=bit_by_bit(told, (), now, _begins),
        contract_fields={"auto_renews": contract.auto_renews, "notice_days": contract.notice_days},
    )


def _begins(day: date) -> datetime:
    return day_start(day, current_workspace().timezone)


def _terms(one: Stretch, contract: PlannedContract, account: int, product: int, plan: int | None) -> Terms:
    return Terms(
        account=account,
        product=product,
        plan=plan,
        quantity=one.quantity * MILLION,
        unit_price=one.unit_price * MILLION // 100,
        interval=contract.interval,
        currency=contract.currency,
        start=one.start,
        end=one.end,
        signed=one.signed,
        term_end=one.term_end,
        notice=one.notice,
        trial_end=one.trial_end,
        pause_from=one.pause[0] if one.pause else None,
        pause_to=one.pause[1] if one.pause else None,
        past_due_since=one.past_due_since,
    )


def rates_of(today: date, seed: int) -> list[RateTerms]:
    """Rates of each month's first day, wandering as rates do."""
    rng = np.random.default_rng([seed, 12])
    rates = []
    for base, begin in _RATES.items():
        tenths = float(begin)
        for back in range(MONTHS + 2, -1, -1):
            tenths *= 1 + rng.normal(0, 0.012)
            day = add_months(today.replace(day=1), -back)
            rates.append(RateTerms(base, "JPY", day, round(tenths) * 100_000_000))
    return rates


def yen_of(today: date, seed: int) -> dict[str, Fraction]:
    """What one of each currency is worth in yen on ``today``."""
    return {"JPY": Fraction(1)} | {one.base: Fraction(one.rate, 1_000_000_000) for one in rates_of(today, seed)}


def _orders(
    accounts: Sequence[DemoAccount], ids: Sequence[int], today: date, seed: int, care: int, now: datetime
) -> None:
    """Some buy devices and projects too."""
    rng = np.random.default_rng([seed, 13])
    said: dict[str, OrderTerms] = {}
    for account, pk in zip(accounts, ids, strict=True):
        if rng.random() > 0.08:
            continue
        day = account.joined + timedelta(days=int(rng.integers(1, 60)))
        while day < today and len(said) < 1_000:
            kind = str(rng.choice(["order", "project", "device"], p=[0.5, 0.3, 0.2]))
            said[f"J-{len(said) + 1:04d}"] = OrderTerms(
                account=pk,
                product=care if kind == "project" else None,
                kind=kind,
                ordered_on=day,
                delivered_on=min(day + timedelta(days=int(rng.integers(3, 40))), today),
                service_until=add_months(day, 12) if kind == "device" else None,
                amount=int(rng.lognormal(12.3, 0.8) / 1_000) * 1_000,
                currency="JPY",
            )
            day += timedelta(days=int(rng.integers(60, 420)))
    known = {key: _begins(one.ordered_on) for key, one in said.items()}
    state_orders(said, source=SOURCE, now=now, known=known)


def _targets(
    contracts: Mapping[int, PlannedContract],
    members: Sequence[Member],
    today: date,
    yen: Mapping[str, Fraction],
    now: datetime,
) -> None:
    """Targets of each quarter: the MRR at its end, what is new, and net retention."""
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    for back in range(_QUARTERS - 2, -2, -1):
        start = add_months(first, -3 * back)
        last = add_months(start, 2)
        end = add_months(start, 3)
        is_past = end <= today
        value = sum(one.yearly_value(end if is_past else today, yen) for one in contracts.values()) // 12
        planned = {
            "closing": int(value * (1.03 if is_past else 1.05)) // 100_000 * 100_000,
            "new": value // 40 // 100_000 * 100_000,
            "nrr": 10_200,
            "grr": 9_300,
        }
        for measure, amount in planned.items():
            currency = "" if measure in ("nrr", "grr") else "JPY"
            target = NewTarget(
                first=start, last=last, measure=measure, amount=amount, currency=currency, owner_id=members[0].pk
            )
            set_target(target, now=now)
