"""A member's tasks as a calendar that other programs read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from banso.platform.identity.api import Member
from banso.platform.tenancy.api import scope, unscoped
from banso.record.work.models import UNFINISHED, CalendarFeed, Task
from banso.record.work.rules.feed_tokens import digest

MOST: Final = 1000
"""Tasks in a feed; a calendar program reads all of them each time."""
_TOKEN_LENGTH: Final = 100
_PRODUCT: Final = "-//Banso//Tasks//EN"
_PRIORITIES: Final = {0: 9, 1: 5, 2: 3, 3: 1}
"""Ours to RFC 5545's: 1 is the highest, 5 the middle, 9 the lowest."""


def feed_of(member: Member) -> CalendarFeed | None:
    """The member's feed, if there is one."""
    return CalendarFeed.objects.filter(member=member).first()


def open_feed(token: str) -> Member | None:
    """Whose feed the token opens; None for one that is unknown, and for a member who cannot come in."""
    if not 0 < len(token) <= _TOKEN_LENGTH:
        return None
    with unscoped("a calendar program follows a member's secret address"):
        rows = CalendarFeed.objects.filter(token_hash=digest(token))
        feed = rows.select_related("member__login", "workspace").first()
        if feed is None or not feed.member.is_active or not feed.member.login.is_active:
            return None
        return feed.member


def calendar_of(member: Member, *, base_url: str, now: datetime) -> bytes:
    """The unfinished tasks of ``member`` that have a day, as whole-day events of iCalendar; two queries.

    ``base_url`` is where the product stands (``https://banso.example``). A task that is done, cancelled, or belongs
    to somebody else is simply not in it any more.
    """
    language = member.language or member.workspace.language
    with scope(member.workspace), override(language):
        rows = Task.objects.select_related("account").filter(owner=member, state__in=UNFINISHED, due__isnull=False)
        tasks = list(rows.order_by("due", "pk")[:MOST])
        calendar = Calendar()
        calendar.add("prodid", _PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Banso: tasks of %(name)s") % {"name": member.name})
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        for task in tasks:
            calendar.add_component(_event(task, base_url, now))
        written: bytes = calendar.to_ical()
    return written


def _event(task: Task, base_url: str, now: datetime) -> Event:
    assert task.due is not None  # noqa: S101 - the query asked for it
    day = task.due
    if task.snoozed_until and task.snoozed_until > day:
        day = task.snoozed_until
    address = f"{base_url}/tasks/{task.uid}/"
    event = Event()
    event.add("uid", f"{task.uid}@banso")
    event.add("dtstamp", now)
    event.add("summary", f"{task.title} ({task.account.name})" if task.account else task.title)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("priority", _PRIORITIES[task.priority])
    event.add("categories", [str(task.get_kind_display())])
    event.add("description", "\n\n".join(part for part in (task.detail, address) if part))
    event.add("url", address)
    return event
