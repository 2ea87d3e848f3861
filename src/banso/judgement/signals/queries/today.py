"""Today: whom one can still help, in the order of money × chance × urgency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from banso.judgement.signals.queries.answers import put_away
from banso.judgement.signals.queries.definitions import today_definition
from banso.judgement.signals.queries.reasons import reasons
from banso.judgement.signals.queries.signals import OpenSignal, open_signals, told_until
from banso.judgement.signals.queries.standing import Standing, in_care_of, standing
from banso.judgement.signals.rules import Ranked, TodayDefinition, day_number, rank
from banso.platform.identity.api import Member
from banso.platform.kit.columns import Array
from banso.platform.kit.days import last_closed_day
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import accounts_by_id, external_ids

_LONG_AGO = -(10**6)


@dataclass(frozen=True, slots=True)
class TodayItem:
    """One account one can still help.

    ``value_at_risk`` is in the workspace's currency, None where it is not known: its yearly value, or its CMRR once
    the workspace has contracts (:attr:`Today.is_monthly`).
    ``silence`` is the probability of no use in 180 days, None where there is none. ``signals`` are all
    that are open, the newest first; ``play`` is the slug of the play proposed.
    """

    rank: int
    account_id: int
    uid: str
    external_id: str
    name: str
    owner_id: int | None
    score: float
    value_at_risk: float | None
    chance: float
    urgency: float
    silence: float | None
    why: str
    signals: Sequence[OpenSignal]
    play: str

    def to_json(self) -> dict[str, Any]:
        """The stable form of ``banso today --json``."""
        return {
            "rank": self.rank,
            "external_id": self.external_id,
            "name": self.name,
            "score": self.score,
            "value_at_risk": self.value_at_risk,
            "why": self.why,
            "signals": [signal.to_json() for signal in self.signals],
            "play": self.play,
        }


@dataclass(frozen=True, slots=True)
class Today:
    """The queue as of the end of ``as_of``: ``items`` up to the capacity, and how many more there are.

    ``gone`` is how many accounts have had no use for half a year and are folded into one line;
    ``put_away`` how many somebody has answered, put off or taken in hand. ``is_current`` is false for a
    day of the past, which knows no answers.
    """

    as_of: date
    is_current: bool
    capacity: int
    items: Sequence[TodayItem]
    left_out: int
    gone: int
    put_away: int
    is_monthly: bool = False

    def to_json(self) -> dict[str, Any]:
        """The stable form of ``banso today --json``."""
        return {
            "as_of": self.as_of.isoformat(),
            "items": [item.to_json() for item in self.items],
            "left_out": self.left_out,
            "gone": self.gone,
        }


def today(day: date | None = None, *, now: datetime, member: Member | None = None, limit: int | None = None) -> Today:
    """Today as of the end of ``day`` (default: the newest day told, else the last closed one).

    With ``member`` the accounts in their care, cut at their capacity; without, all. ``limit`` cuts
    elsewhere, to show what was left out. Raises :class:`BansoError` for a day that has not ended.
    """
    told = told_until()
    closed = last_closed_day(now, current_workspace().timezone)
    asked = day or told or closed
    if asked > closed:
        raise BansoError(
            _("%(day)s has not ended yet.") % {"day": asked.isoformat()},
            hint=_("The last day that has ended is %(day)s.") % {"day": closed.isoformat()},
            code="day_not_over",
        )
    current = asked >= (told or closed)
    definition = today_definition()
    found = standing(asked, current=current)
    mine = in_care_of(found, member) if member else np.ones(len(found.accounts), dtype=bool)
    signals = _by_account(found, mine, open_signals(asked))
    chosen = _chosen(definition, found, mine, signals, asked)
    hidden: set[int] = set()
    if current:
        newest = {account: signals[account][0].began for account in signals}
        hidden = put_away(chosen, newest, now=now, done_days=definition.rules.done_days)
        chosen = [account for account in chosen if account not in hidden]
    capacity = limit or (member.capacity if member else definition.capacity)
    ranked = _ranked(definition, found, chosen, signals, asked)
    best = ranked.order[:capacity]
    return Today(
        as_of=asked,
        is_current=current,
        capacity=capacity,
        items=_items(definition, found, [chosen[at] for at in best], best, ranked, signals, asked),
        left_out=max(len(chosen) - capacity, 0),
        gone=int((found.recency[mine] >= definition.rules.gone_days).sum()),
        put_away=len(hidden),
        is_monthly=found.is_monthly,
    )


def _by_account(found: Standing, mine: Array, opened: Sequence[OpenSignal]) -> dict[int, list[OpenSignal]]:
    """Open signals of the accounts in care, the newest first."""
    cared = set(found.accounts[mine].tolist())
    signals: dict[int, list[OpenSignal]] = {}
    for signal in sorted(opened, key=lambda one: (one.began, one.rule.chance), reverse=True):
        if signal.account_id in cared:
            signals.setdefault(signal.account_id, []).append(signal)
    return signals


def _chosen(
    definition: TodayDefinition,
    found: Standing,
    mine: Array,
    signals: dict[int, list[OpenSignal]],
    day: date,
) -> list[int]:
    """Accounts with a signal that began in the window, and engaged ones that are not gone, by id."""
    rules = definition.rules
    engaged = mine & (found.weeks >= rules.engaged_weeks) & (found.recency < rules.gone_days)
    first = day - timedelta(days=rules.window_days)
    recent = {account for account, opened in signals.items() if opened[0].began > first}
    return sorted(recent | set(found.accounts[engaged].tolist()))


def _ranked(
    definition: TodayDefinition,
    found: Standing,
    chosen: Sequence[int],
    signals: dict[int, list[OpenSignal]],
    day: date,
) -> Ranked:
    at = found.places(chosen)
    opened = [signals.get(account, []) for account in chosen]
    return rank(
        definition.rules,
        day=day_number(day),
        value=found.value[at],
        silence=found.silence[at],
        prior=np.array([max((one.rule.chance for one in some), default=np.nan) for some in opened], dtype=float),
        newest=np.array([day_number(some[0].began) if some else _LONG_AGO for some in opened], dtype=np.int64),
    )


def _items(
    definition: TodayDefinition,
    found: Standing,
    chosen: Sequence[int],
    best: Array,
    ranked: Ranked,
    signals: dict[int, list[OpenSignal]],
    day: date,
) -> list[TodayItem]:
    accounts, keys = accounts_by_id(chosen), external_ids(chosen)
    quiet = [account for account in chosen if account not in signals]
    recency = dict(zip(quiet, found.recency[found.places(quiet)].tolist(), strict=True))
    texts = reasons(quiet, day, recency)
    items = []
    for number, (account_id, at) in enumerate(zip(chosen, best.tolist(), strict=True), start=1):
        place = int(found.places([account_id])[0])
        opened = signals.get(account_id, [])
        account = accounts[account_id]
        items.append(
            TodayItem(
                rank=number,
                account_id=account_id,
                uid=str(account.uid),
                external_id=keys.get(account_id, ""),
                name=account.name,
                owner_id=found.owners.get(account_id),
                score=float(ranked.score[at]),
                value_at_risk=_known(found.value[place]),
                chance=float(ranked.chance[at]),
                urgency=float(ranked.urgency[at]),
                silence=_known(found.silence[place]),
                why=" ".join(one.why for one in opened) or texts[account_id],
                signals=opened,
                play=opened[0].rule.play if opened else definition.play,
            )
        )
    return items


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
