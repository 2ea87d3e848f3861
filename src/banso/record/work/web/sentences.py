"""One sentence for the boss of the pages of tasks and of the inbox: their number, counted, and its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.platform.identity.api import Member
from banso.platform.ui import formats
from banso.record.work.models import InboxKind
from banso.record.work.queries.task_lists import MOST_IN_MONTH, DayTasks, Queue


def queue_sentence(owner: Member | None, queue: Queue, today: date) -> str:
    """How many tasks are to be done, and how many of them are late."""
    return _("Tasks (%(who)s) as of %(day)s: %(n)s to do, %(late)s of them late (all counted, none estimated).") % {
        "who": _who(owner),
        "day": _day(today),
        "n": _number(queue.total),
        "late": _number(queue.late),
    }


def board_sentence(owner: Member | None, columns: Sequence[tuple[str, int]], today: date) -> str:
    """How many tasks stand in each column of the board: its name and the number."""
    counts = _(", ").join(f"{name} {_number(n)}" for name, n in columns)
    return _("Tasks (%(who)s) as of %(day)s: %(counts)s (all counted, none estimated).") % {
        "who": _who(owner),
        "day": _day(today),
        "counts": counts,
    }


def month_sentence(owner: Member | None, weeks: Sequence[Sequence[DayTasks]], month: date, today: date) -> str:
    """How many tasks are due in a month, and how many of them are late; empty where not all could be looked at."""
    days = [one for week in weeks for one in week]
    if sum(len(one.tasks) for one in days) >= MOST_IN_MONTH:
        return ""
    inside = [one for one in days if one.inside]
    return _(
        "Tasks (%(who)s) due in %(month)s: %(n)s, %(late)s of them late as of %(day)s (all counted, none estimated)."
    ) % {
        "who": _who(owner),
        "month": formats.day(month, get_language() or "en", "month"),
        "n": _number(sum(len(one.tasks) for one in inside)),
        "late": _number(sum(len(one.tasks) for one in inside if one.day < today)),
        "day": _day(today),
    }


def inbox_sentence(member: Member, unread: Mapping[str, int], today: date) -> str:
    """How many items a member has not read, and of which kinds; empty where there is none."""
    if not sum(unread.values()):
        return ""
    kinds = [f"{kind.label} {_number(unread[kind])}" for kind in InboxKind if unread.get(kind)]
    return _("Inbox of %(who)s as of %(day)s: %(n)s unread (%(kinds)s; all counted, none estimated).") % {
        "who": member.name,
        "day": _day(today),
        "n": _number(sum(unread.values())),
        "kinds": _(", ").join(kinds),
    }


def _who(owner: Member | None) -> str:
    return owner.name if owner is not None else _("everybody")


def _number(n: int) -> str:
    return formats.number(n, get_language() or "en")


def _day(day: date) -> str:
    return formats.day(day, get_language() or "en")
