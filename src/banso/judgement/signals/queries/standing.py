"""What Today asks of accounts as of a day: their book, their value, who looks after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from banso.judgement.metrics.api import book
from banso.platform.attributes.api import rows
from banso.platform.identity.api import Member, Role
from banso.platform.journal.api import decode
from banso.platform.kit.columns import Array, as_float
from banso.platform.kit.days import day_end
from banso.platform.kit.money import to_major
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import OWNER, active_account_ids, current_owners, fields_as_of
from banso.record.revenue.api import has_lines

WEEKS = "active_weeks_52"
RECENCY = "days_since_last_event"
SILENCE = "silence_180d"
YEARLY_VALUE = "yearly_value"
CMRR = "cmrr"


@dataclass(frozen=True, slots=True)
class Standing:
    """Accounts in columns, sorted by id; NaN where nothing is known.

    ``weeks`` active of the last 52, ``recency`` days since the last use, ``silence`` the probability of
    no use in 180 days; ``value`` in the workspace's currency: a year, or a month where ``is_monthly``.
    """

    accounts: Array
    weeks: Array
    recency: Array
    silence: Array
    value: Array
    owners: dict[int, int]
    is_monthly: bool = False

    def places(self, accounts: Sequence[int]) -> Array:
        """Positions of accounts, which must be among them."""
        return np.searchsorted(self.accounts, np.array(accounts, dtype=np.int64))


def standing(day: date, *, current: bool) -> Standing:
    """How every account that is neither archived nor merged stands at the end of ``day``.

    With ``current`` value and owner are those of now, else those that were known by the end of the day. Once the
    workspace has contracts, value is CMRR, and a twelfth of the yearly value for accounts without lines.
    """
    accounts = np.array(active_account_ids(), dtype=np.int64)
    frame = book(day, [WEEKS, RECENCY, SILENCE, CMRR])
    order = np.argsort(frame.accounts)
    listed = frame.accounts[order]
    at = np.minimum(np.searchsorted(listed, accounts), max(len(listed) - 1, 0))
    known = listed[at] == accounts if len(listed) else np.zeros(len(accounts), dtype=bool)
    columns = {}
    for key in (WEEKS, RECENCY, SILENCE, CMRR):
        columns[key] = np.full(len(accounts), np.nan)
        if key in frame.values:
            columns[key][known] = frame.values[key][order][at[known]]
    value, owners = _now(accounts) if current else _then(accounts, day)
    monthly = has_lines()
    if monthly:
        # Accounts whose first line came since the day was computed show it already in their yearly value.
        value = np.where(np.isnan(columns[CMRR]), value / 12, columns[CMRR])
    return Standing(accounts, columns[WEEKS], columns[RECENCY], columns[SILENCE], value, owners, monthly)


def in_care_of(found: Standing, member: Member) -> Array:
    """A mask of the accounts that ``member`` looks after; what nobody does is the owners'."""
    takes_the_rest = member.role == Role.OWNER
    mine = [found.owners.get(account, member.pk if takes_the_rest else 0) == member.pk for account in _ids(found)]
    return np.array(mine, dtype=bool)


def _ids(found: Standing) -> list[int]:
    return [int(account) for account in found.accounts]


def _now(accounts: Array) -> tuple[Array, dict[int, int]]:
    ids = accounts.tolist()
    value = as_float(row[YEARLY_VALUE] for row in rows("account", ids, [YEARLY_VALUE]))
    return value / _minor_units(), current_owners()


def _then(accounts: Array, day: date) -> tuple[Array, dict[int, int]]:
    instant = day_end(day, current_workspace().timezone)
    with lake.session() as session:
        columns = session.fetch(fields_as_of(session, instant, fields=[YEARLY_VALUE, OWNER]))
    ids = [int(account) for account in columns["subject_id"]]
    values = dict(zip(ids, decode(columns[YEARLY_VALUE].tolist()), strict=True))
    owners = dict(zip(ids, decode(columns[OWNER].tolist()), strict=True))
    value = as_float(values.get(account) for account in accounts.tolist())
    return value / _minor_units(), {account: owner for account, owner in owners.items() if owner is not None}


def _minor_units() -> int:
    return int(1 / to_major(1, current_workspace().currency))
