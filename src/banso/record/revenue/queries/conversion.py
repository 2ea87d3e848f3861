"""Conversion of reports into one currency, with an error that a person can mend where a rate is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError
from banso.platform.kit.money import is_currency, minor_digits
from banso.platform.tenancy.api import current_workspace
from banso.record.revenue.queries.statements import rates_table
from banso.record.revenue.rules.fx import Convert, NoRate, converter


class MissingRate(BansoError):
    """A report needs a rate of exchange that nobody stated."""

    code = "missing_rate"


def report_currency(code: str) -> str:
    """The currency of a report: ``code``, or the workspace's. Raises :class:`BansoError`."""
    if code and not is_currency(code):
        raise BansoError(_("“%(value)s” is no currency.") % {"value": code[:10]}, hint=_("Write it as EUR."))
    return code or current_workspace().currency


def conversion(quote: str, *, on: date | None = None) -> Convert:
    """Into ``quote``, at the rate of each day, or all at that of ``on``."""
    return converter(rates_table(), quote, minor_digits, on=on)


class Adding:
    """Adds amounts up in the workspace's currency, at the rates of ``day``.

    What is in a currency without a rate is in no sum; ``without`` names those currencies.
    """

    def __init__(self, day: date) -> None:
        self.currency = current_workspace().currency
        self.without: set[str] = set()
        self._day = day
        self._convert = conversion(self.currency, on=day)

    def one(self, amount: Fraction, currency: str) -> Fraction:
        """An amount in the workspace's currency; 0 where there is no rate."""
        try:
            return self._convert(amount, currency, self._day)
        except NoRate:
            self.without.add(currency)
            return Fraction(0)

    def sum(self, amounts: Iterable[tuple[Fraction, str]]) -> Fraction:
        """All of them together."""
        return sum((self.one(amount, currency) for amount, currency in amounts), Fraction(0))


@contextmanager
def rates_are_there() -> Iterator[None]:
    """A missing rate within is said by pair and day; raises :class:`MissingRate`."""
    try:
        yield
    except NoRate as error:
        pair = {"base": error.base, "quote": error.quote, "day": error.day.isoformat()}
        raise MissingRate(
            _("There is no exchange rate from %(base)s to %(quote)s on or before %(day)s.") % pair,
            hint=_("Import one: a row with base %(base)s, quote %(quote)s, a day no later than %(day)s, and the rate.")
            % pair,
        ) from error
