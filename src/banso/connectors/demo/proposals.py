"""What makes the page of proposals alive in the demo: some won as contracts say, some lost, others open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from banso.platform.identity.api import Member
from banso.platform.kit.days import day_of, day_start
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import accounts_by_id, current_owners
from banso.record.revenue.api import (
    EXPANSION,
    Holding,
    Moved,
    NewProposal,
    ProposalDecision,
    Reading,
    decide_proposal,
    drill,
    holdings,
    may_follow,
    move_proposal,
    open_proposal,
    products,
)

WON, LOST, OPEN = 15, 13, 22
LOOK_BACK: Final = timedelta(days=330)
HOUR: Final = timedelta(hours=10)
GOALS: Final = ("使う部署を全社に広げる", "月次の集計を半日で終える", "問い合わせへの返答を当日中にする")
"""Of accounts whose success statement nobody wrote down."""
REASONS: Final = (
    "来期の予算に入らなかった",
    "今の使い方で足りている",
    "他社のもので間に合わせる",
    "担当者が替わって止まった",
)
STAGES: Final = ("identified", "identified", "agreed", "agreed", "offered")


@dataclass(frozen=True, slots=True)
class _Planned:
    account: int
    product: int
    kind: str
    mrr: int
    currency: str
    opened: date
    decided: date | None = None
    line: int = 0


def propose(members: Sequence[Member], now: datetime, *, seed: int) -> None:
    """Open proposals, move them on and decide some, as the owners would have; after movements can be computed."""
    rng = np.random.default_rng([seed, 13])
    today = day_of(now, current_workspace().timezone)
    people = {one.pk: one for one in members}
    planned = [*_won(today, rng, now=now), *_others(today, rng, now=now)]
    accounts, owners = accounts_by_id({one.account for one in planned}), current_owners()
    sold = {one.pk: one for one in products()}
    for one in planned:
        member = people.get(owners.get(one.account, 0), members[0])
        account = accounts[one.account]
        goal = account.success_statement or str(rng.choice(GOALS))
        wanted = NewProposal(
            product=sold[one.product],
            kind=one.kind,
            mrr=one.mrr,
            currency=one.currency,
            goal=goal[:400],
            owner=member,
            expected_on=today + timedelta(days=int(rng.integers(-10, 90))) if one.decided is None else one.decided,
        )
        made = open_proposal(
            account, wanted, opened_on=one.opened, today=today, member=member, now=_at(one.opened, now)
        )
        last = one.decided or today
        stages = ("agreed", "offered") if one.decided else _way_to(str(rng.choice(STAGES)))
        for place, stage in enumerate(stages, 1):
            day = one.opened + (last - one.opened) * place // (len(stages) + 1)
            move_proposal(made, stage, today=day, member=member, now=_at(day, now))
        if one.decided:
            line = next((found.line for found in may_follow(made) if found.line.pk == one.line), None)
            decision = ProposalDecision(
                stage="won" if one.line else "lost",
                on=one.decided,
                line=line,
                reason="" if one.line else str(rng.choice(REASONS)),
            )
            decide_proposal(made, decision, today=today, member=member, now=_at(one.decided, now))


def _won(today: date, rng: np.random.Generator, *, now: datetime) -> list[_Planned]:
    """What contracts say was taken besides, each opened some weeks before."""
    moves = drill(today - LOOK_BACK, today, Reading(), now=now, kinds=EXPANSION, limit=400)
    fit = [one for one in moves if not one.reason and one.original >= 1 and one.lines]
    chosen: list[Moved] = [fit[at] for at in sorted(rng.permutation(len(fit))[:WON])]
    return [
        _Planned(
            account=one.account,
            product=one.product,
            kind=one.kind,
            mrr=round(one.original),
            currency=one.currency,
            opened=one.day - timedelta(days=int(rng.integers(20, 110))),
            decided=one.day,
            line=one.lines[0],
        )
        for one in chosen
    ]


def _others(today: date, rng: np.random.Generator, *, now: datetime) -> list[_Planned]:
    """Those that were lost, and those that are open: more of what accounts have, or what others have besides."""
    held: list[Holding] = holdings(today, now=now)
    if not held:
        return []
    having = {(one.account, one.product) for one in held}
    currency, sold = current_workspace().currency, sorted({one.product for one in held})
    found = []
    for place, at in enumerate(rng.permutation(len(held))[: LOST + OPEN]):
        one = held[int(at)]
        besides = [product for product in sold if (one.account, product) not in having]
        is_new = bool(besides) and rng.random() < 0.6
        opened = today - timedelta(days=int(rng.integers(15, 150)))
        is_lost = place < LOST
        found.append(
            _Planned(
                account=one.account,
                product=int(rng.choice(besides)) if is_new else one.product,
                kind="cross_sell" if is_new else "upsell",
                mrr=int(rng.integers(3, 40)) * 10_000,
                currency=currency,
                opened=opened - timedelta(days=int(rng.integers(20, 140))) if is_lost else opened,
                decided=opened + timedelta(days=int(rng.integers(0, 14))) if is_lost else None,
            )
        )
    return found


def _way_to(stage: str) -> tuple[str, ...]:
    return {"identified": (), "agreed": ("agreed",), "offered": ("agreed", "offered")}[stage]


def _at(day: date, now: datetime) -> datetime:
    return min(now, day_start(day, current_workspace().timezone) + HOUR)
