"""Meetings as lines: on Today, and at the head of a brief."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banso.judgement.health.api import BAND, HEALTH
from banso.judgement.signals.api import told_until
from banso.platform.identity.api import Member
from banso.record.work.api import Meeting, asked_about, meetings_of_member
from banso.surfaces.workspace.compose import common
from banso.surfaces.workspace.compose.book import rows_of
from banso.surfaces.workspace.pages.brief import MeetingLine
from banso.surfaces.workspace.pages.shared import account_url


def todays_meetings(member: Member, today: date, now: datetime) -> list[MeetingLine]:
    """The meetings of ``member`` today with the health of their accounts; a constant number of queries."""
    return meeting_lines(meetings_of_member(member.pk, today), now)


def meeting_lines(meetings: Sequence[Meeting], now: datetime) -> list[MeetingLine]:
    """Meetings with the health of their accounts, and what is to be asked about them."""
    asked = asked_about(meetings)
    ids = sorted({one.account_id for one in meetings if one.account_id})
    day = told_until()
    values = rows_of(day, ids, (HEALTH, BAND)) if day and ids else {}
    return [
        MeetingLine(
            uid=str(one.uid),
            title=one.title or _("(no title)"),
            url=reverse("workspace:meeting", args=[one.uid]),
            starts_at=timezone.localtime(one.starts_at),
            ends_at=timezone.localtime(one.ends_at),
            is_all_day=one.is_all_day,
            location=one.location or "",
            account=one.account.name if one.account else "",
            account_url=account_url(str(one.account.uid)) if one.account else "",
            account_uid=str(one.account.uid) if one.account else "",
            health=common.health(values.get(one.account_id, {})) if one.account_id else None,
            is_written_down=one.touch_id is not None,
            is_over=one.ends_at <= now,
            asked=[(str(account.uid), account.name) for account in asked.get(one.pk, ())],
            log_url=log_url(one, now),
        )
        for one in meetings
    ]


def log_url(meeting: Meeting, now: datetime, persons: Sequence[str] = ()) -> str:
    """The form of a touch, filled in from the meeting; empty where it is not known with whom it is."""
    if meeting.account is None:
        return ""
    # A touch has happened already: one that is logged while the meeting goes on is of now.
    at = min(meeting.starts_at, now)
    fields = [
        ("account", str(meeting.account.uid)),
        ("kind", "meeting"),
        ("at", timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")),
        ("subject", meeting.title),
        ("meeting", str(meeting.uid)),
        *(("person", one) for one in persons),
    ]
    return f"{reverse('work:touch_new')}?{urlencode(fields)}"
