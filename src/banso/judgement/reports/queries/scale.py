"""How amounts are written on one page: all in the same unit, so that columns can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from banso.platform.kit.money import minor_digits
from banso.platform.ui import formats

_MAN: Final = 10_000
_MANY: Final = 10_000_000
"""From this many main units on the small ones are left out."""


@dataclass(frozen=True, slots=True)
class Scale:
    """``unit`` main units of ``currency`` are one; ``digits`` decimals are written."""

    currency: str
    language: str
    unit: int = 1
    digits: int = 0

    def of(self, minor: Fraction | float) -> float:
        """An amount of minor units in the units of this page."""
        return float(Fraction(minor) / (10 ** minor_digits(self.currency)) / self.unit)

    def write(self, minor: Fraction | int | None, *, signed: bool = False) -> str:
        """``4,820``; a zero is written as such, what rounds to zero has no sign."""
        if minor is None:
            return formats.MISSING
        rounded = exact(Fraction(minor) / self.unit, self.currency, self.digits)
        return formats.number(rounded, self.language, digits=self.digits, signed=signed)

    @property
    def words(self) -> str:
        """What one unit is: ``万円``, ``円``, ``USD``, ``USD, thousands``."""
        if self.currency == "JPY" and self.language.startswith("ja"):
            return pgettext("unit of yen", "10,000 yen") if self.unit == _MAN else pgettext("unit of yen", "yen")
        if self.unit == 1000:
            return _("%(currency)s, thousands") % {"currency": self.currency}
        return self.currency


def exact(minor: Fraction, currency: str, digits: int) -> Decimal:
    """Minor units as main units with ``digits`` decimals, rounded half to even once."""
    scaled = minor * 10**digits / 10 ** minor_digits(currency)
    return Decimal(round(scaled)).scaleb(-digits)


def scale_for(amounts: Iterable[Fraction | int], currency: str, *, exactly: bool = False) -> Scale:
    """The unit in which the greatest of ``amounts`` is short; ``exactly``: main units with all their decimals."""
    language = get_language() or "en"
    largest = max((abs(Fraction(one)) for one in amounts), default=Fraction(0)) / 10 ** minor_digits(currency)
    if exactly:
        return Scale(currency, language, 1, minor_digits(currency))
    if largest >= _MANY:
        is_yen = currency == "JPY" and language.startswith("ja")
        return Scale(currency, language, _MAN if is_yen else 1000)
    return Scale(currency, language, 1, 0 if largest >= 1000 else minor_digits(currency))
