"""What may be claimed, in codes; the words are made elsewhere.

Rules (science, section 2, "Quality of a back-test"): fewer than 10 losses: cases only, no figure.
AUC width over .25, its low end at or under .5, or an AUC not above the line's: not shown to work yet.
"""

from dataclasses import dataclass
from typing import Literal

MINIMUM_LOSSES = 10
WIDEST = 0.25

VerdictCode = Literal["too_few", "not_shown", "works"]
Reason = Literal["wide", "chance", "line"]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`too_few`: no figure may be shown; `not_shown`, because of `reasons`; or `works`.

    `difference` is the AUC less the line's, with its 95 % interval from the same draws; None when
    there is no figure or the subject is the line itself. A verdict `works` whose difference
    reaches below 0 ranks well but is not shown to be better than the line.
    """

    code: VerdictCode
    reasons: tuple[Reason, ...] = ()
    difference: float | None = None
    difference_interval: Interval | None = None


def verdict_of(
    losses: int,
    interval: Interval | None,
    difference: float | None = None,
    difference_interval: Interval | None = None,
) -> Verdict:
    """Judge a back-test from its losses, the interval of its AUC and its distance to the line."""
    if losses < MINIMUM_LOSSES or interval is None:
        return Verdict("too_few")
    low, high = interval
    reasons: list[Reason] = []
    if high - low > WIDEST:
        reasons.append("wide")
    if low <= 0.5:
        reasons.append("chance")
    if difference is not None and difference <= 0:
        reasons.append("line")
    code: VerdictCode = "not_shown" if reasons else "works"
    return Verdict(code, tuple(reasons), difference, difference_interval)
