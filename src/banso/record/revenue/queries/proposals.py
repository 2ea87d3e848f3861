"""Proposals as they stand on a day, and what is counted of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from banso.platform.kit.errors import NotFound
from banso.record.customers.api import accounts_by_id, same_accounts_of, survivor_ids
from banso.record.revenue.models import Proposal, ProposalStage, ProposalStep
from banso.record.revenue.queries.conversion import Adding
from banso.record.revenue.rules.proposing import (
    DECIDED,
    OPEN,
    Cycle,
    Decision,
    Stand,
    Step,
    WinRate,
    cycle,
    stand_on,
    win_rate,
)

if TYPE_CHECKING:
    from banso.record.customers.models import Account


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as it stood at the end of ``day``, at the account that stands for its own."""

    row: Proposal
    account: Account
    stand: Stand
    day: date

    @property
    def is_open(self) -> bool:
        """Whether it was not decided."""
        return self.stand.stage in OPEN

    @property
    def stage_name(self) -> str:
        """Its stage in the reader's language."""
        return str(ProposalStage(self.stand.stage).label)

    @property
    def mrr(self) -> Fraction:
        """What it is expected to add a month, in minor units; once it is won, what it adds."""
        return Fraction(self.stand.mrr)

    @property
    def days_in_stage(self) -> int:
        """For how long it has been at its stage."""
        return (self.day - self.stand.since).days

    @property
    def is_late(self) -> bool:
        """Whether it should have been decided by now."""
        return self.is_open and self.row.expected_on is not None and self.row.expected_on < self.day


def proposals(day: date, *, accounts: Collection[int] | None = None) -> list[Proposed]:
    """Proposals as they stood at the end of ``day``, of all accounts or of ``accounts``; the soonest decision first.

    A constant number of queries.
    """
    steps = Prefetch("steps", queryset=ProposalStep.objects.order_by("pk"))
    rows = Proposal.objects.filter(deleted_at=None, opened_on__lte=day)
    rows = rows.select_related("product", "plan", "owner", "line__contract").prefetch_related(steps)
    if accounts is not None:
        rows = rows.filter(account__in=list(same_accounts_of(accounts)))
    every = list(rows)
    stands_for = survivor_ids({one.account_id for one in every})
    by_id = accounts_by_id(set(stands_for.values()))
    found = []
    for row in every:
        decided = (row.decided_on, row.stage) if row.decided_on else None
        stand = stand_on([Step(one.day, one.stage, one.mrr) for one in row.steps.all()], decided, day)
        if stand is not None:
            found.append(Proposed(row, by_id[stands_for[row.account_id]], stand, day))
    return sorted(found, key=_order)


def _order(one: Proposed) -> tuple[date, str, int]:
    return one.row.expected_on or date.max, one.account.sort_key, one.row.pk


def find_proposal(uid: UUID | str) -> Proposal:
    """The workspace's proposal with this ``uid``; raises :class:`NotFound`."""
    try:
        rows = Proposal.objects.select_related("account", "product", "plan", "owner", "line")
        return rows.get(uid=uid, deleted_at=None)
    except (Proposal.DoesNotExist, ValueError, ValidationError) as error:
        raise NotFound(_("There is no such proposal.")) from error


def proposal_now(row: Proposal, today: date) -> Proposed:
    """One of them as it stands today."""
    account = survivor_ids([row.account_id])[row.account_id]
    return next(one for one in proposals(today, accounts=[account]) if one.row.pk == row.pk)


def steps_of(row: Proposal) -> list[ProposalStep]:
    """How it came on, in the order in which that was said."""
    return list(row.steps.select_related("said_by").order_by("pk"))


def open_proposals_of(account_id: int, day: date) -> list[Proposed]:
    """Those of one account that are open."""
    account = survivor_ids([account_id])[account_id]
    return [one for one in proposals(day, accounts=[account]) if one.is_open]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of some proposals: those that are open, and those that were decided in a window."""

    n: int
    mrr: Fraction
    rate: WinRate
    cycle: Cycle


def counted(found: Iterable[Proposed], first: date, last: date, adding: Adding) -> Counted:
    """The pipeline of those that are open, win rate and cycle of those decided from ``first`` to ``last``."""
    every = list(found)
    open_ = [one for one in every if one.is_open]
    decided = [one for one in every if not one.is_open and first <= one.stand.since <= last]
    decisions = [
        Decision(
            won=one.stand.stage == ProposalStage.WON,
            days=(one.stand.since - one.row.opened_on).days,
            mrr=adding.one(one.mrr, one.row.currency),
        )
        for one in decided
    ]
    return Counted(len(open_), adding.sum(amounts(open_)), win_rate(decisions), cycle(decisions))


def counted_by(
    found: Iterable[Proposed], key: Callable[[Proposed], Hashable], first: date, last: date, adding: Adding
) -> dict[Hashable, Counted]:
    """The same for each value of ``key``."""
    groups: dict[Hashable, list[Proposed]] = defaultdict(list)
    for one in found:
        if one.is_open or first <= one.stand.since <= last:
            groups[key(one)].append(one)
    return {value: counted(some, first, last, adding) for value, some in groups.items()}


def by_stage(found: Sequence[Proposed]) -> Mapping[str, list[Proposed]]:
    """Those at each stage, in the order of stages."""
    return {stage: [one for one in found if one.stand.stage == stage] for stage in (*OPEN, *DECIDED)}


def amounts(found: Iterable[Proposed]) -> list[tuple[Fraction, str]]:
    """What each adds a month, with its currency."""
    return [(one.mrr, one.row.currency) for one in found]
