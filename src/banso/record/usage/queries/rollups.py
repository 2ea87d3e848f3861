"""Roll-ups of events by day, kept by month and made again only where a month's events changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import numpy as np
from django.db import transaction

from banso.platform.kit.columns import Columns
from banso.platform.kit.days import EPOCH_DAY
from banso.platform.lake import api as lake
from banso.platform.lake.api import LakeFile, LakeSession
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import merged_accounts
from banso.record.usage.declarations import FEATURE_DAY, USER_DAY
from banso.record.usage.models import RollupMonth

ROWS_AT_ONCE = 2_000_000
"""Events rolled up in one query: the roll-ups of so many rows stay below some 200 MB."""


@dataclass(frozen=True)
class Rollups:
    """Tables with integer days; see :mod:`banso.record.usage.declarations`."""

    user_day: ir.Table
    feature_day: ir.Table


def rollups(engine: LakeSession, *, until: date | None = None) -> Rollups:
    """The roll-ups of the workspace, brought up to date first; events after ``until`` are left out."""
    refresh_rollups()
    user_day, feature_day = engine.table(USER_DAY.name), engine.table(FEATURE_DAY.name)
    if merged := merged_accounts():
        user_day = _at_survivors(engine, user_day, merged, ["end_user", "day", "known_day"])
        feature_day = _at_survivors(engine, feature_day, merged, ["feature", "day", "known_day"])
    if until is not None:
        last = day_number(until)
        user_day = user_day.filter(user_day.day <= last)
        feature_day = feature_day.filter(feature_day.day <= last)
    return Rollups(user_day, feature_day)


def _at_survivors(engine: LakeSession, rows: ir.Table, merged: Mapping[int, int], keys: Sequence[str]) -> ir.Table:
    """``rows`` with those of merged accounts at their survivors, one row for each account and ``keys``.

    Rows of accounts that no merge touches stay as they are, unread.
    """
    pairs = {
        "merged": np.array(list(merged), dtype=np.int64),
        "stands_for": np.array(list(merged.values()), dtype=np.int64),
    }
    names = engine.memtable("merged_accounts", pairs)
    touched = [*merged, *set(merged.values())]
    some = rows.filter(rows.account.isin(touched))
    some = some.left_join(names, some.account == names.merged)
    some = some.mutate(account=ibis.coalesce(some.stands_for, some.account))
    sums = {"n": some.n.sum()}
    if "last_at" in rows.columns:
        sums |= {"last_at": some.last_at.max(), "assumed": some.assumed.any()}
    columns = ["account", *keys, *sums]
    grouped = some.group_by("account", *keys).agg(**sums).select(*columns)
    others = rows.filter(~rows.account.isin(touched)).select(*columns)
    return ibis.union(others, grouped.cast(dict(others.schema())))


def account_ranges(engine: LakeSession, user_day: ir.Table, *, rows: int, least: int = 1) -> list[tuple[int, int]]:
    """Ranges of account ids (both ends included) with about ``rows`` rows of ``user_day`` each.

    An account weighs ``least`` at least. So large results are computed and fetched a part at a time.
    """
    sizes = engine.fetch(user_day.group_by("account").agg(n=user_day.count()).order_by("account"))
    accounts = sizes["account"]
    part = (np.cumsum(np.maximum(sizes["n"], least)) - 1) // rows
    firsts = np.flatnonzero(np.diff(part, prepend=-1))
    lasts = np.append(firsts[1:], len(accounts))[: len(firsts)] - 1
    return [(int(accounts[first]), int(accounts[last])) for first, last in zip(firsts, lasts, strict=True)]


def refresh_rollups() -> list[str]:
    """Make the roll-ups of the months whose events changed; returns those months."""
    by_month: dict[str, list[LakeFile]] = defaultdict(list)
    for file in lake.parts("event"):
        by_month[file.month].append(file)
    known = dict(RollupMonth.objects.values_list("month", "parts"))
    now = {month: _signature(files) for month, files in by_month.items()}
    changed = sorted(month for month in now | known if now.get(month) != known.get(month))
    for some in _groups(changed, by_month):
        _build(some, [file for month in some for file in by_month.get(month, [])], now)
    return changed


def _groups(months: Sequence[str], by_month: Mapping[str, Sequence[LakeFile]]) -> list[list[str]]:
    """``months`` in groups of at most :data:`ROWS_AT_ONCE` events, or one month."""
    groups: list[list[str]] = []
    rows = 0
    for month in months:
        size = sum(file.rows for file in by_month.get(month, []))
        if not groups or rows + size > ROWS_AT_ONCE:
            groups.append([])
            rows = 0
        groups[-1].append(month)
        rows += size
    return groups


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH_DAY).days


def local_day(instant: ir.TimestampColumn, zone: str, offsets: Sequence[Offset]) -> ir.IntegerValue:
    """The day number in ``zone`` of a UTC timestamp column; ``offsets`` of :func:`zone_offsets`."""
    seconds = instant.epoch_seconds().floor().cast("int64")
    shift: ir.IntegerValue = ibis.literal(offsets[-1].seconds, "int64")
    if len(offsets) > 1:
        branches = [
            (seconds < after.since, ibis.literal(before.seconds, "int64")) for before, after in pairwise(offsets)
        ]
        shift = ibis.cases(*branches, else_=shift)
    return ((seconds + shift) // 86_400).cast("int64")


@dataclass(frozen=True)
class Offset:
    """From ``since`` (epoch seconds) on, a zone is ``seconds`` ahead of UTC."""

    since: int
    seconds: int


def zone_offsets(zone: str, first: datetime, last: datetime) -> list[Offset]:
    """The offsets of ``zone`` in force from ``first`` to ``last``, oldest first."""
    tz = ZoneInfo(zone)
    found = [Offset(int(first.timestamp()), _offset(first, tz))]
    moment = first
    while moment <= last:
        after = moment + timedelta(days=7)
        if _offset(after, tz) != found[-1].seconds:
            found.append(_change(moment, after, tz))
        moment = after
    return found


def _change(low: datetime, high: datetime, tz: ZoneInfo) -> Offset:
    """The first second of the new offset between two moments, found by halving."""
    old = _offset(low, tz)
    start, end = int(low.timestamp()), int(high.timestamp())
    while end - start > 1:
        middle = (start + end) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), tz) == old:
            start = middle
        else:
            end = middle
    return Offset(end, _offset(high, tz))


def _offset(moment: datetime, tz: ZoneInfo) -> int:
    offset = moment.astimezone(tz).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _signature(files: Sequence[LakeFile]) -> str:
    text = ",".join(str(key) for key in sorted(file.pk for file in files))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _build(months: Sequence[str], files: Sequence[LakeFile], signatures: Mapping[str, str]) -> None:
    zone = current_workspace().timezone
    with lake.session() as engine:
        events = _with_days(engine, engine.table("event", live=files), zone)
        user_day = engine.fetch(
            events.group_by("month", "account", "end_user", "day", "known_day").agg(
                n=events.count(), last_at=events["at"].max(), assumed=events.assumed.any()
            )
        )
        feature_day = engine.fetch(
            events.group_by("month", "account", "feature", "day", "known_day").agg(n=events.count())
        )
    for month in months:
        with transaction.atomic():
            lake.replace(USER_DAY.name, month, _of_month(user_day, month))
            lake.replace(FEATURE_DAY.name, month, _of_month(feature_day, month))
            RollupMonth.objects.update_or_create(month=month, defaults={"parts": signatures.get(month, "")})


def _of_month(rows: Columns, month: str) -> Columns:
    year, number = month.split("-")
    chosen = rows["month"] == int(year) * 100 + int(number)
    return {name: column[chosen] for name, column in rows.items() if name != "month"}


def _with_days(engine: LakeSession, events: ir.Table, zone: str) -> ir.Table:
    """``events`` with day numbers, kept as a table of the engine."""
    bounds = engine.fetch(
        events.agg(
            at_min=events["at"].min(),
            at_max=events["at"].max(),
            known_min=events.known_at.min(),
            known_max=events.known_at.max(),
        )
    )
    if np.isnat(bounds["at_min"][0]):
        nothing = datetime(2000, 1, 1, tzinfo=UTC)
        at_offsets = known_offsets = zone_offsets(zone, nothing, nothing)
    else:
        moments = {name: values[0].item().replace(tzinfo=UTC) for name, values in bounds.items()}
        at_offsets = zone_offsets(zone, moments["at_min"], moments["at_max"])
        known_offsets = zone_offsets(zone, moments["known_min"], moments["known_max"])
    return engine.store(
        "month_events",
        events.select(
            "account",
            "end_user",
            "feature",
            "at",
            month=(events["at"].year() * 100 + events["at"].month()).cast("int64"),
            day=local_day(events["at"], zone, at_offsets),
            known_day=local_day(events.known_at, zone, known_offsets),
            assumed=events.basis == "assumed",
        ),
    )
