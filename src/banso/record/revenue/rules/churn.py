"""Losses by what could have been done about them: avoidable, unavoidable, involuntary."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from banso.record.revenue.rules.facts import Movement, Policy
from banso.record.revenue.rules.policy import class_of

Class = Literal["avoidable", "unavoidable", "involuntary"]
NOTHING = Fraction(0)
UNKNOWN = ""
UNPAID = "payment_failed"
"""The reason of a line that was lost because nobody paid it, until somebody gives another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Lost MRR (at or below nothing) and how many losses, by class and by reason; ``unknown`` is inside avoidable.

    ``amounts`` and ``counts`` have all three classes; ``by_reason`` has only reasons that occur, "" for none given.
    """

    amounts: dict[Class, Fraction]
    counts: dict[Class, int]
    by_reason: dict[str, Fraction]
    unknown: Fraction

    @property
    def total(self) -> Fraction:
        return sum(self.amounts.values(), NOTHING)


def reason_of(movement: Movement, given: str | None) -> str:
    """The reason of a loss: the one that was ``given``, else that it was not paid, else none."""
    return given or (UNPAID if movement.reason == "past_due" else UNKNOWN)


def class_of_loss(reason: str, policy: Policy) -> Class:
    """The class of a reason; one that nobody gave, or that the policy does not know, could have been avoided."""
    if reason == UNPAID and not any(reason in tree for tree in (policy.avoidable, policy.unavoidable)):
        return "involuntary"
    found = class_of(reason, policy)
    return "unavoidable" if found == "unavoidable" else "involuntary" if found == "involuntary" else "avoidable"


def split(losses: Iterable[tuple[str, Fraction]], policy: Policy) -> Split:
    """``losses`` as (reason, amount at or below nothing) in one currency, by class."""
    amounts: dict[Class, Fraction] = {"avoidable": NOTHING, "unavoidable": NOTHING, "involuntary": NOTHING}
    counts: dict[Class, int] = {"avoidable": 0, "unavoidable": 0, "involuntary": 0}
    by_reason: dict[str, Fraction] = {}
    for reason, amount in losses:
        place = class_of_loss(reason, policy)
        amounts[place] += amount
        counts[place] += 1
        by_reason[reason] = by_reason.get(reason, NOTHING) + amount
    known = {*policy.avoidable, *policy.unavoidable, *policy.involuntary, UNPAID}
    unknown = sum((amount for reason, amount in by_reason.items() if reason not in known), NOTHING)
    return Split(amounts=amounts, counts=counts, by_reason=by_reason, unknown=unknown)
