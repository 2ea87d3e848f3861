"""What was known at the end of a day of touches, people, promises, views and news, in columns.

Days are whole numbers (days since 1970-01-01) in the workspace's time zone; :data:`OPEN` is the end of what lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN
from banso.judgement.signals.rules.history import History
from banso.platform.kit.columns import Array, Columns, take

COLUMNS: dict[str, tuple[str, ...]] = {
    "touch": ("account", "day", "known", "gone"),
    "reached": ("account", "person", "day", "known", "gone"),
    "contact": ("account", "person", "role", "starts", "ends"),
    "promise": ("account", "due", "known", "closed", "missed"),
    "watch": ("account", "kind", "day", "known", "gone"),
    "view": ("account", "band", "since", "until"),
    "score": ("account", "day", "band"),
    "cadence": ("account", "days"),
    "user": ("account", "user", "day", "n"),
    "left": ("account", "user", "day"),
    "paying": ("account", "day", "band", "growth"),
}
"""The kinds of facts and their columns.

``touch`` is one touch of an account, ``reached`` one person in it. ``contact``: somebody has ``role`` from ``starts``
until ``ends``, as it was known. ``promise``: due on ``due``, closed on ``closed``; ``missed`` says that somebody said
so. ``view``: a member's view of an account (band 0 to 4); ``score``: the band of the book. ``cadence``: after how many
days without a touch one is due. ``user``: use of end users; ``left``: an end user's person ended their contact.
``paying``: band (-1: none) and MRR against 90 days before (in thousandths) on one day of each week.
"""


@dataclass(frozen=True)
class Ledger:
    """Facts as they were known at the end of ``until``, by kind; ``accounts`` (sorted) with the day each was known."""

    until: int
    accounts: Array
    known: Array
    facts: Mapping[str, Columns] = field(default_factory=dict)
    usage: History | None = None

    def of(self, kind: str) -> Columns:
        """The facts of one kind; empty columns where there are none."""
        return self.facts.get(kind) or nothing(kind)

    def places(self, account: Array) -> tuple[Array, Array]:
        """The position of each of ``account`` among the accounts, and whether it is there."""
        place = np.minimum(np.searchsorted(self.accounts, account), max(len(self.accounts) - 1, 0))
        there = self.accounts[place] == account if len(self.accounts) else np.zeros(len(account), dtype=bool)
        return place, there


def nothing(kind: str) -> Columns:
    """No facts of a kind."""
    return {name: np.zeros(0, dtype=object if name in ("role", "kind") else np.int64) for name in COLUMNS[kind]}


def known_of(columns: Columns, until: int) -> Columns:
    """The rows that were known at the end of ``until``: written down by then and not taken back by then."""
    there = np.ones(len(next(iter(columns.values()))), dtype=bool)
    if "known" in columns:
        there &= columns["known"] <= until
    if "gone" in columns:
        there &= columns["gone"] > until
    if "day" in columns:
        there &= columns["day"] <= until
    if "since" in columns:
        there &= columns["since"] <= until
    return take(columns, there)


def ledger_by(
    until: int, accounts: Array, known: Array, raw: Mapping[str, Columns], usage: History | None = None
) -> Ledger:
    """The ledger at the end of ``until`` from everything that was ever written down.

    Accounts that were not known yet are left out, with their facts. ``usage`` is the history known by then.
    """
    order = np.argsort(accounts)
    present = order[known[order] <= until]
    found = Ledger(until, accounts[present].astype(np.int64), known[present].astype(np.int64))
    facts = {}
    for kind, columns in raw.items():
        some = known_of(columns, until)
        _place, there = found.places(some["account"])
        facts[kind] = take(some, there)
    return Ledger(until, found.accounts, found.known, facts, usage)


__all__ = ["COLUMNS", "OPEN", "Ledger", "known_of", "ledger_by", "nothing"]
