"""What rows of accounts would change, without changing it: the dry run, and the plan of the real one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from banso.platform.journal.api import EXISTS, Basis
from banso.platform.kit.days import EPOCH
from banso.record.customers.models import Account
from banso.record.customers.queries.accounts import (
    accounts_by_id,
    pasts,
    resolve_accounts,
    taken_back,
    values_now,
)
from banso.record.customers.rules.fields import KNOWN_SINCE, stored
from banso.record.customers.rules.past import State, state

Outcome = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One row about one account.

    ``fields`` has what the row says: plain fields, ``owner`` (a member's id), ``parent`` (an account's id) and
    custom keys; ``None`` says that there is no value. ``valid_from``: from when it holds; ``None``: from now, or
    since ever where history is filled back.
    """

    number: int
    key: str
    fields: Mapping[str, Any]
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Knowing:
    """Which clock rows are written under.

    ``history``: they were known when they happened (assumed), and a row without a date holds since ever.
    Otherwise they are known from now (observed). ``dated``: rows may speak of the past.
    """

    now: datetime
    history: bool = False
    dated: bool = False

    def of(self, row: AccountRow) -> tuple[datetime, datetime, str]:
        """``at``, ``known_at`` and basis of a row."""
        if self.history:
            at = row.valid_from or EPOCH
            return at, min(at, self.now), Basis.ASSUMED
        return row.valid_from or self.now, self.now, Basis.OBSERVED


@dataclass(frozen=True, slots=True)
class Planned:
    """What one row changes: ``{field: (old, new)}`` from ``at`` on."""

    row: AccountRow
    outcome: Outcome
    at: datetime
    known_at: datetime
    basis: str
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(slots=True)
class Draft:
    """One account while rows are planned. ``account`` is ``None`` until it exists.

    ``is_new``: its first row brings it to be, or back (``account`` is there, archived by an undo).
    """

    key: str
    account: Account | None
    state: State
    is_new: bool = False
    planned: list[Planned] = field(default_factory=list)


class Planner:
    """Plans rows chunk by chunk.

    A dry run keeps drafts of keys that come again in a later chunk (``repeated``), since nothing of the earlier
    chunk is in the database.
    """

    def __init__(
        self,
        *,
        source: str,
        knowing: Knowing,
        custom: Sequence[str] = (),
        repeated: Collection[str] = (),
    ) -> None:
        self._source = source
        self._knowing = knowing
        self._custom = custom
        self._repeated = repeated
        self._kept: dict[str, Draft] = {}

    def plan(self, rows: Iterable[AccountRow]) -> list[Draft]:
        """Plan up to some 500 rows; one draft for each account they name, in order."""
        rows = list(rows)
        keys = list(dict.fromkeys(row.key for row in rows))
        drafts = self._drafts(keys)
        for row in rows:
            draft = drafts[row.key]
            draft.planned.append(self.plan_row(draft, row))
        for key in keys:
            if key in self._repeated:
                # The next chunk adds its own rows to what this one knows.
                kept = drafts[key]
                self._kept[key] = Draft(key, kept.account, kept.state)
        return list(drafts.values())

    def _drafts(self, keys: Sequence[str]) -> dict[str, Draft]:
        known = resolve_accounts(self._source, [key for key in keys if key not in self._kept])
        accounts = accounts_by_id(known.values())
        gone = taken_back([pk for pk, one in accounts.items() if one.archived_at is not None])
        values = values_now(accounts, self._custom)
        past = pasts(accounts) if self._knowing.dated or self._knowing.history else {}
        dated = self._knowing.dated or self._knowing.history
        drafts = {}
        for key in keys:
            if key in self._kept:
                drafts[key] = self._kept[key]
                continue
            account = accounts.get(known.get(key, 0))
            if account is None:
                drafts[key] = Draft(key, None, State(past={} if dated else None), is_new=True)
            else:
                revived = account.pk in gone
                # An account that an undo took back begins anew, under its old id.
                now = State({} if revived else values[account.pk], past[account.pk] if dated else None)
                now.values[KNOWN_SINCE] = None if revived else account.known_since.isoformat()
                drafts[key] = Draft(key, account, now, is_new=revived)
        return drafts

    def plan_row(self, draft: Draft, row: AccountRow) -> Planned:
        at, known_at, basis = self._knowing.of(row)
        fresh = draft.is_new and not draft.planned
        statements = {name: stored(name, value) for name, value in row.fields.items()}
        # An account always has a name: its external id until another is known.
        if statements.get("name") is None:
            statements.pop("name", None)
            if draft.is_new and draft.state.values.get("name") is None:
                statements["name"] = draft.key
        if fresh:
            statements[EXISTS] = True
            draft.state.values[EXISTS] = False
        changes = state(draft.state, statements, at)
        if fresh and changes.get(EXISTS, (None, True))[0] is None:
            changes[EXISTS] = (False, True)
        self._know(draft, known_at, changes)
        outcome: Outcome = "new" if fresh else "changed" if changes else "unchanged"
        return Planned(row, outcome, at, known_at, basis, changes)

    @staticmethod
    def _know(draft: Draft, known_at: datetime, changes: dict[str, tuple[Any, Any]]) -> None:
        """History told later may reach further back than what was known of the account so far."""
        known = draft.state.values.get(KNOWN_SINCE)
        if changes and (known is None or known_at < datetime.fromisoformat(known)):
            draft.state.values[KNOWN_SINCE] = known_at.isoformat()
            draft.state.touched.add(KNOWN_SINCE)
            if known is not None:
                changes[KNOWN_SINCE] = (known, known_at.isoformat())
