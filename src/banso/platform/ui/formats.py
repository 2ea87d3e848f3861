"""Numbers, money and days as people of each language write them.

Pure: values and a language ("ja" or "en") in, text out. Missing values are an em dash; minus is U+2212.
"""

import math
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_skeleton, format_time
from babel.numbers import format_compact_currency, format_currency, format_decimal, get_currency_symbol
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, override, pgettext_lazy

from banso.platform.kit.money import to_major

MISSING: Final = "—"
MINUS: Final = "\u2212"
_LOCALES: Final = {"ja": Locale("ja"), "en": Locale("en", "GB")}
# British money marks other currencies by country (JP¥), American does not.
_MONEY_LOCALES: Final = {"ja": Locale("ja"), "en": Locale("en", "US")}
_MAN: Final = 10_000
_OKU: Final = 100_000_000

BANDS: Final[dict[str, Promise]] = {
    "critical": pgettext_lazy("health band", "critical"),
    "poor": pgettext_lazy("health band", "poor"),
    "fair": pgettext_lazy("health band", "fair"),
    "good": pgettext_lazy("health band", "good"),
    "strong": pgettext_lazy("health band", "strong"),
}
"""The word of each band of health, worst first."""

Number = int | float | Decimal
KEPT = 8192
"""So many written values a process remembers of each kind."""


def locale_of(language: str) -> Locale:
    """The formatting locale of an interface language; British order of day and month in English."""
    return _LOCALES.get(language[:2], _LOCALES["en"])


def _money_locale(language: str) -> Locale:
    return _MONEY_LOCALES.get(language[:2], _MONEY_LOCALES["en"])


def is_missing(value: object) -> bool:
    """Whether there is no value: None, NaN or empty text."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def number(value: Number | None, language: str, *, digits: int = 0, signed: bool = False) -> str:
    """``1234.5`` → ``1,234.5`` with exactly ``digits`` decimals; ``signed`` writes the plus as well."""
    if value is None or is_missing(value):
        return MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    size = -value if value < 0 else value
    text = _written(size, pattern, language[:2])
    if not any(digit in text for digit in "123456789"):
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


@lru_cache(maxsize=KEPT)
def _written(size: Number, pattern: str, language: str) -> str:
    """Lists write the same numbers again and again; equal ones of different types are written alike."""
    return format_decimal(size, pattern, locale=locale_of(language))


def percent(value: float | None, language: str, *, digits: int = 0) -> str:
    """A share from 0 to 1 as a percentage: ``.344`` → ``34%``; what is there but rounds to 0 is ``<1%``."""
    if value is None or is_missing(value):
        return MISSING
    least = 10**-digits
    if 0 < value * 100 < least / 2:
        return f"<{number(least, language, digits=digits)}%"
    return f"{number(value * 100, language, digits=digits)}%"


def money(minor: int | None, currency: str, language: str) -> str:
    """The whole amount of integer minor units: ``12400000 JPY`` → ``12,400,000円`` or ``¥12,400,000``."""
    if minor is None:
        return MISSING
    amount = to_major(minor, currency)
    if currency == "JPY" and language.startswith("ja"):
        return f"{number(amount, language)}円"
    return format_currency(amount, currency, locale=_money_locale(language)).replace("-", MINUS)


def money_short(minor: int | None, currency: str, language: str) -> str:
    """The amount as said aloud: ``1,240万円``, ``1.2億円``; ``¥12.4M``, ``$124K``."""
    if minor is None:
        return MISSING
    amount = to_major(minor, currency)
    if language.startswith("ja"):
        return _in_myriads(amount, currency)
    if abs(amount) < 1000 and amount != round(amount):
        return money(minor, currency, language)
    text = format_compact_currency(_not_1000k(amount), currency, locale=_money_locale(language), fraction_digits=1)
    return text.replace("-", MINUS)


def _in_myriads(amount: Decimal, currency: str) -> str:
    """By 万 and 億, with separators also below them, which compact patterns leave out: ``€1,180``, ``€1,235万``."""
    sign, size = MINUS if amount < 0 else "", abs(amount)
    is_yen = currency == "JPY"
    if not is_yen:
        sign += get_currency_symbol(currency, _LOCALES["ja"])
    end = "円" if is_yen else ""
    for unit, word in ((_OKU, "億"), (_MAN, "万")):
        if size >= unit:
            units = size / unit
            digits = 1 if units < 100 and round(units, 1) != round(units) else 0
            return f"{sign}{number(units, 'ja', digits=digits)}{word}{end}"
    digits = 2 if size < 1000 and size != round(size) else 0
    return f"{sign}{number(size, 'ja', digits=digits)}{end}"


def _not_1000k(amount: Decimal) -> Decimal:
    """What rounds to a thousand thousands is a million: nobody says ``$1000K``."""
    for thousand in (1_000, 1_000_000, 1_000_000_000):
        if round(abs(amount) / thousand, 1) == 1_000:
            return Decimal(thousand * 1_000).copy_sign(amount)
    return amount


def day(value: date | None, language: str, form: str = "full") -> str:
    """A day. ``form``: full (2026年11月24日 / 24 Nov 2026), short (11月24日 / 24 Nov), weekday
    (11月24日(火) / Tue 24 Nov), month (2026年11月 / Nov 2026).
    """
    if value is None:
        return MISSING
    # Equal moments of different zones are different days: only days are remembered.
    return _day(date(value.year, value.month, value.day), language[:2], form)


@lru_cache(maxsize=KEPT)
def _day(value: date, language: str, form: str) -> str:
    skeleton = {"full": "yMMMd", "short": "MMMd", "weekday": "MMMEd", "month": "yMMM", "short_month": "MMM"}[form]
    return format_skeleton(skeleton, value, locale=locale_of(language))


def clock(value: datetime | None, language: str) -> str:
    """The time of a moment already in the reader's zone: ``5時12分`` or ``05:12``."""
    if value is None:
        return MISSING
    if language.startswith("ja"):
        return f"{value.hour}時{value.minute}分" if value.minute else f"{value.hour}時"
    return format_time(value.time(), "HH:mm", locale=locale_of(language))


@lru_cache(maxsize=KEPT)
def days_away(days: int | None, language: str) -> str:
    """How far a day is from today: 0 → today, 16 → in 16 days, -3 → 3 days ago."""
    if days is None:
        return MISSING
    with override(language):
        named = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}.get(days)
        if named:
            return named
        if days > 0:
            return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": number(days, language)}
        return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": number(-days, language)}
