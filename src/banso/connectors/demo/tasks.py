"""What the demo's members have to do, and whom they meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from banso.platform.identity.api import Member
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import accounts_by_id, people_of_account, reachable
from banso.record.work import api as work
from banso.record.work.api import NewTask

if TYPE_CHECKING:
    from banso.connectors.demo.stories import DemoAccount

_EACH = 14
"""Tasks of a member."""
_DUE = (-9, -3, -1, 0, 0, 1, 2, 4, 6, 9, 15, 28, None, None)
"""Days from today on which they are due."""
_TITLES = {
    "ja": (
        ("月次レポートを送る", "mail"), ("活用状況を電話で伺う", "call"),
        ("新任のご担当者へ初期案内をする", "meeting"), ("利用が減った部署を調べる", "check"),
        ("更新のご提案をまとめる", "todo"), ("研修の日程を決める", "mail"),
        ("要望の回答を届ける", "mail"), ("目指す成果を一緒に見直す", "meeting"),
    ),
    "en": (
        ("Send the monthly report", "mail"), ("Call about how it goes", "call"), ("Welcome the new contact", "meeting"),
        ("Find out which department uses it less", "check"), ("Draft the renewal proposal", "todo"),
        ("Fix a day for the training", "mail"), ("Bring the answer to their request", "mail"),
        ("Look at the success statement together", "meeting"),
    ),
}  # fmt: skip
_STEPS = {
    "ja": ("数字をそろえる", "下書きを見てもらう", "送る"),
    "en": ("Gather the numbers", "Have the draft read", "Send it"),
}
_MEETINGS = {
    "ja": (("定例ミーティング", 10, 0, 60), ("活用のご相談", 13, 30, 45), ("更新のお打ち合わせ", 16, 0, 60)),
    "en": (("Monthly review", 10, 0, 60), ("How to use more of it", 13, 30, 45), ("About the renewal", 16, 0, 60)),
}
_TEAM = {"ja": "チームの朝会", "en": "Morning with the team"}
_DAYS = (0, 0, 0, 1, 1, 2, 5, 7)
"""Days from today on which there is a meeting with a customer."""


def plan_days(
    accounts: Sequence[DemoAccount], ids: Sequence[int], members: Sequence[Member], *, seed: int, now: datetime
) -> None:
    """Give each of ``members`` tasks and meetings with accounts of their own (``ids`` in the order of ``accounts``)."""
    rows = accounts_by_id(ids)
    language = current_workspace().language[:2]
    today = day_of(now, current_workspace().timezone)
    for place, member in enumerate(members):
        own = [rows[pk] for account, pk in zip(accounts, ids, strict=True) if account.owner == place][:40]
        if not own:
            continue
        rng = np.random.default_rng([seed, 11, place])
        rng.shuffle(own)
        _tasks(member, own, language if language in _TITLES else "en", today, now, rng)
        _meetings(member, own, language if language in _TITLES else "en", today, now)


def _tasks(
    member: Member, own: Sequence[Any], language: str, today: date, now: datetime, rng: np.random.Generator
) -> None:
    wanted = []
    for number, days_away in zip(range(_EACH), _DUE, strict=True):
        title, kind = _TITLES[language][number % len(_TITLES[language])]
        wanted.append(
            NewTask(
                title=title,
                kind=kind,
                owner=member,
                account=own[number % len(own)],
                due=None if days_away is None else today + timedelta(days=days_away),
                priority=int(rng.choice([0, 1, 1, 1, 2, 3])),
                recurrence="FREQ=MONTHLY" if number % len(_TITLES[language]) == 0 else "",
                steps=_STEPS[language] if number % 4 == 0 else (),
                minutes=int(rng.choice([10, 15, 30])),
            )
        )
    made = work.create_tasks(wanted, member=member, now=now)
    done = [NewTask(title=title, kind=kind, owner=member, account=own[-1]) for title, kind in _TITLES[language][1:4]]
    for task in work.create_tasks(done, member=member, now=now - timedelta(days=6)):
        work.finish_task(task, member=member, now=now - timedelta(days=int(rng.integers(1, 5))))
    work.tick_step(made[0], 0, done=True, now=now)
    work.snooze_task(made[-1], until=today + timedelta(days=10), today=today, now=now)


def _meetings(member: Member, own: Sequence[Any], language: str, today: date, now: datetime) -> None:
    """Through a calendar file, as everybody's."""
    zone = ZoneInfo(current_workspace().timezone)
    with_whom: dict[str, Any] = {}
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Banso//Demo//EN"]
    team = datetime.combine(today - timedelta(days=today.weekday()), time(9), zone)
    lines += _event(f"team-{member.pk}", team, 15, _TEAM[language], [member.login.email], now)
    lines.insert(-1, "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    for number, days_away in enumerate(_DAYS):
        title, hour, minute, minutes = _MEETINGS[language][number % 3]
        account = own[number % len(own)]
        uid = f"demo-{member.pk}-{number}"
        with_whom[uid] = account
        at = datetime.combine(today + timedelta(days=days_away), time(hour, minute), zone)
        lines += _event(uid, at, minutes, f"{account.name} {title}", [member.login.email, *_mails(account.pk)], now)
    file = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    work.import_calendar(file, member=member, now=now, source="demo")
    for meeting in work.meetings_between(member.pk, today, today + timedelta(days=max(_DAYS))):
        if meeting.account_id is None and meeting.ics_uid in with_whom:
            work.set_account(meeting, with_whom[meeting.ics_uid], now=now)


def _event(uid: str, at: datetime, minutes: int, title: str, mails: Sequence[str], now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%S}Z",
        f"DTSTART;TZID={at.tzinfo}:{at:%Y%m%dT%H%M%S}",
        f"DURATION:PT{minutes}M",
        f"SUMMARY:{title}",
        *(f"ATTENDEE:mailto:{mail}" for mail in mails),
        "END:VEVENT",
    ]


def _mails(account_id: int) -> list[str]:
    people = [one.person_id for one in people_of_account(account_id)][:3]
    return [mail for one in reachable(people).values() for mail in one.mails[:1]]
