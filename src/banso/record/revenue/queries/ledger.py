"""The stored movements and runs: whose are out of date, and all of them as a table that reports ask."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from banso.platform.kit.columns import Columns
from banso.platform.kit.days import day_end, day_of
from banso.platform.lake.api import LakeSession, TableSpec
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import merged_accounts
from banso.record.revenue.declarations import MOVEMENT, RUN, SHARES
from banso.record.revenue.models import Ledger, LedgerMark, Period, Statement
from banso.record.revenue.queries.families import digest_of, relatives, roots, sharing
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import MANY, stretches
from banso.record.revenue.rules.facts import Policy, Unit
from banso.record.revenue.rules.storing import (
    NAMES,
    RUN_NAMES,
    UNIT_BITS,
    Rows,
    columns_of,
    day_number,
    families,
    own_rows,
    parent_rows,
    run_rows,
)
from banso.record.revenue.rules.stretches import Run, in_force

SLACK = timedelta(minutes=5)
"""How far the clocks of two processes may be apart."""
LABELS = [f"{one}{share:02d}" for one in "ap" for share in range(SHARES)]
VIEW = "moves"
"""The table that :func:`open_moves` makes."""
RUNS = "runs"
"""The table that :func:`open_runs` makes."""


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
    """What of a policy stored movements hang on; it begins with the number of how they are stored."""
    return f"2;{rules.grace_days},{rules.dunning_days},{rules.pause},{rules.cancel}"


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


def known_later(known: date, rules: Policy) -> frozenset[int] | None:
    """Accounts of which something was said after the end of ``known``, or whose renewal could still come then.

    Of all others the movements until then are what they are now. With whom they share contracts; none where they are
    so many that everything had better be computed.
    """
    merged = merged_accounts()
    end = day_end(known, current_workspace().timezone)
    said = Statement.objects.filter(line__in=Statement.objects.filter(known_at__gte=end).values("line"))
    rows = Period.objects.filter(statement__in=said.values("pk"))
    waiting = Period.objects.filter(end__gt=known - timedelta(days=rules.grace_days), end__lte=known, notice=None)
    found = {one for some in (rows, waiting) for one in some.values_list("account_id", flat=True).distinct()}
    found = {merged.get(one, one) for one in found}
    if len(found) > MANY:
        return None
    return frozenset(sharing(found)) if found else frozenset()


class Unstored:
    """What a reading cannot take from the store: whose rows do not hold for it, and their lines in force, read once.

    ``known``: read what was known at the end of that day. ``day`` is the one through which everything is known, which
    is never later than today; ``past`` is the same where it is a past one.
    """

    def __init__(self, now: datetime, *, known: date | None = None, unit: Unit = "account") -> None:
        today = today_of(now)
        self.past = known if known is not None and known < today else None
        self.day = today if self.past is None else self.past
        self.unit = unit
        self._now = now

    @cached_property
    def tops(self) -> dict[int, int] | None:
        """The root of each account, where hierarchies are counted."""
        return roots() if self.unit == "parent" else None

    @cached_property
    def stale(self) -> Stale:
        """What changed since the store was written."""
        return stale(self._now, tops=self.tops)

    @cached_property
    def accounts(self) -> frozenset[int] | None:
        """Whose rows have to be computed, with their hierarchies where these are counted; none: everybody's."""
        found = self.stale.accounts
        if found is not None and self.past is not None:
            later = known_later(self.past, policy())
            found = None if later is None else found | later
        if found is None or self.tops is None:
            return found
        related = families(self.tops)
        return found | (related if self.stale.families else relatives(found & related, self.tops))

    @cached_property
    def runs(self) -> list[Run]:
        """The lines of these accounts as they are in force."""
        if self.accounts is not None and not self.accounts:
            return []
        with uncollected():
            return in_force(stretches(self.accounts, known=self.past), policy(), self.day)


def _computed(out: Unstored) -> Rows:
    """The rows of movements by the unit of ``out``."""
    with uncollected():
        if out.tops is None:
            return [row for row in own_rows(out.runs) if row[0] & UNIT_BITS[out.unit]]
        related = families(out.tops)
        apart = own_rows([one for one in out.runs if one.account not in related])
        rows = [(*_as_parent(row),) for row in apart if row[0] & UNIT_BITS["account"]]
        return rows + parent_rows([one for one in out.runs if one.account in related], out.tops)


def _as_parent(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row of an account that is a family of its own."""
    return (UNIT_BITS["parent"], row[2], *row[2:])


def open_moves(
    engine: LakeSession,
    out: Unstored,
    *,
    accounts: Collection[int] | None = None,
    products: Collection[int] | None = None,
    frozen: date | None = None,
    with_lines: bool = False,
) -> None:
    """Give ``engine`` the table :data:`VIEW` with all movements by the unit of ``out``, until its day.

    Its columns are those of the lake's table (``lines`` only ``with_lines``: they are most of it) and ``whose``: the
    account by which a movement is grouped, which is the root for hierarchies. ``frozen``, a month (its first day),
    takes the copy that was made when it was closed.
    """
    source = _stored(engine, out) if frozen is None else _copied(engine, out.unit, frozen)
    whose = "root" if out.unit == "parent" else "account"
    only = _only(engine, {whose: accounts, "product": products})
    columns = ", ".join(name for name in NAMES if with_lines or name != "lines")
    until = day_number(out.day)
    engine.collect(VIEW, f"SELECT {columns}, {whose} AS whose FROM ({source}) WHERE day <= {until}{only}")


def open_runs(
    engine: LakeSession,
    out: Unstored,
    *,
    accounts: Collection[int] | None = None,
    products: Collection[int] | None = None,
) -> None:
    """Give ``engine`` the table :data:`RUNS` with the runs of all lines; of a past day they are right until it."""
    columns = ", ".join(RUN_NAMES)
    _given(engine, "given_runs", RUN, run_rows(out.runs))
    source = f"SELECT {columns} FROM given_runs"
    if out.accounts is not None:
        table = engine.table(RUN.name, labels=LABELS).get_name()
        engine.memtable("stale_runs", {"id": _ints(out.accounts)})
        source += f' UNION ALL SELECT {columns} FROM "{table}" WHERE account NOT IN (SELECT id FROM stale_runs)'
    only = _only(engine, {"account": accounts, "product": products})
    engine.collect(RUNS, f"SELECT * FROM ({source}) WHERE TRUE{only}")


def _only(engine: LakeSession, wanted: Mapping[str, Collection[int] | None]) -> str:
    """The condition that leaves rows whose columns are among the ids wanted; of none, all are."""
    text = ""
    for column, ids in wanted.items():
        if ids is not None:
            engine.memtable(f"only_{column}", {"id": _ints(ids)})
            text += f" AND {column} IN (SELECT id FROM only_{column})"
    return text


def _stored(engine: LakeSession, out: Unstored) -> str:
    """The movements of the store, and in the place of those that do not hold what is computed."""
    _given(engine, "given_moves", MOVEMENT, _computed(out))
    names = ", ".join(NAMES)
    computed = f"SELECT {names} FROM given_moves"
    if out.accounts is None:
        return computed
    table = engine.table(MOVEMENT.name, labels=LABELS).get_name()
    if out.tops is None:
        engine.memtable("stale", {"id": _ints(out.accounts)})
        mine = f"units & {UNIT_BITS[out.unit]} > 0 AND account NOT IN (SELECT id FROM stale)"
        return f'SELECT {names} FROM "{table}" WHERE {mine} UNION ALL {computed}'
    engine.memtable("stale", {"id": _ints(out.accounts | {out.tops.get(one, one) for one in out.accounts})})
    engine.memtable("related", {"id": _ints(families(out.tops))})
    single = (
        f'SELECT units, account AS root, {", ".join(NAMES[2:])} FROM "{table}" WHERE units & {UNIT_BITS["account"]} > 0'
        " AND account NOT IN (SELECT id FROM stale) AND account NOT IN (SELECT id FROM related)"
    )
    joint = (
        f'SELECT {names} FROM "{table}" WHERE units & {UNIT_BITS["parent"]} > 0 AND root NOT IN (SELECT id FROM stale)'
    )
    joint = "" if out.stale.families else f" UNION ALL {joint}"
    return f"{single}{joint} UNION ALL {computed}"


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


def _given(engine: LakeSession, name: str, table: TableSpec, rows: Rows) -> None:
    import numpy as np  # noqa: PLC0415

    kinds: dict[str, type] = {"string": object, "bool": bool}
    columns: Columns = {}
    for column, values in columns_of(rows, list(table.columns)).items():
        columns[column] = np.array(values, dtype=kinds.get(table.columns[column], np.int64))
    if not rows:
        # Without values a column has no type: take those of the lake's table.
        engine.store(name, engine.table(table.name, labels=[]))
        return
    engine.memtable(name, columns)


def _ints(values: Collection[int]) -> Any:
    import numpy as np  # noqa: PLC0415

    return np.array(sorted(values), dtype=np.int64)


def label_of(row: tuple[Any, ...]) -> str:
    """The part of the lake that a row is in."""
    is_parent = row[0] == UNIT_BITS["parent"]
    return f"{'p' if is_parent else 'a'}{(row[1] if is_parent else row[2]) % SHARES:02d}"
