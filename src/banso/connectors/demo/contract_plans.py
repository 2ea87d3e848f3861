"""What the demo's accounts signed, and how it went: pure, from a seed, in step with the story of their use.

A company that has gone silent mostly leaves when its term ends; one that grows buys seats. Prices rise at renewals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import numpy as np

from banso.connectors.demo.stories import DemoAccount
from banso.record.revenue.api import add_months

CORE, INSIGHT, CARE = "flow", "insight", "care"
PLANS: Final = ("standard", "pro", "enterprise")
_CURRENCIES: Final = {"JP": "JPY", "US": "USD", "GB": "EUR", "DE": "EUR", "FR": "EUR", "SG": "USD"}
_ONE_IS: Final = {"JPY": 1, "USD": 150, "EUR": 163}
"""About how many yen, to give prices of a believable size."""
_LONGEST_GRACE: Final = 20
_REASONS: Final = {
    "slow_decline": ("low_usage", "low_usage", "price", "missing_feature", "bankruptcy"),
    "sudden_stop": ("competitor", "business_closed", "acquired_and_consolidated", "competitor"),
    "key_user_left": ("champion_left", "champion_left", "low_usage"),
    "left_while_green": ("price", "competitor", "acquired_and_consolidated"),
    "faded_trial": ("onboarding_failed", "bad_fit_sold"),
    "never_started": ("onboarding_failed",),
}
_OTHER_REASONS: Final = ("price", "support", "missing_feature", "price", "support", "competitor", "regulation_ban")
_GROWS: Final = {"growth": 0.55, "steady": 0.15, "left_while_green": 0.3, "seasonal": 0.1}
_SHRINKS: Final = {"slow_decline": 0.35, "key_user_left": 0.2}
MILLION: Final = 1_000_000


@dataclass(slots=True)
class Stretch:
    """One price of a line for a time; ``quantity`` in pieces, ``unit_price`` in hundredths of the main unit."""

    start: date
    end: date | None
    quantity: int
    unit_price: int
    signed: date
    term_end: date | None = None
    notice: date | None = None
    trial_end: date | None = None
    pause: tuple[date, date] | None = None
    past_due_since: date | None = None


@dataclass(slots=True)
class PlannedLine:
    """A line: what it is of, and its stretches in order. ``reason``: why it ended, if somebody asked."""

    key: str
    product: str
    plan: str
    stretches: list[Stretch]
    reason: str = ""

    @property
    def last(self) -> Stretch:
        """Its newest stretch."""
        return self.stretches[-1]


@dataclass(slots=True)
class PlannedContract:
    """What an account signed; ``interval`` is what its prices are for."""

    currency: str
    interval: str
    notice_days: int
    auto_renews: bool
    lines: list[PlannedLine] = field(default_factory=list)

    def yearly_value(self, day: date, yen: Mapping[str, Fraction]) -> int:
        """Yen a year that the lines in force on ``day`` come to; ``yen`` is what one of a currency is worth."""
        months = 12 if self.interval == "month" else 1
        total = sum(
            (
                Fraction(one.quantity * one.unit_price * months, 100) * yen[self.currency]
                for line in self.lines
                for one in line.stretches
                if one.start <= day and (one.end is None or day < one.end)
            ),
            Fraction(0),
        )
        return round(total)

    def notice_by(self, day: date) -> date | None:
        """The last day on which the next term to end can be given up; none where none is running."""
        ends = [
            one.term_end
            for line in self.lines
            for one in line.stretches
            if one.term_end and one.start <= day < one.term_end and (one.end is None or day < one.end)
        ]
        return min(ends) - timedelta(days=self.notice_days) if ends else None


def plan_contract(account: DemoAccount, today: date, rng: np.random.Generator) -> PlannedContract | None:
    """What ``account`` signed, as it stands on ``today``; some pay by other ways and have none."""
    if rng.random() < 0.06:
        return None
    currency = _CURRENCIES.get(account.identity.country, "USD")
    monthly = account.tier in ("tech", "community") and rng.random() < 0.35
    contract = PlannedContract(
        currency=currency,
        interval="month" if monthly or rng.random() < 0.5 else "year",
        notice_days=0 if monthly else int(rng.choice([30, 60, 90])),
        auto_renews=bool(rng.random() < 0.6),
    )
    price = _first_price(account, contract, rng)
    core = _Course(account, today, rng).monthly(price) if monthly else _Course(account, today, rng).termed(price)
    plan = PLANS[{"high": 2, "mid": 1}.get(account.tier, 0)]
    contract.lines += [PlannedLine(f"{number}", CORE, plan, part) for number, part in enumerate(core, 1)]
    for line in contract.lines:
        if line.last.end is not None and line.last.end <= today:
            line.reason = _reason(account, rng)
    _add_ons(account, contract, price, today, rng)
    return contract


def _first_price(account: DemoAccount, contract: PlannedContract, rng: np.random.Generator) -> tuple[int, int]:
    """Seats, and hundredths of the main unit for each and one interval."""
    seats = max(2, account.users * int(rng.integers(2, 7)))
    each = account.yearly_value / seats / _ONE_IS[contract.currency]
    if contract.interval == "month":
        each /= 12
    # Prices are round: whole yen by tens, other money by halves.
    step = 1_000 if contract.currency == "JPY" else 50
    return seats, max(step, round(each * 100 / step) * step)


def _reason(account: DemoAccount, rng: np.random.Generator) -> str:
    """Why it left; of some nobody asked."""
    if rng.random() < 0.2:
        return ""
    reasons = _REASONS.get(account.story, _OTHER_REASONS)
    return reasons[int(rng.integers(len(reasons)))]


class _Course:
    """How the main line of one account went."""

    def __init__(self, account: DemoAccount, today: date, rng: np.random.Generator) -> None:
        self._account, self._today, self._rng = account, today, rng
        self._gone = _silent_from(account, today)

    def monthly(self, price: tuple[int, int]) -> list[list[Stretch]]:
        """No term: it runs until somebody stops it, or until nobody pays."""
        account, rng = self._account, self._rng
        seats, each = price
        first = Stretch(account.joined, None, seats, each, account.joined - timedelta(days=int(rng.integers(0, 9))))
        if account.story == "faded_trial":
            first.trial_end = account.joined + timedelta(days=30)
        found = [first]
        self._mid_term(found, account.joined, self._today)
        if self._gone is not None and rng.random() < 0.8:
            end = add_months(self._gone.replace(day=1), int(rng.integers(1, 4)))
            last = found[-1]
            if last.start < end:
                if end <= self._today and rng.random() < 0.3:
                    # Nobody pays any more: lost when the time for it is over.
                    last.past_due_since = end
                elif end <= self._today:
                    last.end, last.notice = end, max(last.start, end - timedelta(days=int(rng.integers(3, 28))))
        return [found]

    def termed(self, price: tuple[int, int]) -> list[list[Stretch]]:
        """Terms of a year, or three for some of the large; each ends in a renewal, a loss, or is still running."""
        account, rng, today = self._account, self._rng, self._today
        length = 36 if account.tier == "high" and rng.random() < 0.25 else 12
        seats, each = price
        signed = account.joined - timedelta(days=int(rng.integers(3, 40)))
        found: list[Stretch] = []
        start, number = account.joined, 0
        while True:
            number += 1
            term_end = add_months(account.joined, length * number)
            found.append(Stretch(start, term_end, seats, each, signed, term_end))
            self._mid_term(found, start, min(term_end, today))
            last = found[-1]
            if self._leaves(term_end):
                notice = max(last.start, term_end - timedelta(days=int(rng.integers(20, 120))))
                if notice < today:
                    last.notice = notice
                    return self._back_again(found)
            if term_end > today:
                last.end = None
                break
            if term_end > today - timedelta(days=_LONGEST_GRACE) and rng.random() < 0.5:
                break  # the renewal is late, and may still come
            seats, each = self._renewed(last)
            signed = term_end - timedelta(days=int(rng.integers(5, 45)))
            start = term_end
        self._pause(found)
        return [found]

    def _leaves(self, term_end: date) -> bool:
        if self._gone is not None and self._gone < term_end:
            return bool(self._rng.random() < 0.72)
        if self._account.story == "returned":
            return bool(self._rng.random() < 0.25)
        return bool(self._rng.random() < 0.035)

    def _mid_term(self, found: list[Stretch], start: date, until: date) -> None:
        """Seats that change between renewals cut the stretch."""
        story, rng = self._account.story, self._rng
        day = start + timedelta(days=int(rng.integers(60, 300)))
        if day >= until:
            return
        last = found[-1]
        if rng.random() < _GROWS.get(story, 0.05):
            seats = last.quantity + max(1, round(last.quantity * rng.uniform(0.08, 0.4)))
        elif rng.random() < _SHRINKS.get(story, 0.03):
            seats = max(1, last.quantity - max(1, round(last.quantity * rng.uniform(0.1, 0.35))))
        else:
            return
        signed = day - timedelta(days=int(rng.integers(1, 15)))
        found.append(Stretch(day, last.end, seats, last.unit_price, signed, last.term_end))
        last.end = day

    def _renewed(self, last: Stretch) -> tuple[int, int]:
        rng = self._rng
        seats, each = last.quantity, last.unit_price
        if rng.random() < 0.45:
            # Prices are stated to the hundredth; yen without any.
            each += max(100, round(each * rng.uniform(0.03, 0.07) / 100) * 100)
        if rng.random() < _SHRINKS.get(self._account.story, 0.04):
            seats = max(1, round(seats * rng.uniform(0.6, 0.9)))
        elif rng.random() < _GROWS.get(self._account.story, 0.08):
            seats += max(1, round(seats * rng.uniform(0.05, 0.3)))
        return seats, each

    def _back_again(self, found: list[Stretch]) -> list[list[Stretch]]:
        """Some come back some months later, with a line of their own."""
        rng, end = self._rng, found[-1].end
        chance = 0.8 if self._account.story == "returned" else 0.06
        if end is None or rng.random() > chance:
            return [found]
        start = end + timedelta(days=int(rng.integers(50, 200)))
        if start >= self._today:
            return [found]
        last = found[-1]
        seats = max(1, round(last.quantity * rng.uniform(0.5, 1.1)))
        again = Stretch(start, None, seats, last.unit_price, start - timedelta(days=10))
        term = 12
        while (again.term_end or date.min) <= self._today:
            again.term_end = add_months(start, term)
            term += 12
        return [found, [again]]

    def _pause(self, found: list[Stretch]) -> None:
        """Seasonal businesses pause now and then."""
        rng = self._rng
        if self._account.story != "seasonal" or rng.random() > 0.35:
            return
        last = found[-1]
        first = max(last.start, self._today - timedelta(days=int(rng.integers(20, 300))))
        if last.end is None and first < self._today:
            last.pause = first, first + timedelta(days=61)


def _add_ons(
    account: DemoAccount, contract: PlannedContract, price: tuple[int, int], today: date, rng: np.random.Generator
) -> None:
    """A second product, and a service, which end with the main line or before."""
    core = contract.lines[0]
    first, end = core.stretches[0].start, core.last.end
    for product, chance, share in (
        (INSIGHT, 0.24, 0.3),
        (CARE, {"high": 0.6, "mid": 0.3}.get(account.tier, 0.05), 0.2),
    ):
        start = first if product == CARE else add_months(first, int(rng.integers(2, 15)))
        if rng.random() > chance or start >= min(today, end or today):
            continue
        step = 1_000 if contract.currency == "JPY" else 50
        total = max(step, round(price[0] * price[1] * share / step) * step)
        one = Stretch(
            start, end, 1, total, max(start - timedelta(days=12), core.stretches[0].signed), core.last.term_end
        )
        one.notice = core.last.notice
        line = PlannedLine(product, product, "", [one], core.reason)
        dropped = add_months(start, int(rng.integers(8, 15)))
        if rng.random() < 0.15 and dropped < min(today, end or today):
            one.end, one.notice, one.term_end = dropped, dropped - timedelta(days=20), dropped
            line.reason = "low_usage" if rng.random() < 0.7 else ""
        contract.lines.append(line)


def _silent_from(account: DemoAccount, today: date) -> date | None:
    """The day since when nobody has come, if that is more than a month ago."""
    used = np.nonzero(account.weekly > 0.03)[0]
    weeks = int(used[-1]) + 1 if len(used) else 2
    gone = account.joined + timedelta(weeks=weeks)
    return gone if gone < today - timedelta(days=35) else None
