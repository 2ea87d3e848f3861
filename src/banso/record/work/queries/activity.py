"""What one member did with customers, for themselves and their manager: never a comparison of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Max, Q
from django.db.models.functions import TruncDate

from banso.platform.kit.days import day_end, day_start
from banso.platform.tenancy.api import current_workspace
from banso.record.work.models import Task, TaskState, Touch


@dataclass(frozen=True, slots=True)
class MemberActivity:
    """``weeks``: the Monday of each week, oldest first, with touches by kind. ``accounts``: whom they touched.

    ``next_steps`` of their touches named one; ``followed`` of those had another touch with the account afterwards.
    Of the tasks that were due in the time: done by their day, done later, open and late.
    """

    weeks: Mapping[date, Mapping[str, int]]
    accounts: frozenset[int]
    next_steps: int
    followed: int
    in_time: int
    later: int
    late: int


def member_activity(member_id: int, until: date, *, weeks: int) -> MemberActivity:
    """The ``weeks`` calendar weeks up to the one of ``until``; four queries."""
    monday = until - timedelta(days=until.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    zone = current_workspace().timezone
    mine = Q(author_id=member_id) | Q(people__member_id=member_id)
    touches = Touch.objects.filter(
        mine, deleted_at=None, at__gte=day_start(first, zone), at__lt=day_end(until, zone)
    ).distinct()
    counted: dict[date, dict[str, int]] = {first + timedelta(weeks=n): {} for n in range(weeks)}
    named, accounts = [], set()
    for day, kind, account, at, step in touches.annotate(day=TruncDate("at")).values_list(
        "day", "kind", "account_id", "at", "next_step"
    ):
        of_week = counted[day - timedelta(days=day.weekday())]
        of_week[kind] = of_week.get(kind, 0) + 1
        if account:
            accounts.add(account)
            if step:
                named.append((account, at))
    later = Touch.objects.filter(account_id__in={account for account, _at in named}, deleted_at=None)
    last = dict(later.filter(at__lt=day_end(until, zone)).order_by().values_list("account_id").annotate(last=Max("at")))
    due = Task.objects.filter(owner_id=member_id, due__gte=first, due__lte=until).exclude(state=TaskState.CANCELLED)
    done = due.filter(state=TaskState.DONE).annotate(day=TruncDate("done_at"))
    counts = done.aggregate(
        in_time=Count("pk", filter=Q(day__lte=F("due"))), later=Count("pk", filter=Q(day__gt=F("due")))
    )
    return MemberActivity(
        weeks=counted,
        accounts=frozenset(accounts),
        next_steps=len(named),
        followed=sum(last[account] > at for account, at in named),
        in_time=counts["in_time"],
        later=counts["later"],
        late=due.filter(state=TaskState.OPEN, due__lt=until).count(),
    )
