"""Exchange rates: the last one stated on or before a day. They are used in reports only, never in what is stored."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction

Convert = Callable[[Fraction, str, date], Fraction]
"""Minor units of a currency as minor units of the report's currency, at the rate of a day."""

BILLION = 1_000_000_000
"""Rates are integer billionths."""


class NoRate(LookupError):
    """There is no rate from ``base`` to ``quote`` on or before ``day``."""

    def __init__(self, base: str, quote: str, day: date) -> None:
        super().__init__(f"There is no rate from {base} to {quote} on or before {day.isoformat()}.")
        self.base, self.quote, self.day = base, quote, day


class Rates:
    """A table of rates: rows of (base, quote, day, rate), one ``base`` being worth ``rate`` ``quote`` from ``day``."""

    def __init__(self, rows: Iterable[tuple[str, str, date, Fraction]] = ()) -> None:
        table: dict[tuple[str, str], dict[date, Fraction]] = defaultdict(dict)
        for base, quote, day, rate in rows:
            table[base, quote][day] = rate
        self._table = {pair: sorted(of_day.items()) for pair, of_day in table.items()}
        self._found: dict[tuple[str, str, date], Fraction] = {}

    def at(self, base: str, quote: str, day: date) -> Fraction:
        """What one ``base`` is worth in ``quote`` on ``day``: as stated, or its inverse, or by a third currency.

        Raises :class:`NoRate` where none was stated by then.
        """
        if base == quote:
            return Fraction(1)
        key = base, quote, day
        if key not in self._found:
            rate = self._direct(base, quote, day)
            if rate is None:
                rate = next(self._crossed(base, quote, day), None)
            if rate is None:
                raise NoRate(base, quote, day)
            self._found[key] = rate
        return self._found[key]

    def currencies(self) -> list[str]:
        """All currencies that a rate is stated for, in order."""
        return sorted({code for pair in self._table for code in pair})

    def _direct(self, base: str, quote: str, day: date) -> Fraction | None:
        stated = self._last(base, quote, day)
        if stated is not None:
            return stated
        inverse = self._last(quote, base, day)
        return None if inverse is None else 1 / inverse

    def _last(self, base: str, quote: str, day: date) -> Fraction | None:
        rows = self._table.get((base, quote), [])
        place = bisect_right(rows, day, key=lambda row: row[0])
        return rows[place - 1][1] if place else None

    def _crossed(self, base: str, quote: str, day: date) -> Iterator[Fraction]:
        for third in self.currencies():
            there, onward = self._direct(base, third, day), self._direct(third, quote, day)
            if there is not None and onward is not None:
                yield there * onward


def converter(rates: Rates, quote: str, digits: Callable[[str], int], *, on: date | None = None) -> Convert:
    """Conversion into ``quote``; ``digits`` are the decimals of a currency. ``on``: all at that one day's rate.

    With the day before a period as ``on``, a report is one of constant currency: it has no fx.
    """
    scale: dict[str, Fraction] = {quote: Fraction(1)}

    def convert(amount: Fraction, currency: str, day: date) -> Fraction:
        if currency == quote:
            return amount
        if currency not in scale:
            scale[currency] = Fraction(10 ** digits(quote), 10 ** digits(currency))
        return amount * rates.at(currency, quote, on or day) * scale[currency]

    return convert


def unconverted(amount: Fraction, currency: str, day: date) -> Fraction:
    """Conversion for data of one currency: nothing changes."""
    return amount
