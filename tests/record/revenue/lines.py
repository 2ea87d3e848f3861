"""Lines as the golden files write them, as stretches; ids are given to names in the order they come."""

from datetime import date
from fractions import Fraction
from typing import Any

from banso.record.revenue.rules.facts import Policy, Stretch

POLICY = Policy()
LONG_AFTER = date(2030, 1, 1)


class Ids:
    """One number for each name."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        return self.of.setdefault(name, len(self.of) + 1)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def line(number: int, start: str, end: str | None = None, *, mrr: int | str | Fraction = 100, **more: Any) -> Stretch:
    """A line of account 1, contract 1, product 1 with ``mrr`` in main units; days in ``more`` may be texts."""
    values: dict[str, Any] = {"account": 1, "contract": 1, "product": 1, "currency": "USD"}
    for name, value in more.items():
        values[name] = date.fromisoformat(value) if isinstance(value, str) and name != "currency" else value
    begin = date.fromisoformat(start)
    return Stretch(line=number, start=begin, end=day(end), mrr=Fraction(mrr) * 100, **values)
