"""Exact amounts as whole numbers: adding a hundred thousand fractions takes seconds, whole numbers take none."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import lcm


class Grains:
    """Amounts of several currencies and denominators, counted in a grain that divides them all.

    ``kinds`` are all (currency, denominator) that come; ``rate`` is what one minor unit of a currency is worth in the
    report's. ``per_unit`` grains are one minor unit of the report's currency.
    """

    def __init__(self, kinds: Iterable[tuple[str, int]], rate: Callable[[str], Fraction]) -> None:
        worth = {(currency, den): rate(currency) / den for currency, den in set(kinds)}
        self.per_unit = lcm(*(one.denominator for one in worth.values()))
        self._of = {kind: int(one * self.per_unit) for kind, one in worth.items()}

    def count(self, currency: str, whole: int, num: int, den: int) -> int:
        """The grains in ``whole`` + ``num`` / ``den`` minor units of ``currency``."""
        return (whole * den + num) * self._of[currency, den]

    def by_entity(self, rows: Iterable[tuple[int, str, int, int, int]]) -> dict[int, int]:
        """The grains of each entity in rows of entity, currency, whole, num and den."""
        found: dict[int, int] = {}
        for entity, currency, *amount in rows:
            found[entity] = found.get(entity, 0) + self.count(currency, *amount)
        return found

    def money(self, grains: int) -> Fraction:
        """``grains`` as minor units of the report's currency."""
        return Fraction(grains, self.per_unit)
