"""Merged accounts among those that are counted: two before the day of the merge, one from then on, and nobody lost.

Money is read through the survivor for all time, so that a merge moves none. Counts of accounts are not: they would
say that there had always been one.
"""

# ruff: noqa: S608 - the engine's own tables and columns; values are numbers or bound

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from banso.platform.journal.api import decode, values_over_time
from banso.platform.kit.days import day_of
from banso.platform.lake.api import LakeSession
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import MERGED_INTO, SUBJECT, merged_accounts
from banso.record.revenue.models import Period
from banso.record.revenue.queries.groups import TABLE
from banso.record.revenue.queries.ledger import VIEW, today_of
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.queries.sums import Sums, month_number
from banso.record.revenue.rules.counting import Count, Merges, counts
from banso.record.revenue.rules.facts import Stretch
from banso.record.revenue.rules.figures import Logos
from banso.record.revenue.rules.movements import movements
from banso.record.revenue.rules.storing import day_number
from banso.record.revenue.rules.terms import ONE_DAY, last_of_month


def merges(engine: LakeSession) -> dict[int, list[tuple[date, int]]]:
    """When each account that is merged now was merged, and into whom, among those of the movements."""
    merged = merged_accounts()
    if not merged:
        return {}
    here = set(engine.sql(f"SELECT DISTINCT whose FROM {VIEW}")["whose"].tolist())
    past = engine.fetch(values_over_time(engine, SUBJECT, MERGED_INTO))
    zone = current_workspace().timezone
    found: dict[int, list[tuple[date, int]]] = {}
    names = ("subject_id", "at", "value")
    for one, at, text in zip(*(past[name].tolist() for name in names), strict=True):
        (value,) = decode([text])
        if one in merged and merged[one] in here:
            day = day_of(at.replace(tzinfo=UTC), zone)
            found.setdefault(one, []).append((day, one if value is None else value))
    return found


def uncounted(past: Merges) -> set[int]:
    """The survivors, whose counts are not those of their movements."""
    merged = merged_accounts()
    return {merged[one] for one in past}


def count_merged(
    engine: LakeSession, found: Sums, past: Merges, begin: date, end: date, *, known: date | None, now: datetime,
    grouped: bool,
) -> None:  # fmt: skip
    """Add the counts of survivors, and of those they took in, to ``found``, from which they were left out."""
    merged = merged_accounts()
    day = min(known or today_of(now), today_of(now))
    survivors = {merged[one] for one in past}
    lines = _as_written(stretches(survivors, known=known), merged)
    moved = [one for one in movements(lines, "account", policy(), day) if one.day <= day]
    for survivor in survivors:
        ours = {survivor, *(one for one in past if merged[one] == survivor)}
        mine = {one: steps for one, steps in past.items() if one in ours}
        by_month = counts((one for one in moved if one.account in ours), mine, begin, end)
        for month, count in by_month.items():
            groups = ("", "")
            if grouped:
                groups = _group_of(engine, survivor, month - ONE_DAY), _group_of(engine, survivor, last_of_month(month))
            _add(found, month, count, groups)


def _add(found: Sums, month: date, count: Count, groups: tuple[str, str]) -> None:
    before, group = groups
    number = month_number(month)
    values = {name: getattr(count, name) for name in Count.__slots__}
    if before != group:
        _plus(found, number, before, {"opening": count.opening, "transfer": -count.opening})
        values["opening"], values["transfer"] = 0, count.opening
    _plus(found, number, group, values)


def _plus(found: Sums, number: int, group: str, values: Mapping[str, int]) -> None:
    logos = found.logos.get((number, group), Logos())
    found.logos[number, group] = replace(logos, **{name: getattr(logos, name) + n for name, n in values.items()})


def _group_of(engine: LakeSession, account: int, day: date) -> str:
    number = day_number(day)
    rows = engine.sql(
        f"SELECT grp FROM {TABLE} WHERE account = {int(account)} AND since <= {number} AND until > {number}"
    )["grp"].tolist()
    return rows[0] if rows else ""


def _as_written(lines: Iterable[Stretch], merged: Mapping[int, int]) -> list[Stretch]:
    """``lines`` at the accounts that were written down, before merging."""
    found = list(lines)
    ids = {one.line for one in found}
    rows = Period.objects.filter(statement__line__in=list(ids), account__in=list(merged))
    columns = ("statement__line_id", "start", "account_id")
    written = {(line, start): account for line, start, account in rows.values_list(*columns)}
    return [one._replace(account=written.get((one.line, one.start), one.account)) for one in found]
