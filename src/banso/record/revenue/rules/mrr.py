"""Monthly recurring revenue of a price: an exact fraction of minor units, divided only to be shown.

A year is 12 months, a week 12/52 and a day 12/365 of one, so that a year of each interval comes to the same money.
"""

from fractions import Fraction

MONTHS_IN: dict[str, Fraction] = {
    "year": Fraction(1, 12),
    "month": Fraction(1),
    "week": Fraction(52, 12),
    "day": Fraction(365, 12),
}
"""How often each interval comes round in a month."""
COUNTED = ("recurring", "minimum")
"""The kinds of lines that MRR is made of; overage and one-off stand apart."""
MILLION = 1_000_000
"""Quantities and unit prices are integer millionths."""
WHOLE = 10_000
"""Discounts are ten-thousandths."""


def monthly(
    *,
    amount: int | None = None,
    unit_price: int | None = None,
    quantity: int | None = None,
    interval: str = "month",
    count: int = 1,
    discount: int = 0,
    digits: int = 2,
) -> Fraction:
    """Minor units a month of ``amount`` (minor units), or else of ``unit_price`` × ``quantity`` (millionths; none: 1).

    The price is for ``count`` intervals; ``discount`` is ten-thousandths of it; the currency has ``digits`` decimals.
    """
    if amount is not None:
        price, per = amount, 1
    elif unit_price is not None:
        price, per = unit_price * (MILLION if quantity is None else quantity) * 10**digits, MILLION * MILLION
    else:
        raise ValueError("A line has an amount or a unit price.")
    months = MONTHS_IN[interval]
    # One fraction, reduced once: a quarter of a million prices are read for a report.
    return Fraction(price * (WHOLE - discount) * months.numerator, per * WHOLE * count * months.denominator)


def yearly(mrr: Fraction) -> Fraction:
    """ARR of an MRR."""
    return mrr * 12


def apart(amount: Fraction) -> tuple[int, int, int]:
    """``amount`` as (whole, numerator, denominator) with 0 ≤ numerator < denominator, as the ledger stores it."""
    whole, rest = divmod(amount.numerator, amount.denominator)
    return whole, rest, amount.denominator
