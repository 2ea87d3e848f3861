"""Tasks as a queue, a board and a month; each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When

from banso.record.work.models import UNFINISHED, Priority, Task, TaskState
from banso.record.work.queries.tasks import awake

MOST_IN_QUEUE: Final = 200
MOST_IN_COLUMN: Final = 50
MOST_IN_MONTH: Final = 2000
DONE_DAYS: Final = 14
"""How long what is done stays on the board."""

Group = Literal["late", "today", "week", "later", "none"]
By = Literal["state", "priority"]


@dataclass(frozen=True, slots=True)
class Queue:
    """Open tasks by when they are due; ``left_out`` are those beyond the limit. Of all, ``late`` are late."""

    groups: Sequence[tuple[Group, Sequence[Task]]]
    total: int
    left_out: int
    late: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the board: ``key`` is the state or the priority, ``count`` counts those not shown too."""

    key: str
    tasks: Sequence[Task]
    count: int


@dataclass(frozen=True, slots=True)
class DayTasks:
    """One day of the month; ``inside`` is False for the days of the months around it that fill its weeks."""

    day: date
    inside: bool
    tasks: Sequence[Task]


def group_of(task: Task, today: date) -> Group:
    """Under which heading of the queue a task stands; one that is put off, by the day on which it comes back."""
    day = task.due
    if task.state == TaskState.SNOOZED and task.snoozed_until and task.snoozed_until > today:
        day = task.snoozed_until
    if day is None:
        return "none"
    if day < today:
        return "late"
    if day == today:
        return "today"
    return "week" if day <= today + timedelta(days=6 - today.weekday()) else "later"


def task_queue(owner_id: int | None, today: date) -> Queue:
    """What ``owner_id`` (None: everybody) has to do: late, today, this week (to Sunday), later, without a day."""
    rows = _whole(owner_id).filter(state__in=UNFINISHED)
    put_off = When(state=TaskState.SNOOZED, snoozed_until__gt=today, then=F("snoozed_until"))
    counts_from = Case(put_off, default=F("due"), output_field=DateField())
    ordered = rows.annotate(on=counts_from).order_by(F("on").asc(nulls_last=True), "-priority", "pk")
    total = rows.count()
    found: dict[Group, list[Task]] = {}
    for task in ordered[:MOST_IN_QUEUE]:
        found.setdefault(group_of(task, today), []).append(task)
    names: tuple[Group, ...] = ("late", "today", "week", "later", "none")
    groups = [(name, found[name]) for name in names if name in found]
    return Queue(groups, total, max(total - MOST_IN_QUEUE, 0), ordered.filter(on__lt=today).count())


def task_board(owner_id: int | None, by: By, *, today: date, now: datetime) -> list[Column]:
    """Columns of tasks: by state (open, put off, done lately), or what is open by priority, the most urgent first."""
    return _by_priority(owner_id, today) if by == "priority" else _by_state(owner_id, today, now)


def _by_state(owner_id: int | None, today: date, now: datetime) -> list[Column]:
    rows = _whole(owner_id)
    due = (F("due").asc(nulls_last=True), "-priority", "pk")
    later = Q(state=TaskState.SNOOZED, snoozed_until__gt=today)
    done = Q(state=TaskState.DONE, done_at__gt=now - timedelta(days=DONE_DAYS))
    return [
        _column(TaskState.OPEN, rows.filter(awake(today)).order_by(*due)),
        _column(TaskState.SNOOZED, rows.filter(later).order_by("snoozed_until", *due)),
        _column(TaskState.DONE, rows.filter(done).order_by("-done_at", "-pk")),
    ]


def _by_priority(owner_id: int | None, today: date) -> list[Column]:
    rows = _whole(owner_id).filter(awake(today)).order_by(F("due").asc(nulls_last=True), "pk")
    counts = dict(rows.order_by().values_list("priority").annotate(n=Count("pk")))
    return [
        Column(str(one.value), list(rows.filter(priority=one)[:MOST_IN_COLUMN]), counts.get(one.value, 0))
        for one in reversed(Priority)
    ]


def _column(key: str, rows: QuerySet[Task]) -> Column:
    return Column(key, list(rows[:MOST_IN_COLUMN]), rows.count())


def task_month(owner_id: int | None, month: date) -> list[list[DayTasks]]:
    """The weeks, from Monday, of the month in which ``month`` lies, with what is to be done on each day."""
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    start = first - timedelta(days=first.weekday())
    last = after - timedelta(days=1)
    end = last + timedelta(days=6 - last.weekday())
    rows = _whole(owner_id).filter(state__in=UNFINISHED, due__range=(start, end)).order_by("due", "-priority", "pk")
    found: dict[date, list[Task]] = {}
    for task in rows[:MOST_IN_MONTH]:
        found.setdefault(task.due or start, []).append(task)
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    drawn = [DayTasks(day, first <= day <= last, found.get(day, ())) for day in days]
    return [drawn[place : place + 7] for place in range(0, len(drawn), 7)]


def tasks_due_on(owner_id: int | None, day: date) -> list[Task]:
    """What is to be done on ``day``, the most urgent first."""
    rows = _whole(owner_id).filter(state__in=UNFINISHED, due=day)
    return list(rows.order_by("-priority", "pk")[:MOST_IN_QUEUE])


def tasks_by_uid(uids: Sequence[str]) -> list[Task]:
    """The workspace's tasks with these uids, in no order; unknown ones are left out."""
    return list(Task.objects.filter(uid__in=uids))


def _whole(owner_id: int | None) -> QuerySet[Task]:
    rows = Task.objects.select_related("account", "owner", "done_by")
    return rows if owner_id is None else rows.filter(owner_id=owner_id)
