"""Which part of what was lost could have been avoided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from banso.record.revenue.models import Loss
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.rules.figures import LOSSES, Moved
from banso.record.revenue.rules.policy import class_of

UNKNOWN: Final = "unknown"
PAUSE: Final = "pause"
SPLIT: Final = ("avoidable", UNKNOWN, "unavoidable", "involuntary", PAUSE)
"""In the order of pages. What is not known counts as avoidable; a pause is no loss yet."""
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Classed:
    """A movement that lost MRR: why (a reason of the policy's tree, or none), and its class of :data:`SPLIT`."""

    moved: Moved
    reason: str
    class_: str
    note: str = ""


def classed(moves: Sequence[Moved]) -> list[Classed]:
    """Why each of ``moves`` that lost MRR was lost, as members said of the lines that ended; in their order."""
    lost = [one for one in moves if one.kind in LOSSES]
    said = _said({line for one in lost for line in one.lines})
    policy_ = policy()
    found = []
    for one in lost:
        reason, note = next((said[line, one.day] for line in one.lines if (line, one.day) in said), ("", ""))
        found.append(Classed(one, reason, _class(one, class_of(reason, policy_) if reason else ""), note))
    return found


def split(found: Iterable[Classed]) -> dict[str, Fraction]:
    """What each class lost, as amounts of 0 and more."""
    sums = dict.fromkeys(SPLIT, Fraction(0))
    for one in found:
        sums[one.class_] -= one.moved.amount
    return sums


def _class(moved: Moved, said: str) -> str:
    if said:
        return said
    return {"past_due": "involuntary", "pause": PAUSE}.get(moved.reason, UNKNOWN)


def _said(lines: set[int]) -> dict[tuple[int, object], tuple[str, str]]:
    found: dict[tuple[int, object], tuple[str, str]] = {}
    ids = sorted(lines)
    for at in range(0, len(ids), _AT_ONCE):
        rows = Loss.objects.filter(line_id__in=ids[at : at + _AT_ONCE])
        found |= {(line, day): (reason, note) for line, day, reason, note in
                  rows.values_list("line_id", "ended_on", "reason", "note")}  # fmt: skip
    return found
