"""The mail of the morning: a member's Today, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.judgement.signals.api import Today, today
from banso.platform.identity.api import Member
from banso.platform.kit.days import day_of
from banso.platform.mail.api import Letter, NewMail, Row, Section, language_of
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.work.api import Meeting, Task, meetings_of_member, tasks_of_member, unread_count
from banso.surfaces.workspace import pages

MORNING: Final = "morning"
MOST_ITEMS: Final = 7
MOST_TASKS: Final = 10
LATEST: Final = timedelta(hours=4)
"""A morning that is so long over needs no mail: no worker ran, and people have been at it since."""


def morning_mail(member: Member, *, now: datetime, day: date) -> NewMail | None:
    """The mail of ``day`` (the workspace's) to a member; None when there is nothing to say."""
    language = language_of(member)
    with translation.override(language):
        found = today(now=now, member=member, limit=MOST_ITEMS)
        tasks = tasks_of_member(member.pk, day, limit=MOST_TASKS + 1)
        unread = unread_count(member.pk)
        meetings = meetings_of_member(member.pk, day)
        if not found.items and not tasks and not unread and not meetings:
            return None
        parts = (_meetings(meetings, language), _accounts(found), _tasks(tasks, day, language), _inbox(unread))
        letter = Letter(
            subject=_subject(found, day, language),
            heading=_("Good morning, %(name)s") % {"name": member.name},
            paragraphs=[_as_of(found, language)],
            sections=[part for part in parts if part],
            button=_("Open Today"),
            url=reverse("workspace:today"),
        )
    return NewMail(member=member, type=MORNING, key=f"morning:{member.pk}:{day.isoformat()}", letter=letter)


def _subject(found: Today, day: date, language: str) -> str:
    shown = formats.day(day, language, "weekday")
    total = len(found.items) + found.left_out
    if not total:
        return _("Today, %(day)s") % {"day": shown}
    text = ngettext("Today, %(day)s: %(n)d account to help", "Today, %(day)s: %(n)d accounts to help", total)
    return text % {"day": shown, "n": total}


def _as_of(found: Today, language: str) -> str:
    return _("As of the end of %(day)s.") % {"day": formats.day(found.as_of, language, "weekday")}


def _accounts(found: Today) -> Section | None:
    if not found.items:
        return None
    rows = [
        Row(text=f"{item.rank}. {item.name}", note=item.why, url=pages.account_url(item.uid)) for item in found.items
    ]
    more = _("… and %(n)d more on Today.") % {"n": found.left_out} if found.left_out else ""
    return Section(title=_("Whom to help first"), rows=rows, more=more)


def _meetings(meetings: Sequence[Meeting], language: str) -> Section | None:
    if not meetings:
        return None
    zone = ZoneInfo(current_workspace().timezone)
    rows = [
        Row(
            text=one.title
            if one.is_all_day
            else f"{formats.clock(one.starts_at.astimezone(zone), language)} {one.title}",
            note=one.account.name if one.account else "",
            url=reverse("workspace:meeting", args=[one.uid]),
        )
        for one in meetings
    ]
    return Section(title=_("Meetings today"), rows=rows)


def _begin(meeting: Meeting, zone: ZoneInfo, language: str) -> str:
    return "" if meeting.is_all_day else formats.clock(meeting.starts_at.astimezone(zone), language)


def _tasks(tasks: list[Task], day: date, language: str) -> Section | None:
    if not tasks:
        return None
    rows = [
        Row(
            text=task.title,
            note=" · ".join(
                part for part in (task.account.name if task.account else "", _due(task, day, language)) if part
            ),
            url=pages.account_url(str(task.account.uid)) if task.account else "",
        )
        for task in tasks[:MOST_TASKS]
    ]
    more = _("… and more in your tasks.") if len(tasks) > MOST_TASKS else ""
    return Section(title=_("Tasks for today"), rows=rows, more=more)


def _due(task: Task, day: date, language: str) -> str:
    if task.due is None:
        return ""
    return _("due %(when)s") % {"when": formats.days_away((task.due - day).days, language)}


def _inbox(unread: int) -> Section | None:
    if not unread:
        return None
    text = ngettext("%(n)d unread item", "%(n)d unread items", unread) % {"n": unread}
    return Section(title=_("Inbox"), rows=[Row(text=text, url=reverse("work:inbox"))])


def day_of_slot(slot: datetime) -> date:
    """The workspace's day that a moment of the schedule is in."""
    return day_of(slot, current_workspace().timezone)
