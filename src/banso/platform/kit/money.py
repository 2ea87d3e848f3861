"""Money as integer minor units."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from babel.core import get_global

from banso.platform.kit.errors import BansoError


class BadMoney(BansoError):
    """An amount or currency that cannot be read."""

    code = "bad_money"


def is_currency(code: str) -> bool:
    """Whether ``code`` is an ISO 4217 code."""
    return code in get_global("all_currencies")


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: JPY 0, USD 2 (CLDR)."""
    table = get_global("currency_fractions")
    return int(table.get(currency, table["DEFAULT"])[0])


def to_minor(amount: Decimal | str | int, currency: str) -> int:
    """``amount`` in major units as integer minor units; refuses what has too many decimals."""
    try:
        scaled = Decimal(amount).scaleb(minor_digits(currency))
    except InvalidOperation as error:
        raise BadMoney(f"“{amount}” is not an amount.") from error
    if not scaled.is_finite():
        raise BadMoney(f"“{amount}” is not an amount.")
    whole = scaled.to_integral_value(ROUND_HALF_EVEN)
    if whole != scaled:
        raise BadMoney(
            f"“{amount}” has more decimals than {currency} knows.",
            hint=f"Give at most {minor_digits(currency)} decimals.",
        )
    return int(whole)


def to_major(minor: int, currency: str) -> Decimal:
    """Integer minor units as an exact amount in major units."""
    return Decimal(minor).scaleb(-minor_digits(currency))
