"""Values of many accounts on many days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from banso.platform.kit.columns import Array, Columns


@dataclass(frozen=True)
class Frame:
    """One row for each account and day on which the account was known to have an event.

    ``accounts`` int64, ``days`` datetime64[D], ``values`` float64 by slug, NaN for "no value"; all of one
    length, sorted by day, then account.
    """

    accounts: Array
    days: Array
    values: Columns

    def __len__(self) -> int:
        return len(self.accounts)

    def take(self, index: Array) -> Frame:
        """The rows at ``index`` (positions or a mask)."""
        values = {slug: column[index] for slug, column in self.values.items()}
        return Frame(self.accounts[index], self.days[index], values)

    def with_values(self, more: Mapping[str, Array]) -> Frame:
        """The same rows with further columns."""
        return Frame(self.accounts, self.days, {**self.values, **more})

    def row_of(self, account_id: int) -> dict[str, float | None] | None:
        """The values of one account on the only day, ``None`` for no value; ``None``: no such row."""
        place = np.flatnonzero(self.accounts == account_id)
        if not len(place):
            return None
        row = int(place[-1])
        return {slug: None if np.isnan(column[row]) else float(column[row]) for slug, column in self.values.items()}


def empty(slugs: list[str]) -> Frame:
    """A frame without rows."""
    return Frame(
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype="datetime64[D]"),
        {slug: np.zeros(0) for slug in slugs},
    )


def joined(parts: Sequence[Frame], slugs: list[str]) -> Frame:
    """Frames of the same columns as one."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return empty(slugs)
    return Frame(
        np.concatenate([one.accounts for one in parts]),
        np.concatenate([one.days for one in parts]),
        {slug: np.concatenate([one.values[slug] for one in parts]) for slug in slugs},
    )
