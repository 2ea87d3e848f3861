"""Bringing the stored movements up to date: only accounts of which something changed are computed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from banso.platform.lake.api import LakeSession, TableSpec, replace, session
from banso.record.customers.api import merged_accounts
from banso.record.revenue.declarations import MOVEMENT, RUN, SHARES
from banso.record.revenue.models import Ledger, LedgerMark, Statement
from banso.record.revenue.queries.families import digest_of, relatives, roots
from banso.record.revenue.queries.ledger import label_of, policy_digest, stale, today_of, uncollected
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.storing import (
    RUN_NAMES,
    Rows,
    columns_of,
    families,
    own_rows,
    parent_rows,
    run_rows,
    sharing_contracts,
)
from banso.record.revenue.rules.stretches import Run, in_force

REFRESH_JOB: Final = "revenue.refresh_ledger"
REFRESH_KEY: Final = "ledger"
"""One refresh waits at a time: it takes all that has changed by then."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many accounts were computed (none: everybody), and how many rows were written for them."""

    accounts: int | None
    rows: int


@dataclass(frozen=True, slots=True)
class _Read:
    """What there was when reading began."""

    statement: int
    at: datetime
    known: date
    rules: Policy
    tops: dict[int, int]
    merged: dict[int, int]


def refresh_ledger(now: datetime) -> Refreshed:
    """Compute what is out of date; nothing where nothing is.

    Parts are put in place one by one: until the last of them is there, reports take what was out of date from lines.
    """
    read = _Read(
        statement=Statement.objects.aggregate(last=Max("pk"))["last"] or 0,
        at=now,
        known=today_of(now),
        rules=policy(),
        tops=roots(),
        merged=merged_accounts(),
    )
    head = Ledger.objects.first()
    marks = list(LedgerMark.objects.values_list("pk", flat=True))
    found = stale(now, tops=read.tops)
    with uncollected():
        if found.accounts is None:
            done = Refreshed(None, _everything(read))
        elif found.accounts or found.families:
            done = Refreshed(len(found.accounts), _some(read, found.accounts, families_changed=found.families))
        else:
            done = Refreshed(0, 0)
    _settle(read, head, marks)
    return done


def mark_accounts(accounts: Iterable[int], now: datetime) -> None:
    """Let the movements of ``accounts`` be computed again at the next refresh."""
    LedgerMark.objects.bulk_create(
        [LedgerMark(account=one, marked_at=now) for one in sorted(set(accounts))], ignore_conflicts=True, batch_size=500
    )


def _settle(read: _Read, head: Ledger | None, marks: Collection[int]) -> None:
    """Say how far the ledger is. If another refresh came between, nobody can tell whose parts are there: start anew."""
    values = {
        "known": read.known,
        "statement": read.statement,
        "read_at": read.at,
        "policy": policy_digest(read.rules),
        "families": digest_of(read.tops),
        "merged": {str(one): other for one, other in read.merged.items()},
    }
    with transaction.atomic():
        last = Ledger.objects.select_for_update().first()
        if last is None:
            Ledger.objects.create(**values)
        elif head is None or (last.read_at, last.statement) != (head.read_at, head.statement):
            Ledger.objects.filter(pk=last.pk).update(policy="")
        else:
            Ledger.objects.filter(pk=last.pk).update(**values)
            for start in range(0, len(marks), 500):
                LedgerMark.objects.filter(pk__in=list(marks)[start : start + 500]).delete()


def _everything(read: _Read) -> int:
    """Every account, one share of them after the other, so that memory holds one."""
    related = families(read.tops)
    lines = stretches()
    together = sharing_contracts(lines)
    shares: dict[int, list[Stretch]] = defaultdict(list)
    shared: list[Stretch] = []
    in_families: list[Stretch] = []
    for one in lines:
        if one.account in together:
            shared.append(one)
        else:
            shares[one.account % SHARES].append(one)
        if one.account in related:
            in_families.append(one)
    del lines
    several = in_force(shared, read.rules, read.known)
    apart, runs_apart = _by_label(own_rows(several)), _runs_by_label(several)
    written = 0
    for share in range(SHARES):
        label = f"a{share:02d}"
        runs = in_force(shares.pop(share, []), read.rules, read.known)
        written += replace(MOVEMENT.name, label, columns_of(own_rows(runs) + apart.pop(label, [])))
        replace(RUN.name, label, columns_of(run_rows(runs) + runs_apart.pop(label, []), RUN_NAMES))
    by_root = _by_label(parent_rows(in_force(in_families, read.rules, read.known), read.tops))
    for share in range(SHARES):
        written += replace(MOVEMENT.name, f"p{share:02d}", columns_of(by_root.get(f"p{share:02d}", [])))
    return written


def _some(read: _Read, accounts: Collection[int], *, families_changed: bool) -> int:
    """``accounts``, and the families that they, or all of them, are in."""
    related = families(read.tops)
    anew = related if families_changed else relatives(set(accounts) & related, read.tops) if related else set()
    runs = in_force(stretches({*accounts, *anew}), read.rules, read.known)
    own = [one for one in runs if one.account in accounts]
    mine, runs_of = _by_label(own_rows(own)), _runs_by_label(own)
    joint = _by_label(parent_rows([one for one in runs if one.account in anew], read.tops))
    heads = {read.tops.get(one, one) for one in (*anew, *accounts)}
    written = 0
    with session() as engine:
        for label in sorted({f"a{one % SHARES:02d}" for one in accounts}):
            written += _put(engine, MOVEMENT, label, ("account", accounts), mine.get(label, []))
            _put(engine, RUN, label, ("account", accounts), runs_of.get(label, []))
        labels = {f"p{one % SHARES:02d}" for one in heads}
        if families_changed:
            labels |= {f"p{share:02d}" for share in range(SHARES)}
        for label in sorted(labels):
            whose = None if families_changed else ("root", heads)
            written += _put(engine, MOVEMENT, label, whose, joint.get(label, []))
    return written


def _put(
    engine: LakeSession, table: TableSpec, label: str, whose: tuple[str, Collection[int]] | None, fresh: Rows
) -> int:
    """Let ``fresh`` rows take the place of those of ``whose`` (a column and its values; none: of all) in a part."""
    kept, count = ([], 0) if whose is None else _without(engine, table, label, *whose)
    if not count and not fresh:
        return 0
    replace(table.name, label, columns_of([*kept, *fresh], list(table.columns)))
    return len(fresh)


def _without(engine: LakeSession, table: TableSpec, label: str, column: str, gone: Collection[int]) -> tuple[Rows, int]:
    """The rows of a part without those of ``gone``, and how many of theirs there were."""
    names = list(table.columns)
    found = engine.rows(table.name, labels=[label], columns=names, order=", ".join(table.order))
    rows: Rows = list(zip(*(found[name].tolist() for name in names), strict=True)) if found else []
    place = names.index(column)
    kept = [row for row in rows if row[place] not in gone]
    return kept, len(rows) - len(kept)


def _by_label(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        found[label_of(row)].append(row)
    return found


def _runs_by_label(runs: Iterable[Run]) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    place = RUN_NAMES.index("account")
    for row in run_rows(runs):
        found[f"a{row[place] % SHARES:02d}"].append(row)
    return found
