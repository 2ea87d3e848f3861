"""Times during which a rule held for an account: what every rule returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from banso.platform.kit.columns import Array, Columns, take

OPEN = np.iinfo(np.int64).max
"""``ended`` of an episode that has not ended."""


@dataclass(frozen=True, slots=True)
class Episodes:
    """Episodes in columns, sorted by begin and account.

    It holds from ``began`` on, at the end of that day, and no more at the end of ``ended``
    (:data:`OPEN` while it holds); ``reason`` says why it ended and is empty while it holds.
    ``evidence`` has one value per episode and name; days in it are day numbers.
    """

    account: Array
    began: Array
    ended: Array
    reason: Array
    evidence: Columns

    def __len__(self) -> int:
        return len(self.account)

    def pick(self, mask: Array) -> Episodes:
        """The episodes at ``mask`` (or positions)."""
        return Episodes(
            self.account[mask],
            self.began[mask],
            self.ended[mask],
            self.reason[mask],
            take(self.evidence, mask),
        )

    def open_at(self, day: int) -> Episodes:
        """Those that hold at the end of ``day``."""
        return self.pick((self.began <= day) & (self.ended > day))

    def within(self, first: int, last: int) -> Episodes:
        """Those that hold at the end of at least one day from ``first`` to ``last``."""
        return self.pick((self.began <= last) & (self.ended > first))


def gather(account: Array, began: Array, ended: Array, reason: Array, evidence: Columns) -> Episodes:
    """Episodes in their order."""
    found = Episodes(account, began, ended, reason, evidence)
    return found.pick(np.lexsort((account, began)))


def join(parts: Sequence[Episodes]) -> Episodes:
    """Several sets of episodes of one rule as one; at least one set."""
    return gather(
        np.concatenate([part.account for part in parts]),
        np.concatenate([part.began for part in parts]),
        np.concatenate([part.ended for part in parts]),
        np.concatenate([part.reason for part in parts]),
        {name: np.concatenate([part.evidence[name] for part in parts]) for name in parts[0].evidence},
    )
