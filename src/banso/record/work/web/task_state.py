"""What the address of the tasks' page says: whose, which view, which month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member, find_member
from banso.platform.kit.errors import BansoError
from banso.record.work.models import Priority, TaskState
from banso.record.work.queries.task_lists import DayTasks, task_board, task_month, task_queue, tasks_due_on
from banso.record.work.queries.task_words import GROUPS
from banso.record.work.web.sentences import board_sentence, month_sentence, queue_sentence

IN_CELL: Final = 3
"""Titles that a day of the calendar has room for."""
VIEWS: Final = ("queue", "board", "calendar")
_FIRST, _LAST = date(1990, 1, 1), date(2190, 1, 1)


@dataclass(frozen=True)
class Shown:
    """The address of the page, understood."""

    view: str
    who: str
    """``mine``, ``all`` or a member's uid."""
    owner: Member | None
    by: str
    month: date
    day: date | None

    @property
    def query(self) -> str:
        """The same again, for the forms of the page: their answer shows the same list."""
        return self.address()

    def address(self, **changes: str) -> str:
        """The query of the page with ``changes``; what is usual is left out."""
        values = {"view": self.view, "who": self.who, "by": self.by}
        if self.view == "calendar":
            values |= {"month": f"{self.month:%Y-%m}", "day": self.day.isoformat() if self.day else ""}
        values |= changes
        usual = {"view": "queue", "who": "mine", "by": "state"}
        return urlencode({key: value for key, value in values.items() if value and usual.get(key) != value})


def state_of(request: HttpRequest, member: Member) -> Shown:
    """What the address asks for. Raises :class:`BansoError` for a day that is none and an unknown member."""
    asked = request.GET
    view = asked.get("view", "queue")
    who = asked.get("who", "mine")
    owner = member if who == "mine" else None if who == "all" else find_member(who)
    day = day_of(asked["day"]) if asked.get("day") else None
    month = day_of(f"{asked['month']}-01") if asked.get("month") else day or timezone.localdate()
    return Shown(
        view=view if view in VIEWS else "queue",
        who=who,
        owner=owner,
        by="priority" if asked.get("by") == "priority" else "state",
        month=month.replace(day=1),
        day=day,
    )


def day_of(text: str) -> date:
    """A day of an address or a form; raises :class:`BansoError`."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not _FIRST <= day <= _LAST:
        raise BansoError(
            _("“%(text)s” is not a day.") % {"text": text[:40]}, hint=_("Write it as 2026-03-31."), code="bad_day"
        )
    return day


def context_of(state: Shown) -> dict[str, Any]:
    """What the list of the page is drawn from."""
    today, now = timezone.localdate(), timezone.now()
    owner_id = state.owner.pk if state.owner else None
    found: dict[str, Any] = {"state": state, "today": today, "query": state.query}
    if state.view == "board":
        columns = task_board(owner_id, "priority" if state.by == "priority" else "state", today=today, now=now)
        words = dict(Priority.choices) if state.by == "priority" else dict(TaskState.choices)
        names = {str(key): label for key, label in words.items()}
        found["board_by_state"] = state.address(by="state")
        found["board_by_priority"] = state.address(by="priority")
        found["columns"] = [
            {
                "key": column.key,
                "name": names[column.key],
                "column": column,
                "left": columns[place - 1].key if place else "",
                "left_name": names[columns[place - 1].key] if place else "",
                "right": columns[place + 1].key if place + 1 < len(columns) else "",
                "right_name": names[columns[place + 1].key] if place + 1 < len(columns) else "",
            }
            for place, column in enumerate(columns)
        ]
        counts = [(str(names[one.key]), one.count) for one in columns]
        found["sentence"] = board_sentence(state.owner, counts, today)
    elif state.view == "calendar":
        weeks = task_month(owner_id, state.month)
        before, after = state.month - timedelta(days=1), state.month + timedelta(days=31)
        found |= {
            "weeks": [[_cell(state, one, today) for one in week] for week in weeks],
            "sentence": month_sentence(state.owner, weeks, state.month, today),
            "before": "?" + state.address(month=f"{before:%Y-%m}", day=""),
            "after": "?" + state.address(month=f"{after:%Y-%m}", day=""),
            "this_month": "?" + state.address(month=f"{today:%Y-%m}", day=""),
            "chosen": tasks_due_on(owner_id, state.day) if state.day else (),
        }
    else:
        queue = task_queue(owner_id, today)
        found |= {"queue": queue, "groups": [(name, GROUPS[name], tasks) for name, tasks in queue.groups]}
        found["sentence"] = queue_sentence(state.owner, queue, today)
    return found


def _cell(state: Shown, one: DayTasks, today: date) -> dict[str, Any]:
    """One day of the calendar, with the address that lists its tasks."""
    return {
        "day": one.day,
        "inside": one.inside,
        "tasks": one.tasks[:IN_CELL],
        "count": len(one.tasks),
        "more": max(len(one.tasks) - IN_CELL, 0),
        "is_today": one.day == today,
        "is_late": one.day < today and bool(one.tasks),
        "is_chosen": one.day == state.day,
        "url": "?" + state.address(day=one.day.isoformat()),
    }
