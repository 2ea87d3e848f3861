"""The stored movements: whose are out of date, and all of them as a table that reports ask."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from banso.platform.kit.columns import Columns
from banso.platform.kit.days import day_of
from banso.platform.lake.api import LakeSession
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import merged_accounts
from banso.record.revenue.declarations import MOVEMENT, SHARES
from banso.record.revenue.models import Ledger, LedgerMark, Period, Statement
from banso.record.revenue.queries.families import digest_of, relatives, roots, sharing
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.facts import Policy, Unit
from banso.record.revenue.rules.storing import (
    NAMES,
    UNIT_BITS,
    Rows,
    columns_of,
    day_number,
    families,
    own_rows,
    parent_rows,
)

SLACK = timedelta(minutes=5)
"""How far the clocks of two processes may be apart."""
LABELS = [f"{one}{share:02d}" for one in "ap" for share in range(SHARES)]
VIEW = "moves"
"""The table that :func:`open_moves` makes."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Whose stored movements are out of date (none: everybody's), and whether hierarchies changed."""

    accounts: frozenset[int] | None
    families: bool = False

    def __bool__(self) -> bool:
        return self.accounts is None or bool(self.accounts) or self.families


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: among millions of small values that make none, it takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def today_of(now: datetime) -> date:
    """The workspace's day."""
    return day_of(now, current_workspace().timezone)


def policy_digest(rules: Policy) -> str:
    """What of a policy stored movements hang on."""
    return f"{rules.grace_days},{rules.dunning_days},{rules.pause},{rules.cancel}"


def stale(now: datetime, *, tops: dict[int, int] | None = None) -> Stale:
    """What has to be computed again; ``tops`` are the roots, where hierarchies matter."""
    head = Ledger.objects.first()
    rules = policy()
    if head is None or head.policy != policy_digest(rules):
        return Stale(None)
    merged = merged_accounts()
    accounts = set(LedgerMark.objects.values_list("account", flat=True))
    before = {int(one): other for one, other in head.merged.items()}
    for one in before.keys() | merged.keys():
        if before.get(one) != merged.get(one):
            accounts |= {one, *(each[one] for each in (before, merged) if one in each)}
    # One after the other: no database looks up an OR of them by its indexes.
    for said in ({"pk__gt": head.statement}, {"withdrawn_at__gte": head.read_at - SLACK}):
        rows = Statement.objects.filter(line__in=Statement.objects.filter(**said).values("line"))
        accounts |= set(rows.filter(periods__isnull=False).values_list("periods__account_id", flat=True).distinct())
    accounts |= _due(head.known, today_of(now), rules)
    # Those that were merged too: rows may still stand under their own ids.
    accounts |= sharing({merged.get(one, one) for one in accounts}) if accounts else set()
    return Stale(frozenset(accounts), tops is not None and digest_of(tops) != head.families)


def _due(before: date, today: date, rules: Policy) -> set[int]:
    """Accounts for which days that went by since ``before`` say more: a grace or a dunning is over, or begins."""
    if today <= before:
        return set()
    grace = before - timedelta(days=rules.grace_days)
    lost = timedelta(days=rules.dunning_days + 1)
    ended = Period.objects.filter(end__gt=grace, end__lte=today, notice=None)
    unpaid = Period.objects.filter(past_due_since__gt=before - lost, past_due_since__lte=today - lost)
    return {one for rows in (ended, unpaid) for one in rows.values_list("account_id", flat=True).distinct()}


def computed(unit: Unit, known: date, *, as_known: bool, accounts: Collection[int] | None = None) -> Rows:
    """Rows for ``unit``, computed from lines; of all accounts, or of ``accounts`` (with whom they share contracts)."""
    with uncollected():
        return _computed(unit, known, as_known=as_known, accounts=accounts)


def _computed(unit: Unit, known: date, *, as_known: bool, accounts: Collection[int] | None) -> Rows:
    rules = policy()
    lines = stretches(accounts, known=known if as_known else None)
    if unit != "parent":
        return [row for row in own_rows(lines, rules, known) if row[0] & UNIT_BITS[unit]]
    tops = roots()
    related = families(tops)
    apart = own_rows([one for one in lines if one.account not in related], rules, known)
    rows = [(*_as_parent(row),) for row in apart if row[0] & UNIT_BITS["account"]]
    return rows + parent_rows([one for one in lines if one.account in related], rules, known, tops)


def _as_parent(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row of an account that is a family of its own."""
    return (UNIT_BITS["parent"], row[2], *row[2:])


def open_moves(
    engine: LakeSession,
    unit: Unit,
    now: datetime,
    *,
    known: date | None = None,
    accounts: Collection[int] | None = None,
    products: Collection[int] | None = None,
    frozen: date | None = None,
    with_lines: bool = False,
) -> date:
    """Give ``engine`` the table :data:`VIEW` with all movements by ``unit``; the day through which they are known.

    Its columns are those of the lake's table (``lines`` only ``with_lines``: they are most of it) and ``whose``: the
    account by which a movement is grouped, which is the root for hierarchies. What changed since the store was
    written is computed here and now. ``frozen``, a month (its first day), takes the copy that was made when it was
    closed.
    """
    today = today_of(now)
    # Who looks ahead knows no more than today.
    day = today if known is None or known > today else known
    if frozen is not None:
        source = _copied(engine, unit, frozen)
    elif known is not None and known < today:
        _given(engine, computed(unit, day, as_known=True))
        source = "SELECT * FROM given_moves"
    else:
        source = _stored(engine, unit, now, today)
    whose = "root" if unit == "parent" else "account"
    only = ""
    for column, ids in ((whose, accounts), ("product", products)):
        if ids is not None:
            engine.memtable(f"only_{column}", {"id": _ints(ids)})
            only += f" AND {column} IN (SELECT id FROM only_{column})"
    columns = ", ".join(name for name in NAMES if with_lines or name != "lines")
    engine.collect(VIEW, f"SELECT {columns}, {whose} AS whose FROM ({source}) WHERE day <= {day_number(day)}{only}")
    return day


def _stored(engine: LakeSession, unit: Unit, now: datetime, today: date) -> str:
    tops = roots() if unit == "parent" else None
    found = stale(now, tops=tops)
    if found.accounts is None:
        _given(engine, computed(unit, today, as_known=False))
        return "SELECT * FROM given_moves"
    table = engine.table(MOVEMENT.name, labels=LABELS).get_name()
    names = ", ".join(NAMES)
    if tops is None:
        _given(engine, computed(unit, today, as_known=False, accounts=found.accounts) if found.accounts else [])
        engine.memtable("stale", {"id": _ints(found.accounts)})
        mine = f"units & {UNIT_BITS[unit]} > 0 AND account NOT IN (SELECT id FROM stale)"
        return f'SELECT {names} FROM "{table}" WHERE {mine} UNION ALL SELECT {names} FROM given_moves'
    related = families(tops)
    anew = related if found.families else relatives(found.accounts & related, tops)
    wanted = found.accounts | anew
    _given(engine, computed(unit, today, as_known=False, accounts=wanted) if wanted else [])
    engine.memtable("stale", {"id": _ints(wanted | {tops.get(one, one) for one in wanted})})
    engine.memtable("related", {"id": _ints(related)})
    single = (
        f'SELECT units, account AS root, {", ".join(NAMES[2:])} FROM "{table}" WHERE units & {UNIT_BITS["account"]} > 0'
        " AND account NOT IN (SELECT id FROM stale) AND account NOT IN (SELECT id FROM related)"
    )
    joint = (
        f'SELECT {names} FROM "{table}" WHERE units & {UNIT_BITS["parent"]} > 0 AND root NOT IN (SELECT id FROM stale)'
    )
    joint = "" if found.families else f" UNION ALL {joint}"
    return f"{single}{joint} UNION ALL SELECT {names} FROM given_moves"


def frozen_label(month: date) -> str:
    """The part of the lake with the copy of a closed month."""
    return f"frozen-{month.year:04d}-{month.month:02d}"


def _copied(engine: LakeSession, unit: Unit, month: date) -> str:
    table = engine.table(MOVEMENT.name, labels=[frozen_label(month)]).get_name()
    names = ", ".join(NAMES)
    parent = UNIT_BITS["parent"]
    if unit != "parent":
        return f'SELECT {names} FROM "{table}" WHERE units & {UNIT_BITS[unit]} > 0'
    joint = f'FROM "{table}" WHERE units & {parent} > 0'
    return (
        f'SELECT units, account AS root, {", ".join(NAMES[2:])} FROM "{table}"'
        f" WHERE units & {UNIT_BITS['account']} > 0"
        f" AND account NOT IN (SELECT account {joint}) UNION ALL SELECT {names} {joint}"
    )


def _given(engine: LakeSession, rows: Rows) -> None:
    import numpy as np  # noqa: PLC0415

    columns: Columns = {}
    for name, values in columns_of(rows).items():
        kind = object if MOVEMENT.columns[name] == "string" else bool if name == "pre" else np.int64
        columns[name] = np.array(values, dtype=kind)
    if not rows:
        # Without values a column has no type: take those of the lake's table.
        engine.store("given_moves", engine.table(MOVEMENT.name, labels=[]))
        return
    engine.memtable("given_moves", columns)


def _ints(values: Collection[int]) -> Any:
    import numpy as np  # noqa: PLC0415

    return np.array(sorted(values), dtype=np.int64)


def label_of(row: tuple[Any, ...]) -> str:
    """The part of the lake that a row is in."""
    is_parent = row[0] == UNIT_BITS["parent"]
    return f"{'p' if is_parent else 'a'}{(row[1] if is_parent else row[2]) % SHARES:02d}"
