"""How often a rule was right, from the answers of those who looked."""

import math
from dataclasses import dataclass

MINIMUM_ANSWERS = 10
"""Below this many answers no share is shown: its interval would span half of everything."""
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Precision:
    """``right`` and ``wrong`` answers; ``share`` with its 95 % interval, None while too few."""

    right: int
    wrong: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def answers(self) -> int:
        """How many said right or wrong."""
        return self.right + self.wrong


def precision(right: int, wrong: int) -> Precision:
    """The precision from counts of answers, or "not yet" (no share) below :data:`MINIMUM_ANSWERS`."""
    if right + wrong < MINIMUM_ANSWERS:
        return Precision(right, wrong, None, None, None)
    low, high = wilson(right, right + wrong)
    return Precision(right, wrong, right / (right + wrong), low, high)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; ``of`` is at least 1."""
    share = hits / of
    spread = _Z * math.sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of))
    middle = share + _Z * _Z / (2 * of)
    scale = 1 + _Z * _Z / of
    # Rounding must not put the share itself outside.
    return max(0.0, min(share, (middle - spread) / scale)), min(1.0, max(share, (middle + spread) / scale))
