"""From what was stated about lines to when they were in force: trials, pauses, notices, dunning and grace applied.

A line that ended without notice, and that nothing follows, is lost only ``grace_days`` after its end: until then its
renewal may still come, and be dated back, so it stays in MRR as *pending*. Gaps are not bridged in any other way.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from banso.record.revenue.rules.facts import Policy, Reason, Stretch
from banso.record.revenue.rules.mrr import COUNTED


class Run(NamedTuple):
    """A line in force at one price from ``start`` until ``end`` (exclusive; none: open).

    ``paused``: in force with nothing charged; ``mrr`` is then what it will charge again. ``pending``: its term is
    over and its renewal may still come. ``lost_by``: why it ends, where not by its own end. ``since``: the start
    of the stretch that this is part of.
    """

    line: int
    account: int
    contract: int
    product: int
    plan: int
    currency: str
    start: date
    end: date | None
    mrr: Fraction
    quantity: Fraction | None
    signed: date | None
    since: date
    notice: date | None
    term_end: date | None
    paused: bool = False
    pending: bool = False
    lost_by: Reason = ""

    def on(self, day: date) -> bool:
        """Whether this is in force on ``day``."""
        return self.start <= day and (self.end is None or day < self.end)


def in_force(stretches: Iterable[Stretch], policy: Policy, known_until: date | None = None) -> list[Run]:
    """When each recurring line was in force, as ``policy`` reads it, with ``known_until`` as the day of knowledge.

    ``known_until`` is the as-known day, or else today: up to it nobody can tell a late renewal from a loss, and on
    it a line that is past due may still be paid. None: everything is known, no renewal is waited for.
    """
    counted = [stretch for stretch in stretches if stretch.kind in COUNTED]
    awaited = _awaited(counted, policy, known_until)
    runs: list[Run] = []
    for stretch in counted:
        start = first_paid_day(stretch)
        end, lost_by = end_of(stretch, policy, known_until)
        if end is not None and end <= start:
            continue
        pending = bool(awaited) and id(stretch) in awaited
        runs += _pieces(stretch, start, None if pending else end, policy, (pending, lost_by))
    return runs


def first_paid_day(stretch: Stretch) -> date:
    """The first day on which the line charges: the end of its trial, where it has one."""
    trial_end = stretch.trial_end
    return stretch.start if trial_end is None or trial_end < stretch.start else trial_end


def end_of(stretch: Stretch, policy: Policy, known_until: date | None = None) -> tuple[date | None, Reason]:
    """The day from which the line is no longer in force (none: open), and why, where not by its own end.

    A line under notice with no end ends with its term; where no term is known, on the day of its notice.
    """
    end = stretch.end
    notice = stretch.notice
    if notice is not None:
        if policy.cancel == "on_notice":
            end = notice if end is None else min(end, notice)
        elif end is None:
            end = notice if stretch.term_end is None else max(stretch.term_end, notice)
    if stretch.past_due_since is not None:
        lost = stretch.past_due_since + timedelta(days=policy.dunning_days + 1)
        if (end is None or lost < end) and (known_until is None or lost <= known_until):
            return lost, "past_due"
    return end, ""


def _awaited(stretches: Sequence[Stretch], policy: Policy, known_until: date | None) -> set[int]:
    """Ids of the objects in ``stretches`` whose renewal may still come on ``known_until``."""
    if known_until is None or policy.grace_days <= 0:
        return set()
    earliest = known_until - timedelta(days=policy.grace_days)
    found = [
        stretch
        for stretch in stretches
        if stretch.end is not None
        and earliest < stretch.end <= known_until
        and stretch.notice is None
        and first_paid_day(stretch) < stretch.end
        and end_of(stretch, policy, known_until) == (stretch.end, "")
    ]
    if not found:
        return set()
    accounts = {stretch.account for stretch in found}
    of_account: dict[int, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        if stretch.account in accounts:
            of_account[stretch.account].append(stretch)
    return {id(stretch) for stretch in found if not _is_followed(stretch, of_account[stretch.account], policy)}


def _is_followed(ended: Stretch, others: Sequence[Stretch], policy: Policy) -> bool:
    """Whether something took the place of ``ended``: the same product, or one that was new on that very day (a swap).

    A line of the same product takes its place if it starts no earlier than the grace before the end, and goes on
    beyond it: two lines that run side by side are not renewals of each other.
    """
    end = ended.end
    if end is None:
        return False
    soonest = max(end - timedelta(days=policy.grace_days), ended.start + timedelta(days=1))
    for other in others:
        if other is ended or (other.end is not None and other.end <= end):
            continue
        if other.product == ended.product:
            if other.start >= soonest:
                return True
        elif other.start == end and not any(
            had.product == other.product and had.start < end and (had.end is None or had.end >= end) for had in others
        ):
            return True
    return False


def _pieces(
    stretch: Stretch, start: date, end: date | None, policy: Policy, fate: tuple[bool, Reason]
) -> Iterable[Run]:
    """The runs of one stretch: before, in and after its pause."""
    pending, lost_by = fate
    run = Run(
        stretch.line,
        stretch.account,
        stretch.contract,
        stretch.product,
        stretch.plan,
        stretch.currency,
        start,
        end,
        stretch.mrr,
        stretch.quantity,
        stretch.signed,
        stretch.start,
        stretch.notice,
        stretch.term_end,
        False,
        pending,
        lost_by,
    )
    pause_from = stretch.pause_from
    if pause_from is None or policy.pause == "ignore":
        return (run,)
    pause_to = stretch.pause_to
    cuts = [start, *sorted(cut for cut in {pause_from, pause_to} if cut is not None and _inside(cut, start, end)), end]
    pieces = []
    for begin, until in pairwise(cuts):
        if begin is not None:
            paused = pause_from <= begin and (pause_to is None or begin < pause_to)
            pieces.append(run._replace(start=begin, end=until, paused=paused))
    return pieces


def _inside(day: date, start: date, end: date | None) -> bool:
    return start < day and (end is None or day < end)
