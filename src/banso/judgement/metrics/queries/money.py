"""Metrics of money: a source of columns beside the metrics of usage. Lines are read once, for all days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from fractions import Fraction

import numpy as np

from banso.judgement.metrics.rules.money import Books, Months, Reading, books, by_account, count_terms, months
from banso.judgement.metrics.rules.terms import Term
from banso.judgement.metrics.rules.work import Ends
from banso.platform.kit.columns import Array, Columns, as_instants
from banso.platform.kit.days import EPOCH_DAY, ONE_DAY, day_end
from banso.platform.kit.money import minor_digits
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import known_since
from banso.record.revenue.api import NoRate, line_facts, policy, rates_table


class MoneyCounts:
    """Counts what lines of contracts say, for the accounts known by each day: of all, or of ``accounts``."""

    def __init__(self, wanted: Mapping[str, Term], accounts: Sequence[int] | None) -> None:
        self.terms = dict(wanted)
        since = known_since(accounts)
        ids = np.array(sorted(since), dtype=np.int64)
        known = as_instants([since[account] for account in sorted(since)])
        found = line_facts(accounts)
        self.lines, self.currencies = by_account(found.columns), found.currencies
        # An account is known from its first line on, where that was known before the account was written down.
        first = np.full(len(ids), np.iinfo(np.int64).max)
        place = np.minimum(np.searchsorted(ids, self.lines["account"]), max(len(ids) - 1, 0))
        if len(ids):
            np.minimum.at(first, place, self.lines["known"].astype(np.int64))
        self.accounts, self.known = ids, np.minimum(known.astype(np.int64), first).astype("datetime64[us]")
        self.rates = rates_table()
        rules = policy()
        self.reading = Reading(
            grace_days=rules.grace_days,
            dunning_days=rules.dunning_days,
            ignores_pause=rules.pause == "ignore",
            ends_on_notice=rules.cancel == "on_notice",
        )

    def accounts_by(self, end: np.datetime64) -> Array:
        """Accounts that were known at ``end``, by themselves or by a line."""
        found: Array = self.accounts[self.known < end]
        return found

    def columns(self, accounts: Array, number: int, ends: Ends) -> Columns:
        """The figures of ``accounts`` as of the day ``number``."""
        return count_terms(self.terms, self.books(number, ends(number)), accounts)

    def books(self, number: int, end: np.datetime64) -> Books:
        """The lines as known at ``end``, the end of the day ``number``."""
        rate = np.array([self._rate(one, EPOCH_DAY + ONE_DAY * number) for one in self.currencies], dtype=np.float64)
        return books(self.lines, number, end, rate, self.reading)

    def _rate(self, currency: str, day: date) -> float:
        """What one minor unit was worth in the workspace's currency; none where no rate had been stated by then."""
        own = current_workspace().currency
        try:
            return float(self.rates.at(currency, own, day) / Fraction(10 ** minor_digits(currency)))
        except NoRate:
            return float("nan")


@dataclass(frozen=True)
class AccountMonths:
    """What was known on the last of ``past`` of accounts that had lines by then; see :class:`Months`.

    Amounts are of the workspace's currency, at the rates of that day.
    """

    accounts: Array
    past: tuple[date, ...]
    ahead: tuple[date, ...]
    months: Months


class MoneyHistory:
    """Lines of all accounts, read once, told month by month as they were known on any day."""

    def __init__(self) -> None:
        self._counts = MoneyCounts({}, None)

    @property
    def first(self) -> date | None:
        """The first day that a line starts on, or was known, whichever is later; none without lines."""
        lines = self._counts.lines
        if not len(lines["start"]):
            return None
        known = lines["known"].astype("datetime64[D]").astype(np.int64)
        return EPOCH_DAY + ONE_DAY * int(np.maximum(lines["start"], known).min())

    def as_known(self, past: Sequence[date], ahead: Sequence[date] = ()) -> AccountMonths:
        """Months up to the days ``past`` (the last one's end is when it was known) and ``ahead``."""
        day = past[-1]
        ended = day_end(day, current_workspace().timezone).astimezone(UTC).replace(tzinfo=None)
        found = self._counts.books((day - EPOCH_DAY).days, np.datetime64(ended, "us"))
        accounts = np.unique(found["account"])
        numbers = [[(one - EPOCH_DAY).days for one in some] for some in (past, ahead)]
        return AccountMonths(accounts, tuple(past), tuple(ahead), months(found, numbers[0], numbers[1], accounts))
