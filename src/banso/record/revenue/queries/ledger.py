"""The stored movements and runs: whose are out of date, and all of them as a table that reports ask."""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


def computed(unit: Unit, known: date, *, as_known: bool, accounts: Collection[int] | None = None) -> Rows:
    """Rows for ``unit``, computed from lines; of all accounts, or of ``accounts`` (with whom they share contracts)."""
    with uncollected():
        return _computed(unit, _runs(known, as_known=as_known, accounts=accounts))


def _runs(known: date, *, as_known: bool, accounts: Collection[int] | None) -> list[Run]:
    return in_force(stretches(accounts, known=known if as_known else None), policy(), known)


def _computed(unit: Unit, runs: list[Run]) -> Rows:
    if unit != "parent":
        return [row for row in own_rows(runs) if row[0] & UNIT_BITS[unit]]
    tops = roots()
    related = families(tops)
    apart = own_rows([one for one in runs if one.account not in related])
    rows = [(*_as_parent(row),) for row in apart if row[0] & UNIT_BITS["account"]]
    return rows + parent_rows([one for one in runs if one.account in related], tops)


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
    written, or became known after ``known``, is computed here and now. ``frozen``, a month (its first day), takes the
    copy that was made when it was closed.
    """
    day, past = _known(known, now)
    source = _stored(engine, unit, now, past) if frozen is None else _copied(engine, unit, frozen)
    whose = "root" if unit == "parent" else "account"
    only = _only(engine, {whose: accounts, "product": products})
    columns = ", ".join(name for name in NAMES if with_lines or name != "lines")
    engine.collect(VIEW, f"SELECT {columns}, {whose} AS whose FROM ({source}) WHERE day <= {day_number(day)}{only}")
    return day


def open_runs(
    engine: LakeSession,
    now: datetime,
    *,
    known: date | None = None,
    accounts: Collection[int] | None = None,
    products: Collection[int] | None = None,
) -> date:
    """Give ``engine`` the table :data:`RUNS` with the runs of all lines; the day through which they are known.

    As known on a past day, runs are right until that day.
    """
    day, past = _known(known, now)
    found = _out_of_date(stale(now), past)
    columns = ", ".join(RUN_NAMES)
    if found is None or found:
        with uncollected():
            rows = run_rows(_runs(day, as_known=past is not None, accounts=found))
        _given(engine, "given_runs", RUN, rows)
    source = f"SELECT {columns} FROM given_runs"
    if found is not None:
        table = engine.table(RUN.name, labels=LABELS).get_name()
        engine.memtable("stale_runs", {"id": _ints(found)})
        stored = f'SELECT {columns} FROM "{table}" WHERE account NOT IN (SELECT id FROM stale_runs)'
        source = f"{stored} UNION ALL {source}" if found else stored
    only = _only(engine, {"account": accounts, "product": products})
    engine.collect(RUNS, f"SELECT * FROM ({source}) WHERE TRUE{only}")
    return day


def _only(engine: LakeSession, wanted: Mapping[str, Collection[int] | None]) -> str:
    """The condition that leaves rows whose columns are among the ids wanted; of none, all are."""
    text = ""
    for column, ids in wanted.items():
        if ids is not None:
            engine.memtable(f"only_{column}", {"id": _ints(ids)})
            text += f" AND {column} IN (SELECT id FROM only_{column})"
    return text


def _known(known: date | None, now: datetime) -> tuple[date, date | None]:
    """The day through which everything is known, and the same where it is a past one. Nobody knows more than today."""
    today = today_of(now)
    return (known, known) if known is not None and known < today else (today, None)


def _out_of_date(found: Stale, past: date | None) -> frozenset[int] | None:
    """Whose rows have to be computed; none: everybody's."""
    if found.accounts is None or past is None:
        return found.accounts
    later = known_later(past, policy())
    return None if later is None else found.accounts | later


def _stored(engine: LakeSession, unit: Unit, now: datetime, past: date | None) -> str:
    tops = roots() if unit == "parent" else None
    found = stale(now, tops=tops)
    out = _out_of_date(found, past)
    day = today_of(now) if past is None else past

    def given(accounts: Collection[int] | None) -> None:
        rows = (
            []
            if accounts is not None and not accounts
            else computed(unit, day, as_known=past is not None, accounts=accounts)
        )
        _given(engine, "given_moves", MOVEMENT, rows)

    if out is None:
        given(None)
        return "SELECT * FROM given_moves"
    table = engine.table(MOVEMENT.name, labels=LABELS).get_name()
    names = ", ".join(NAMES)
    if tops is None:
        given(out)
        engine.memtable("stale", {"id": _ints(out)})
        mine = f"units & {UNIT_BITS[unit]} > 0 AND account NOT IN (SELECT id FROM stale)"
        return f'SELECT {names} FROM "{table}" WHERE {mine} UNION ALL SELECT {names} FROM given_moves'
    related = families(tops)
    anew = related if found.families else relatives(out & related, tops)
    wanted = out | anew
    given(wanted)
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
