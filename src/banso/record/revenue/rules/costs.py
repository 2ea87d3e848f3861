"""What customers cost: sharing out what was spent among accounts, and what each has brought against it. Pure.

Money is spent once: on everybody, or on the accounts with one value of an attribute. Accounts bear alike what was spent
on a part that they belong to; what was spent on a part in which there is nobody, nobody bears.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from banso.record.revenue.rules.lifetime import payback_months

ZERO: Final = Fraction(0)
Part = tuple[str, str]
"""An attribute and the group of accounts with one value of it."""
EVERYBODY: Final[Part] = ("", "")


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent on a part in a month (its first day), in the currency of the report."""

    purpose: str
    month: date
    part: Part
    amount: Fraction


@dataclass(frozen=True, slots=True)
class MonthSpent:
    """A month: what winning and keeping took (none: nobody said), who was won, who had MRR at its end."""

    month: date
    winning: Fraction | None
    won: int
    keeping: Fraction | None
    alive: int


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent in the months of a window that are over; a figure takes the months for which costs are given."""

    currency: str
    months: Sequence[MonthSpent]

    @property
    def winning(self) -> Fraction:
        """What winning took."""
        return sum((one.winning for one in self.months if one.winning is not None), ZERO)

    @property
    def won(self) -> int:
        """The accounts with their first MRR in the months for which winning has a cost."""
        return sum(one.won for one in self.months if one.winning is not None)

    @property
    def keeping(self) -> Fraction:
        """What keeping took."""
        return sum((one.keeping for one in self.months if one.keeping is not None), ZERO)

    @property
    def account_months(self) -> int:
        """Accounts with MRR at the end of each month for which keeping has a cost, added up."""
        return sum(one.alive for one in self.months if one.keeping is not None)

    @property
    def to_win(self) -> Fraction | None:
        """The cost of a new customer; none where no cost is given, or nobody was won."""
        return self.winning / self.won if self.won else None

    @property
    def to_keep(self) -> Fraction | None:
        """The cost to keep an account for a month; none where no cost is given, or there was nobody."""
        return self.keeping / self.account_months if self.account_months else None

    def missing(self, purpose: str) -> list[date]:
        """The months for which no cost of ``purpose`` is given."""
        return [one.month for one in self.months if getattr(one, purpose) is None]


@dataclass(frozen=True, slots=True)
class Shared:
    """What one account of each part bears, and what was spent on parts in which there is nobody."""

    each: Mapping[Part, Fraction]
    nobody: Mapping[Part, Fraction]

    def of(self, parts: Iterable[Part]) -> Fraction:
        """What an account bears that belongs to ``parts``."""
        return sum((self.each.get(one, ZERO) for one in parts), ZERO)


def share_out(spent: Iterable[Spent], counts: Mapping[Part, int]) -> Shared:
    """Share what was spent on each part among the ``counts`` of accounts in it."""
    sums: dict[Part, Fraction] = {}
    for one in spent:
        sums[one.part] = sums.get(one.part, ZERO) + one.amount
    each = {part: amount / counts[part] for part, amount in sums.items() if counts.get(part)}
    return Shared(each, {part: amount for part, amount in sums.items() if part not in each})


def sums_from(monthly: Sequence[Fraction]) -> list[Fraction]:
    """For each month, what it and all after it come to."""
    found, total = [], ZERO
    for amount in reversed(monthly):
        total += amount
        found.append(total)
    return found[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Won:
    """Accounts that were won, of one group or all, with what they cost and have brought so far.

    ``months``: how many ends of months they had MRR at, added up. ``covered`` have brought what winning them cost,
    ``covered_all`` what keeping them cost too. ``arpa`` is the average MRR of everybody in the group now;
    ``kept_cost`` over ``kept_months`` is what keeping everybody in it cost in the window.
    """

    key: str = ""
    label: str = ""
    accounts: int = 0
    cost: Fraction = ZERO
    margin: Fraction = ZERO
    keeping: Fraction = ZERO
    months: int = 0
    covered: int = 0
    covered_all: int = 0
    arpa: Fraction | None = None
    kept_cost: Fraction = ZERO
    kept_months: int = 0

    @property
    def to_win(self) -> Fraction | None:
        """The cost of a new customer."""
        return self.cost / self.accounts if self.accounts else None

    @property
    def to_keep(self) -> Fraction | None:
        """The cost to keep an account for a month."""
        return self.kept_cost / self.kept_months if self.kept_months else None

    @property
    def value(self) -> Fraction | None:
        """What an account has brought so far, less what winning and keeping it cost."""
        return (self.margin - self.cost - self.keeping) / self.accounts if self.accounts else None

    def payback(self, margin: Fraction) -> Fraction | None:
        """Months until the ``margin`` of the average MRR has paid the cost of a new customer."""
        if self.to_win is None or self.arpa is None:
            return None
        return payback_months(self.to_win, self.arpa, margin)

    @property
    def profitable(self) -> Fraction | None:
        """The share that has brought what winning it cost."""
        return Fraction(self.covered, self.accounts) if self.accounts else None

    @property
    def profitable_kept(self) -> Fraction | None:
        """The share that has brought what winning and keeping it cost."""
        return Fraction(self.covered_all, self.accounts) if self.accounts else None
