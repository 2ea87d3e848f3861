"""Which part of what was lost could have been avoided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from uuid import UUID

from banso.record.revenue.models import Line, Loss
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.rules.figures import LOSSES, Moved
from banso.record.revenue.rules.policy import class_of

UNKNOWN: Final = "unknown"
PAUSE: Final = "pause"
SPLIT: Final = ("avoidable", UNKNOWN, "unavoidable", "involuntary", PAUSE)
"""In the order of pages. What is not known counts as avoidable; a pause is no loss yet."""
ENDS: Final = ("churn", "product_drop")
"""Kinds of movements in which a line ends and nothing follows it."""
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Classed:
    """A movement that lost MRR: why (a reason of the policy's tree, or none), and its class of :data:`SPLIT`.

    ``line`` is the one whose end it is: of it members can say why. None where no line ended for good.
    """

    moved: Moved
    reason: str
    class_: str
    note: str = ""
    line: UUID | None = None


def classed(moves: Sequence[Moved]) -> list[Classed]:
    """Why each of ``moves`` that lost MRR was lost, as members said of the lines that ended; in their order."""
    lost = [one for one in moves if one.kind in LOSSES]
    said = _said({line for one in lost for line in one.lines})
    uids = _uids({line for one in lost if one.kind in ENDS for line in one.lines})
    policy_ = policy()
    found = []
    for one in lost:
        reason, note = next((said[line, one.day] for line in one.lines if (line, one.day) in said), ("", ""))
        line = next((uids[line] for line in one.lines if line in uids), None) if one.kind in ENDS else None
        found.append(Classed(one, reason, _class(one, class_of(reason, policy_) if reason else ""), note, line))
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


def _uids(lines: set[int]) -> dict[int, UUID]:
    found: dict[int, UUID] = {}
    ids = sorted(lines)
    for at in range(0, len(ids), _AT_ONCE):
        found |= dict(Line.objects.filter(pk__in=ids[at : at + _AT_ONCE]).values_list("pk", "uid"))
    return found
