"""What was seen of an account before something happened: its signals and its health."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from django.db.models import Q

from banso.judgement.health.api import BAND, HEALTH, band_name
from banso.judgement.metrics.api import series, stored, stored_days
from banso.judgement.signals.models import Signal, Telling
from banso.judgement.signals.queries.definitions import signal_rules
from banso.judgement.signals.queries.signals import open_signals
from banso.platform.definitions.api import in_language
from banso.record.customers.api import same_accounts

DAYS: Final = (180, 90, 30, 1)
"""Health is told for so many days before."""
_NEAR: Final = timedelta(days=14)
"""The book is not there for every day: the nearest day before is told, if it is no further away than this."""


@dataclass(frozen=True, slots=True)
class SeenSignal:
    """A signal that held at some time in the 180 days before; ``ended`` is none where it held until then."""

    name: str
    tone: str
    began: date
    ended: date | None
    days_before: int
    url_uid: str = ""


@dataclass(frozen=True, slots=True)
class SeenHealth:
    """Health so many days before, as it was known then; ``day`` is the day that was computed."""

    days: int
    day: date | None
    score: float | None
    band: str | None


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """What was seen before a day. ``is_kept``: signals were kept by then; else none can be there, unless worked out."""

    signals: list[SeenSignal]
    health: list[SeenHealth]
    is_kept: bool


def seen_before(account_id: int, day: date, *, work_out: bool = False) -> SeenBefore:
    """The signals and the health of an account in the 180 days before ``day``, that day left out.

    ``work_out`` computes what the rules would have said on the evening before, where no signals were kept yet: it
    looks at all accounts, and takes its time.
    """
    first = Telling.objects.order_by("day").values_list("day", flat=True).first()
    found = _signals(account_id, day)
    is_kept = bool(found) or (first is not None and first < day)
    if work_out and not is_kept:
        found, is_kept = _worked_out(account_id, day), True
    return SeenBefore(found, _health(account_id, day), is_kept)


def health_before(pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], SeenHealth]:
    """Health on the day before, as it was known then, of each account and day; as many queries for one as for many.

    Where that day was not computed, the nearest before it within 14 days; pairs without one are left out.
    """
    wanted = set(pairs)
    if not wanted:
        return {}
    last = {day: day - timedelta(days=1) for _account, day in wanted}
    computed = stored_days(min(last.values()) - _NEAR, max(last.values()))
    nearest = {day: max((one for one in computed if until - _NEAR <= one <= until), default=None)
               for day, until in last.items()}  # fmt: skip
    days = sorted({one for one in nearest.values() if one is not None})
    if not days:
        return {}
    frame = stored(days, [HEALTH, BAND], accounts=sorted({account for account, _day in wanted}))
    keys = zip(frame.accounts.tolist(), frame.days.astype("datetime64[D]").tolist(), strict=True)
    rows = {key: at for at, key in enumerate(keys)}
    scores, bands = frame.values[HEALTH], frame.values[BAND]
    found = {}
    for account, day in wanted:
        then = nearest[day]
        at = None if then is None else rows.get((account, then))
        if then is not None and at is not None and not np.isnan(scores[at]):
            back = (day - then).days
            found[account, day] = SeenHealth(back, then, float(scores[at]), band_name(float(bands[at])))
    return found


def _signals(account_id: int, day: date) -> list[SeenSignal]:
    rules = signal_rules()
    lately = Q(ended=None) | Q(ended__gte=day - timedelta(days=max(DAYS)))
    rows = Signal.objects.filter(lately, account_id__in=same_accounts(account_id), began__lt=day)
    return [
        SeenSignal(
            name=in_language(rules[one.rule].name) if one.rule in rules else one.rule,
            tone=rules[one.rule].tone if one.rule in rules else "outline",
            began=one.began,
            ended=one.ended if one.ended and one.ended < day else None,
            days_before=(day - one.began).days,
            url_uid=str(one.uid),
        )
        for one in rows.order_by("began", "pk")
    ]


def _worked_out(account_id: int, day: date) -> list[SeenSignal]:
    past = open_signals(day - timedelta(days=1), [account_id])
    return [
        SeenSignal(one.name, one.rule.tone, one.began, None, (day - one.began).days)
        for one in sorted(past, key=lambda one: one.began)
    ]


def _health(account_id: int, day: date) -> list[SeenHealth]:
    frame = series(account_id, [HEALTH, BAND], day - timedelta(days=max(DAYS)) - _NEAR, day - timedelta(days=1))
    days = frame.days.astype("datetime64[D]").tolist()
    scores, bands = frame.values[HEALTH], frame.values[BAND]
    found = []
    for back in DAYS:
        wanted = day - timedelta(days=back)
        at = max((n for n, one in enumerate(days) if wanted - _NEAR <= one <= wanted), default=None)
        known = at is not None and not np.isnan(scores[at])
        found.append(
            SeenHealth(
                days=back,
                day=days[at] if at is not None else None,
                score=float(scores[at]) if known else None,
                band=band_name(float(bands[at])) if known else None,
            )
        )
    return found
