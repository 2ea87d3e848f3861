"""Metrics of touches and tasks: a source of columns beside the metrics of usage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from banso.judgement.metrics.rules.terms import Term
from banso.judgement.metrics.rules.work import Ends, count_terms, ledger
from banso.platform.kit.columns import Array, Columns, as_instants
from banso.record.customers.api import known_since
from banso.record.work.api import task_facts, touch_facts, touch_people


class WorkCounts:
    """Counts touches and tasks for the accounts known by each day: of all, or of ``accounts``."""

    def __init__(self, wanted: Mapping[str, Term], accounts: Sequence[int] | None) -> None:
        self.terms = dict(wanted)
        since = known_since(accounts)
        self.accounts = np.array(sorted(since), dtype=np.int64)
        self.known = as_instants([since[account] for account in sorted(since)])
        self.facts = ledger(self.accounts, touch_facts(), touch_people(), task_facts())

    def accounts_by(self, end: np.datetime64) -> Array:
        """Accounts that were known at ``end``."""
        found: Array = self.accounts[self.known < end]
        return found

    def columns(self, accounts: Array, number: int, ends: Ends) -> Columns:
        """The counts of ``accounts`` as of the day ``number``."""
        return count_terms(self.terms, replace(self.facts, accounts=accounts), number, ends)
