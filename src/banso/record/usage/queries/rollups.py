"""Roll-ups of events by day, kept by month and made again only where a month's events changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
from django.db import transaction

from banso.platform.kit.days import EPOCH_DAY
from banso.platform.lake import api as lake
from banso.platform.lake.api import LakeFile, LakeSession
from banso.platform.tenancy.api import current_workspace
from banso.record.usage.declarations import FEATURE_DAY, USER_DAY
from banso.record.usage.models import RollupMonth

FIRST_YEAR = 1990
LAST_YEAR = 2100


@dataclass(frozen=True)
class Rollups:
    """Tables with integer days; see :mod:`banso.record.usage.declarations`."""

    user_day: ir.Table
    feature_day: ir.Table


def rollups(engine: LakeSession, *, until: date | None = None) -> Rollups:
    """The roll-ups of the workspace, brought up to date first; events after ``until`` are left out."""
    refresh_rollups()
    user_day, feature_day = engine.table(USER_DAY.name), engine.table(FEATURE_DAY.name)
    if until is not None:
        last = day_number(until)
        user_day = user_day.filter(user_day.day <= last)
        feature_day = feature_day.filter(feature_day.day <= last)
    return Rollups(user_day, feature_day)


def refresh_rollups() -> list[str]:
    """Make the roll-ups of the months whose events changed; returns those months."""
    by_month: dict[str, list[LakeFile]] = defaultdict(list)
    for file in lake.parts("event"):
        by_month[file.month].append(file)
    known = dict(RollupMonth.objects.values_list("month", "parts"))
    now = {month: _signature(files) for month, files in by_month.items()}
    changed = sorted(month for month in now | known if now.get(month) != known.get(month))
    for month in changed:
        _build(month, by_month.get(month, []), now.get(month, ""))
    return changed


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH_DAY).days


def local_day(instant: ir.TimestampValue, zone: str) -> ir.IntegerValue:
    """The day number in ``zone`` of a UTC timestamp column."""
    seconds = instant.epoch_seconds().floor().cast("int64")
    offsets = _offsets(zone)
    shift: ir.IntegerValue = ibis.literal(offsets[-1][1], "int64")
    for moment, _offset in reversed(offsets[1:]):
        before = offsets[[start for start, _ in offsets].index(moment) - 1][1]
        shift = ibis.ifelse(seconds < moment, ibis.literal(before, "int64"), shift)
    return ((seconds + shift) // 86_400).cast("int64")


def _offsets(zone: str) -> list[tuple[int, int]]:
    """(from which epoch second, offset in seconds) of a zone, from 1990 to 2100, oldest first."""
    tz = ZoneInfo(zone)
    moment = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - timedelta(days=2)
    end = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    found = [(int(moment.timestamp()), _offset(moment, tz))]
    step = timedelta(days=7)
    while moment < end:
        after = moment + step
        if _offset(after, tz) != found[-1][1]:
            low, high = moment, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                middle = middle.replace(second=0, microsecond=0)
                if middle <= low:
                    break
                low, high = (middle, high) if _offset(middle, tz) == found[-1][1] else (low, middle)
            found.append((int(high.timestamp()), _offset(high, tz)))
        moment = after
    return found


def _offset(moment: datetime, tz: ZoneInfo) -> int:
    offset = moment.astimezone(tz).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _signature(files: Sequence[LakeFile]) -> str:
    text = ",".join(str(key) for key in sorted(file.pk for file in files))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _build(month: str, files: Sequence[LakeFile], signature: str) -> None:
    zone = current_workspace().timezone
    with lake.session() as engine:
        events = engine.table("event", live=files)
        events = engine.store(
            "month_events",
            events.select(
                "account",
                "end_user",
                "feature",
                "at",
                day=local_day(events["at"], zone),
                known_day=local_day(events["known_at"], zone),
                assumed=events.basis == "assumed",
            ),
        )
        user_day = engine.fetch(
            events.group_by("account", "end_user", "day", "known_day").agg(
                n=events.count(), last_at=events["at"].max(), assumed=events.assumed.any()
            )
        )
        feature_day = engine.fetch(
            events.group_by("account", "feature", "day", "known_day").agg(n=events.count())
        )
    with transaction.atomic():
        lake.replace(USER_DAY.name, month, user_day)
        lake.replace(FEATURE_DAY.name, month, feature_day)
        RollupMonth.objects.update_or_create(month=month, defaults={"parts": signature})
